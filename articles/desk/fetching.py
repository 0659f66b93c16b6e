"""Asking a web address from outside, safely (SECURITY.md T35).

The address comes from people, so it may name a machine of our own network. It is resolved once,
refused if any of its addresses is not public, and the connection goes to an address that was
checked; each redirect is treated alike. No proxy and no credentials are used.
"""

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

PORTS = {"http": 80, "https": 443}
USUAL_PORTS = frozenset(PORTS.values())
MOST_REDIRECTS = 3
PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
# Of all connections of one question together.
MOST_SECONDS = 10
# Global by their registration, and yet a way to a private address or to many machines at once.
FORBIDDEN = [
    ip_network(text)
    for text in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23", "::/96", "fec0::/10",
        "192.0.0.0/24", "192.88.99.0/24",
    )
]  # fmt: skip
# All others of IPv6 are nobody's yet, or stand for something else.
UNICAST = ip_network("2000::/3")


class FetchError(Exception):
    """Why an address gave no answer; its text is for people."""


class RefusedAddress(FetchError):
    """An address that is never asked: not of the public web."""


@dataclass(frozen=True)
class Answer:
    """What was answered in the end: at `url`, after redirects; `body` is the beginning of the text,
    `is_whole` says whether it is all of it. `moved_to` is where permanent redirects lead, or ''."""

    url: str
    status: int
    headers: dict
    body: bytes = b""
    is_whole: bool = True
    moved_to: str = ""


def is_public(address):
    """May the internet address `address` (text) be connected to?"""
    try:
        parsed = ip_address(address)
    except ValueError:  # e.g. with the name of a network card of ours
        return False
    if getattr(parsed, "scope_id", None):
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    forbidden = any(parsed in network for network in FORBIDDEN if network.version == parsed.version)
    is_assigned = parsed.version == 4 or parsed in UNICAST
    return parsed.is_global and not parsed.is_multicast and is_assigned and not forbidden


def resolve(host, port):
    """The internet addresses of a host name, as texts."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(address[0] for *_kind, address in found))


# Names that are being resolved, whatever becomes of who asked: the system's resolver has no limit.
_RESOLVING = threading.BoundedSemaphore(16)


def _in_time(deadline, function, *arguments):
    """What `function` gives, or raises; TimeoutError if it takes longer. It is then left alone."""
    answers = queue.SimpleQueue()

    def run():
        try:
            answers.put((function(*arguments), None))
        except Exception as error:
            answers.put((None, error))
        finally:
            _RESOLVING.release()

    if not _RESOLVING.acquire(timeout=_left(deadline)):
        raise TimeoutError("too many names at once")
    threading.Thread(target=run, daemon=True).start()
    try:
        found, error = answers.get(timeout=_left(deadline))
    except queue.Empty:
        raise TimeoutError(f"longer than {MOST_SECONDS} seconds") from None
    if error:
        raise error
    return found


def user_agent():
    """Who asks: newsbase, and where its people can be found."""
    return f"newsbase (+{settings.SITE_URL})"


class Fetcher:
    """Asks addresses, one at a time. Tests say which other machines and ports are allowed."""

    def __init__(
        self, resolve=resolve, connect=socket.create_connection, allows=is_public, ports=USUAL_PORTS
    ):
        self.resolve, self.connect = resolve, connect
        self.allows, self.ports = allows, ports

    def fetch(self, url, method="GET", most_bytes=65_536, deadline=None):
        """The Answer to `method`, GET or HEAD, with at most so many bytes of body.

        Raises RefusedAddress, or FetchError if nothing answers within MOST_SECONDS, or until the
        `deadline` (of time.monotonic) that several questions share.
        """
        deadline = deadline or time.monotonic() + MOST_SECONDS
        moved_to, is_permanent = "", True
        for _hop in range(MOST_REDIRECTS + 1):
            answer = self._ask(url, method, most_bytes, deadline)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                return Answer(**{**answer.__dict__, "moved_to": moved_to})
            is_permanent = is_permanent and answer.status in PERMANENT
            url = self._follow(url, target)
            moved_to = url if is_permanent else moved_to
        raise FetchError(_("It redirects too often."))

    def _follow(self, url, target):
        try:
            following = urljoin(url, target)
        except ValueError:
            raise RefusedAddress(_("This is no web address.")) from None
        if url.startswith("https:") and not following.startswith("https:"):
            raise RefusedAddress(_("It redirects to an address without encryption."))
        return following

    def _ask(self, url, method, most_bytes, deadline):
        parts, port = self._taken_apart(url)
        address = self._checked_address(parts.hostname, port, deadline)
        target = iri_to_uri(parts.path or "/") + (
            f"?{iri_to_uri(parts.query)}" if parts.query else ""
        )
        headers = {"User-Agent": user_agent(), "Accept-Encoding": "identity", "Connection": "close"}
        try:
            with self._opened(address, port, parts, deadline) as connected:
                connection = http.client.HTTPConnection(parts.hostname, port)
                connection.default_port = PORTS[parts.scheme]
                connection.sock = _Timed(connected, deadline)
                connection.request(method, target, headers=headers)
                with closing(connection.getresponse()) as response:
                    body = response.read(most_bytes + 1) if method == "GET" else b""
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            raise FetchError(_("It does not answer: %s") % error) from error
        found = {name.lower(): value for name, value in response.getheaders()}
        is_whole = len(body) <= most_bytes
        return Answer(url, response.status, found, body[:most_bytes], is_whole)

    def _taken_apart(self, url):
        """(parts, port) of `url`; RefusedAddress for one that no public page has."""
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise RefusedAddress(_("This is no web address.")) from None
        odd = any(ord(character) <= 32 or ord(character) == 127 for character in url) or "\\" in url
        if odd or parts.scheme not in PORTS or not parts.hostname:
            raise RefusedAddress(_("This is no web address."))
        if "@" in parts.netloc:
            raise RefusedAddress(_("Web addresses with a name or password are not asked."))
        if port not in self.ports:
            raise RefusedAddress(_("Only the usual ports of the web, 80 and 443, are asked."))
        return parts, port

    def _checked_address(self, host, port, deadline):
        try:
            addresses = _in_time(deadline, self.resolve, host, port)
        except TimeoutError as error:
            raise FetchError(_("It does not answer: %s") % error) from error
        except (OSError, UnicodeError) as error:
            raise FetchError(_("There is no such host: %s") % host) from error
        if not addresses or not all(map(self.allows, addresses)):
            raise RefusedAddress(_("This host is not on the public web: %s") % host)
        return addresses[0]

    def _opened(self, address, port, parts, deadline):
        connected = self.connect((address, port), timeout=_left(deadline))
        if parts.scheme == "http":
            return connected
        try:
            trusted = ssl.create_default_context()
            return trusted.wrap_socket(connected, server_hostname=parts.hostname)
        except BaseException:
            connected.close()
            raise


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"longer than {MOST_SECONDS} seconds")
    return left


class _Timed:
    """A connected socket on which everything together ends at a deadline: a server that sends one
    byte a second would never be late for a single one. It is closed by whoever opened it."""

    def __init__(self, connected, deadline):
        self.connected, self.deadline = connected, deadline

    def sendall(self, data):
        self.connected.settimeout(_left(self.deadline))
        self.connected.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(_Stream(self.connected, self.deadline))

    def close(self):
        pass


class _Stream(io.RawIOBase):
    """What a _Timed socket receives."""

    def __init__(self, connected, deadline):
        self.connected, self.deadline = connected, deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self.connected.settimeout(_left(self.deadline))
        return self.connected.recv_into(buffer)
