"""Whose request it is: the client's network address, which only a known proxy can tell."""

from ipaddress import ip_address, ip_network

from django.conf import settings

# A subscriber is given a whole /64 of IPv6 and may take a new address for every request.
IPV6_PREFIX = 64


def client_address(request):
    """The client's address as text: REMOTE_ADDR, unless that is one of settings.TRUSTED_PROXIES.

    Then it is the last entry of X-Forwarded-For that is no trusted proxy, counted from the right:
    everything to the left of it was written by the client. '' if nothing can be told, as over a
    Unix socket without a proxy's word.
    """
    trusted = [ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES]
    remote = request.META.get("REMOTE_ADDR", "")
    hops = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), remote]
    address = None
    for hop in reversed(hops):
        found = parsed(hop)
        if found is None:
            break
        address = found
        if not any(found in network for network in trusted):
            break
    return str(address or "")


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
