"""Sends requests over a socket, byte for byte: what no client library would put on the wire."""

import socket
from urllib.parse import urlsplit

TIMEOUT = 40  # seconds; gunicorn gives up sooner


def written(request, host):
    """A verify.requests.Request as the bytes of an HTTP/1.1 request."""
    query = "".join(request.query)
    target = f"{request.path}?{query}" if query else request.path
    headers = {"host": host, "x-forwarded-proto": "https", "connection": "close"}
    headers |= request.headers
    if request.body or request.more:
        length = request.more.get("CONTENT_LENGTH", str(len(request.body)))
        headers |= {"content-type": request.type, "content-length": length}
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    head = "\r\n".join(lines) + "\r\n\r\n"
    return head.encode("utf-8", "surrogatepass") + request.body


def status_of(request, address, host):
    """The status that the server at `address` answers `request` with; 0 for no answer at all."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=TIMEOUT) as connected:
        try:
            connected.sendall(written(request, host))
            # What is announced and never sent is not waited for.
            connected.shutdown(socket.SHUT_WR)
        except OSError:
            # It has answered, and closed its end, before all was said.
            pass
        try:
            words = connected.makefile("rb").readline(200).split()
        except OSError:
            return 0
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
