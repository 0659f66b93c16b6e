"""T35: asking a web address that somebody typed never reaches a machine of our own network.

No packet leaves the loopback: names are resolved by a table, connections are recorded and led to
hostile servers on this machine, which redirect, drip, lie about lengths and never end.
"""

import gzip
import resource
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

from articles.desk.fetching import Fetcher, FetchError, is_public
from verify.figures import Figure

ROWS = ["T35"]
ENGINES = ["sqlite"]
PUBLIC = "93.184.215.14"
LONGEST = 10.5  # seconds
MOST_GROWTH = 40_000  # KiB
SPELLINGS = """
127.0.0.1 127.1 127.0.1 0 0.0.0.0 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 127.0.0.1.
10.0.0.1 10.1 0xa.1 012.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 0xc0a80001 3232235521
169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 100.64.0.1 100.100.100.200 198.18.0.1
192.0.0.192 192.0.2.1 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 [::1] [::] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1]
[::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::7f00:1] [64:ff9b::10.0.0.1]
[64:ff9b:1::1] [2002:7f00:1::] [2002:a00:1::] [2001::1] [2001:db8::1] [fe80::1] [fe80::1%25lo]
[fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [100::1] [0:0:0:0:0:ffff:7f00:0001] [5f00::1]
[::ffff:0:127.0.0.1] １２７.0.0.1 127。0。0。1 ①②⑦.0.0.1 localhost LOCALHOST localhost.
ip6-localhost
""".split()  # noqa: SIM905
NAMES = {
    "rebinding.example": [["93.184.215.14"], ["127.0.0.1"]],
    "both.example": [["93.184.215.14", "127.0.0.1"]],
    "both6.example": [["2606:4700::1111", "::1"]],
    "inside.example": [["10.0.0.1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "metadata.example": [["169.254.169.254"]],
    "nat64.example": [["64:ff9b::a9fe:a9fe"]],
    "scoped.example": [["fe80::1%eth0"]],
    "odd.example": [["127.1"]],
    "none.example": [[]],
}


class Recorded:
    """In place of the network: notes whereto a connection was to go, and leads public ones to a
    server of this machine."""

    def __init__(self, server=None):
        self.calls, self.server = [], server

    def __call__(self, address, timeout):
        self.calls.append(address)
        if self.server is None:
            raise ConnectionRefusedError("recorded only")
        return socket.create_connection(self.server, timeout=timeout)

    @property
    def bad(self):
        return [host for host, _port in self.calls if not _is_outside(host)]


def _is_outside(host):
    """By the allow-rule in other words: written as a plain address, global, and of nobody's use as
    a tunnel or for many."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    tunnels = address.version == 6 and (address.ipv4_mapped or address.sixtofour or address.teredo)
    return address.is_global and not address.is_multicast and not tunnels


def from_table():
    """A resolver of NAMES whose answers change from question to question; others are public."""
    left = {name: list(answers) for name, answers in NAMES.items()}

    def resolve(host, port):
        answers = left.get(host)
        if answers is None:
            return [PUBLIC]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return resolve


# Hostile servers: each gets a connected socket and does its worst until it is closed.


def _forever(connected, piece, pause=0.0):
    while True:
        connected.sendall(piece)
        time.sleep(pause)


OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html\r\n"


def drips(connected):
    connected.sendall(OK + HTML + b"\r\n")
    _forever(connected, b"a", pause=1)


def drips_headers(connected):
    connected.sendall(OK)
    _forever(connected, b"a", pause=1)


def drips_header_lines(connected):
    connected.sendall(OK)
    _forever(connected, b"X: a\r\n", pause=0.5)


def never_ends(connected):
    connected.sendall(OK + HTML + b"\r\n")
    _forever(connected, b"a" * 65_536)


def never_ends_chunked(connected):
    connected.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    _forever(connected, b"1000\r\n" + b"a" * 4096 + b"\r\n")


def endless_chunk_size(connected):
    connected.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    _forever(connected, b"f" * 65_536)


def bad_chunk(connected):
    connected.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc")


def bomb(connected):
    packed = gzip.compress(b"\0" * 50_000_000)
    connected.sendall(OK + b"Content-Encoding: gzip\r\n\r\n" + packed)


def long_header(connected):
    connected.sendall(OK + b"X: " + b"a" * 10_000 + b"\r\n\r\nx")


def endless_header(connected):
    connected.sendall(OK + b"X: ")
    _forever(connected, b"a" * 65_536)


def many_headers(connected):
    connected.sendall(OK + b"".join(b"X%d: a\r\n" % each for each in range(5000)) + b"\r\nx")


def lies_long(connected):
    connected.sendall(OK + b"Content-Length: 99999999999\r\n\r\nshort")


def lies_short(connected):
    connected.sendall(OK + b"Content-Length: 1\r\n\r\n" + b"a" * 100_000)


def lies_negative(connected):
    connected.sendall(OK + b"Content-Length: -1\r\n\r\n" + b"a" * 1000)


def lies_in_words(connected):
    connected.sendall(OK + b"Content-Length: many\r\n\r\n" + b"a" * 1000)


def silent(connected):
    time.sleep(15)


def hangs_up(connected):
    pass


def nonsense(connected):
    connected.sendall(b"\0\xff" * 5000)


def not_http(connected):
    connected.sendall(b"220 mail.example ESMTP\r\n")


def odd_status(connected):
    connected.sendall(b"HTTP/1.1 999999 x\r\n\r\n")


def continues_for_ever(connected):
    _forever(connected, b"HTTP/1.1 100 Continue\r\n\r\n")


def leads_to(target):
    def leads(connected):
        connected.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + target.encode() + b"\r\n\r\n")

    leads.__name__ = f"leads to {target}"
    return leads


HOSTILE = [
    drips, drips_headers, drips_header_lines, never_ends, never_ends_chunked, endless_chunk_size,
    bad_chunk, bomb, long_header, endless_header, many_headers, lies_long, lies_short,
    lies_negative, lies_in_words, silent, hangs_up, nonsense, not_http, odd_status,
    continues_for_ever, leads_to("http://outside.example/"), leads_to("http://127.0.0.1/"),
    leads_to("http://[::1]/"), leads_to("//169.254.169.254/"), leads_to("http://inside.example/"),
    leads_to("http://outside.example:22/"), leads_to("file:///etc/passwd"), leads_to("http://[::1"),
    leads_to("gopher://127.0.0.1/"), leads_to("http://0x7f.1/"), leads_to("\\\\127.0.0.1\\"),
]  # fmt: skip


@contextmanager
def serving(behave):
    """The address of a server on the loopback that behaves so."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(0.2)
        is_over = threading.Event()

        def serve():
            while not is_over.is_set():
                try:
                    connected, _whence = listening.accept()
                except TimeoutError:
                    continue
                with closing(connected):
                    _behave(behave, connected)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()
        is_over.set()
        thread.join(20)


def _behave(behave, connected):
    try:
        connected.recv(65_536)
        behave(connected)
    except OSError:
        return


def _fetched(fetcher, url):
    """(seconds, bytes of body) of asking, whatever comes of it but a fault of ours."""
    started, size = time.monotonic(), 0
    with suppress(FetchError):
        size = len(fetcher.fetch(url).body)
    return time.monotonic() - started, size


def spelled():
    """Every spelling of a private address and every treacherous name; none is connected to."""
    wrong = []
    for host in SPELLINGS:
        connect = Recorded()
        # By the machine's own resolver, which reads 127.1 and 0x7f.1 as a browser would.
        _fetched(Fetcher(connect=connect), f"http://{host}/")
        wrong += [f"{host} -> {each}" for each in connect.calls]
    for name in NAMES:
        connect, resolve = Recorded(), from_table()
        for scheme in ("http", "https", "http"):
            _fetched(Fetcher(resolve=resolve, connect=connect), f"{scheme}://{name}/")
        wrong += [f"{name} -> {each}" for each in connect.bad]
    return Figure("spellings of private addresses / bad connects", len(SPELLINGS) + len(NAMES),
                  len(wrong), "60 / 0", 60, note="; ".join(wrong))  # fmt: skip


def _open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def _rss():
    """The most memory this process had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def besieged(servers):
    """The Figures of asking hostile servers."""
    gzip.compress(b"\0" * 50_000_000)  # what the bomb's maker needs is not the fetcher's
    files, threads, memory = _open_files(), threading.active_count(), _rss()
    late, bad, long = [], [], 0.0
    for behave in servers:
        with serving(behave) as server:
            connect = Recorded(server)
            fetcher = Fetcher(resolve=from_table(), connect=connect)
            seconds, size = _fetched(fetcher, "http://outside.example/")
        long = max(long, seconds)
        late += [f"{behave.__name__} {seconds:.1f} s"] * (seconds > LONGEST or size > 65_536)
        bad += [f"{behave.__name__} -> {each}" for each in connect.bad]
    grown = _rss() - memory
    left = (_open_files() - files, threading.active_count() - threads)
    yield Figure(
        "hostile servers / not ended in 10.5 s",
        len(servers),
        len(late),
        f"{len(servers)} / 0",
        len(servers),
        note=f"longest {long:.1f} s {late or ''}",
    )
    yield Figure("hostile servers / bad connects", len(servers), len(bad), f"{len(servers)} / 0",
                 len(servers), note="; ".join(bad))  # fmt: skip
    yield Figure(
        "hostile servers / sockets and threads left",
        len(servers),
        sum(max(0, each) for each in left),
        f"{len(servers)} / 0",
        len(servers),
    )
    yield Figure(
        "hostile servers / more than 40 MiB grown",
        len(servers),
        int(grown > MOST_GROWTH),
        f"{len(servers)} / 0",
        note=f"{grown / 1024:.1f} MiB",
    )


SLOW = {drips, drips_headers, drips_header_lines, silent}


def run(quick):
    assert is_public(PUBLIC)
    yield spelled()
    yield from besieged([each for each in HOSTILE if not (quick and each in SLOW)])
