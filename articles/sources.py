"""Addresses of sources."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that name a campaign or a click and not a page.
TRACKING = {"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "cmpid", "ref"}
DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url):
    """One spelling for all the ways to write a source's address; None for an empty one.

    The scheme is dropped (http and https show the same page), as are 'www.', tracking
    parameters, the fragment and a closing slash; what is left is compared, never fetched.
    Raises nothing: an address that can't be taken apart is its own spelling.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    if port and port != DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith("utm_") and name.lower() not in TRACKING
    )
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(kept), "")).lstrip("/")
