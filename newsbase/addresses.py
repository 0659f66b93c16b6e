"""Who asks: the address at the other end, also behind proxies of ours."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The address that a request comes from.

    That of the connection, unless one of settings.TRUSTED_PROXIES (networks) contains it:
    then the last entry of X-Forwarded-For that is no proxy of ours, counted from the end that our
    own proxy wrote. What a client writes there itself is never believed.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    address = request.META.get("REMOTE_ADDR", "")
    while forwarded and is_trusted(address):
        before = forwarded.pop().strip()
        if not is_address(before):
            break
        address = before
    return address


def is_trusted(address):
    """Is it a proxy of ours? A connection by a socket file has no address, and is."""
    if not address:
        return True
    found = ipaddress.ip_address(address)
    return any(found in network for network in settings.TRUSTED_PROXIES)


def is_address(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
