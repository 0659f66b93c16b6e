"""The second factor of an account: set up, asked for, used once, taken away."""

import hashlib
import secrets
from base64 import b32encode

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import totp
from accounts.models import RecoveryCode, SecondFactor
from accounts.models.events import Kind
from accounts.sealing import Unreadable, seal, unseal

RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: nobody finds one by trying, with or without its hash


def factor_of(user):
    """The user's SecondFactor, or None."""
    return SecondFactor.objects.filter(user=user).first()


def is_required(needs):
    """Must an account that `needs` one have a second factor here?"""
    return settings.MFA_REQUIRED and needs


def enrol(user, secret, code):
    """Make `secret` the user's second factor if `code` is one of its codes now.

    Gives the new recovery codes, to be shown once, or None if the code is wrong.
    """
    step = totp.step_of(secret, code)
    if step is None:
        return None
    values = {"sealed_secret": seal(secret), "last_step": step, "made_at": timezone.now()}
    with transaction.atomic():
        SecondFactor.objects.update_or_create(user=user, defaults=values)
        return new_recovery_codes(user)


def take_away(user):
    """Remove the second factor and the recovery codes."""
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def new_recovery_codes(user):
    """Ten codes in place of any before, as text to be shown once."""
    codes = [_code_text(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(user=user, digest=_digest(user, code)) for code in codes]
        )
    return codes


def recovery_codes_left(user):
    """How many of the user's recovery codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def use(user, code):
    """Use up a code: gives Kind.SIGNED_IN for one of the app, Kind.RECOVERY_USED for a recovery
    code, None if it is wrong or was used before."""
    typed = "".join(code.split())
    if typed.isdecimal():
        return Kind.SIGNED_IN if _use_app_code(user, typed) else None
    return Kind.RECOVERY_USED if _use_recovery_code(user, typed) else None


def _use_app_code(user, code):
    factor = factor_of(user)
    if factor is None:
        return False
    try:
        step = totp.step_of(unseal(factor.sealed_secret), code)
    except Unreadable:
        return False
    if step is None:
        return False
    # The database decides who was first.
    unused = SecondFactor.objects.filter(
        pk=factor.pk, sealed_secret=factor.sealed_secret, last_step__lt=step
    )
    return unused.update(last_step=step) == 1


def _use_recovery_code(user, code):
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return unused.update(used_at=timezone.now()) == 1


def _code_text(data):
    letters = b32encode(data).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _digest(user, code):
    letters = code.replace("-", "").lower()
    return hashlib.sha256(f"newsbase.recovery {user.pk} {letters}".encode()).hexdigest()
