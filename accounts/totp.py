"""Codes that change every half minute (RFC 6238 SHA-1 and six digits: every app knows them)."""

import hashlib
import hmac
import secrets
import time
from base64 import b32encode
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
# A clock may be half a minute off.
STEPS_OFF = (0, -1, 1)


def new_secret():
    return secrets.token_bytes(SECRET_BYTES)


def step_now():
    """The number of the present half minute."""
    return int(time.time()) // SECONDS


def code_at(secret, step, digits=DIGITS):
    """The code of a secret in the half minute of that number (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret, code):
    """The half minute around now whose code this is, or None."""
    now = step_now()
    steps = [
        now + off
        for off in STEPS_OFF
        if hmac.compare_digest(code_at(secret, now + off).encode(), code.encode())
    ]
    return max(steps, default=None)


def as_text(secret):
    """The secret as somebody types it into their app: JBSW Y3DP ..."""
    letters = b32encode(secret).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def address(secret, issuer, name):
    """The otpauth: address that a QR code tells an app."""
    letters = b32encode(secret).decode().rstrip("=")
    query = urlencode({"secret": letters, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer, '')}:{quote(name, '')}?{query}"
