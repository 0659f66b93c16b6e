"""Proves who somebody is by a code or a password: counted, recorded, used once."""

from accounts import factors, throttling
from accounts.devices import known_device
from accounts.events import record, record_throttled
from accounts.forms import limits_of
from accounts.models.events import Kind


def by_code(request, user, code):
    """Whether `code` is the user's and was not used before; raises throttling.TooMany."""
    limits = throttling.second_factor_limits(user, known_device(request, user.get_username()))
    taken = _taken(limits, user)
    kind = factors.use(user, code)
    if kind is None:
        record(Kind.FACTOR_FAILED, account=user)
        return False
    throttling.give_back(limits, taken)
    if kind == Kind.RECOVERY_USED:
        record(kind, by=user, account=user)
    return True


def by_password(request, user, password):
    """Whether it is the user's password; raises throttling.TooMany."""
    limits = limits_of(request, user.get_username())
    taken = _taken(limits, user)
    if not user.check_password(password):
        record(Kind.SIGN_IN_FAILED, account=user)
        return False
    throttling.give_back(limits, taken)
    return True


def _taken(limits, user):
    try:
        return throttling.take(limits)
    except throttling.TooMany:
        record_throttled(user)
        raise
