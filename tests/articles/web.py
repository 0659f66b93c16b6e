"""A small web on this machine, for what asks addresses from outside."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from articles.desk.fetching import Fetcher


class Pages(BaseHTTPRequestHandler):
    """A small web: the path says what is answered."""

    asked = []
    robots = None
    # Path -> (type, text), or (type, text, encoding that is claimed).
    served = {}

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        name, _slash, rest = self.path[1:].partition("/")
        if self.path == "/robots.txt":
            return self.say(404 if self.robots is None else 200, self.robots or "")
        if self.path in self.served:
            kind, text, *packed = self.served[self.path]
            headers = {"Content-Encoding": packed[0]} if packed else {}
            return self.say(200, text, **headers, **{"Content-Type": kind})
        if name == "to":
            status, _slash, target = rest.partition("/")
            return self.say(int(status), Location=target or "/")
        if self.path == "/slashed":
            return self.say(301, Location="/slashed/")
        if name == "circle":
            return self.say(302, Location="/circle")
        if name == "no-head" and self.command == "HEAD":
            return self.say(405)
        if name == "slow":
            return self.drip()
        return self.say(int(name) if name.isdecimal() else 200, "x" * 100_000)

    def say(self, status, text="", **headers):
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        body = text.encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def drip(self):
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *args):
        pass


@contextmanager
def serving(robots=None, served=None):
    """A Web of our own, with a robots.txt and with what is `served` by path."""
    own = {"asked": [], "robots": robots, "served": served or {}}
    pages = type("FreshPages", (Pages,), own)
    server = ThreadingHTTPServer(("127.0.0.1", 0), pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Web(server.server_port, pages)
    finally:
        server.shutdown()
        server.server_close()


class Web:
    """The served pages, under a made-up name that the fetcher's resolver knows."""

    def __init__(self, port, pages):
        self.port, self.pages = port, pages
        self.fetcher = Fetcher(
            resolve=lambda host, port: {"news.test": ["127.0.0.1"]}.get(host, ["10.0.0.1"]),
            allows={"127.0.0.1"}.__contains__,
            ports={port},
        )

    def url(self, path="/"):
        return f"http://news.test:{self.port}{path}"
