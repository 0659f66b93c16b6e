"""Whose request it is: the client's network address, also behind proxies of ours."""

from ipaddress import ip_address, ip_network

from django.conf import settings

# A subscriber is given a whole /64 of IPv6 and may take a new address for every request.
IPV6_PREFIX = 64


def client_address(request):
    """The address that a request comes from, as text; '' if nobody can tell.

    That of the connection, unless one of settings.TRUSTED_PROXIES (networks) contains it:
    then the last entry of X-Forwarded-For that is no proxy of ours, counted from the end that our
    own proxy wrote. What a client writes there itself is never believed.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    address = request.META.get("REMOTE_ADDR", "")
    while forwarded and is_trusted(address):
        before = forwarded.pop()
        if parsed(before) is None:
            break
        address = before
    return str(parsed(address) or "")


def is_trusted(address):
    """Is it a proxy of ours? A connection by a socket file has no address, and is."""
    if not address:
        return True
    found = parsed(address)
    return found is not None and any(found in network for network in settings.TRUSTED_PROXIES)


def parsed(text):
    """The text as an ipaddress, an IPv4 one in IPv6's clothes as IPv4; None if it is none."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def counted_address(address):
    """What limits count an address as: itself, or the network a subscriber has under IPv6."""
    found = parsed(address)
    if found is None or found.version == 4:
        return address
    return str(ip_network((found, IPV6_PREFIX), strict=False))
