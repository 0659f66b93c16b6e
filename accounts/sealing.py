"""Secrets that the database holds and that the database alone doesn't tell."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings

NONCE, TAG = 16, 32
MOST = 32  # one block of SHA-256 is all the keystream there is


class Unreadable(Exception):
    """Sealed with a key that is gone, or not by us."""


def seal(secret):
    """`secret`, up to 32 bytes, as text that only settings.SECRET_KEY opens."""
    if len(secret) > MOST:
        raise ValueError("Too long to be sealed.")
    nonce = secrets.token_bytes(NONCE)
    body = nonce + _mixed(settings.SECRET_KEY, nonce, secret)
    return urlsafe_b64encode(body + _tag(settings.SECRET_KEY, body)).decode()


def unseal(text):
    """The bytes that were sealed, under the present key or a former one; raises Unreadable."""
    sealed = urlsafe_b64decode(text)
    body, tag = sealed[:-TAG], sealed[-TAG:]
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if hmac.compare_digest(tag, _tag(key, body)):
            return _mixed(key, body[:NONCE], body[NONCE:])
    raise Unreadable


def _mixed(key, nonce, data):
    stream = _keyed(key, b"newsbase.sealing.stream" + nonce)
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def _tag(key, body):
    return _keyed(key, b"newsbase.sealing.tag" + body)


def _keyed(key, message):
    return hmac.digest(key.encode(), message, hashlib.sha256)
