"""Browsers that an account has signed in from before, told by a signed cookie.

It opens nothing by itself: whoever has it may try a password even while somebody else's tries on
the same account are refused.
"""

import secrets

from django.conf import settings
from django.core import signing

SALT = "newsbase.device"
LASTS = 180 * 24 * 60 * 60


def known_device(request, name):
    """The number of the device if the account `name` has signed in from it before, else ''."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        owner, number = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return number if owner == name else ""


def remember_device(request, response, name):
    """Let the browser prove next time that `name` has signed in from it."""
    number = known_device(request, name) or secrets.token_hex(16)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([name, number], salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
