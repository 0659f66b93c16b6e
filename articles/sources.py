"""Addresses of sources."""

from urllib.parse import unquote_plus, urlsplit, urlunsplit

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
    # Decoded and not encoded again, so that it is never longer than the address.
    pairs = map(unquote_plus, parts.query.split("&"))
    kept = "&".join(sorted(pair for pair in pairs if pair and not _is_tracking(pair)))
    return urlunsplit(("", host, parts.path.rstrip("/"), kept, "")).lstrip("/")


def _is_tracking(pair):
    name = pair.partition("=")[0].lower()
    return name.startswith("utm_") or name in TRACKING
