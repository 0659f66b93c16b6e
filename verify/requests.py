"""Requests that are wrong as a whole: their methods, headers, bodies or paths."""

import base64
from dataclasses import dataclass, field

from verify.hostile import VALUES

METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FOO", "OPTIONS", "HEAD"]
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
HEADERS = [
    {"accept": "a;q=" + "9" * 5000}, {"accept": "text/html;q=x"}, {"accept": '"' + ";" * 4000},
    {"accept-language": "x" * 3000}, {"accept-language": ",".join(["fr;q=0.1"] * 900)},
    {"accept-language": "fr;q=nan"}, {"accept-encoding": "gzip;q=0,*;q=zz"},
    {"cookie": "session=%00"}, {"cookie": "session=" + "a" * 3000}, {"cookie": "csrf=\xff\xfe"},
    {"cookie": ";;;=;=;a"}, {"cookie": "messages=.eJx"}, {"cookie": "django_language=" + "x" * 700},
    {"if-none-match": '"' + "x" * 4000}, {"if-none-match": "W/"}, {"if-none-match": "*"},
    {"if-modified-since": "Tue, 99 Foo 99999"}, {"range": "bytes=-1"}, {"range": "bytes=9-" * 900},
    {"if-modified-since": "Thu, 01 Jan 0001 00:00:00 GMT"}, {"if-match": "x"},
    {"if-unmodified-since": "Thu, 01 Jan 1601 00:00:00 GMT"}, {"if-match": '"a", *'},
    {"range": "bytes=99999999999999999999-"}, {"x-forwarded-host": "evil.example"},
    {"x-forwarded-proto": "http"}, {"x-forwarded-for": "127.0.0.1, " * 200},
    {"x-original-url": "/admin/"}, {"x-http-method-override": "DELETE"},
    {"x-request-id": "\x1b" * 9},
    {"x-requested-with": "XMLHttpRequest"}, {"referer": "javascript:zq7()"},
    {"referer": "http://["},
    {"user-agent": "\x1b[31m" + "A" * 3000}, {"user-agent": ""}, {"authorization": "Basic %%%"},
    {"authorization": "Bearer " + "x" * 5000}, {"expect": "100-continue"}, {"origin": "null"},
    {"origin": "http://[::1"}, {"host": "evil.example"}, {"host": ""}, {"host": "[::1"},
    {"host": "a@127.0.0.1"}, {"host": "127.0.0.1:99999"}, {"host": "127.0.0.1:x"},
    {"host": "127.0.0.1\x00"}, {"host": "x" * 3000}, {"sec-fetch-site": "zzz"},
]  # fmt: skip


def part(name, text, more=b""):
    head = b'--x\r\nContent-Disposition: form-data; name="' + name + b'"' + more
    return head + b"\r\n\r\n" + text + b"\r\n"


BASE64 = b"\r\nContent-Transfer-Encoding: base64"
BODIES = [
    ("application/json", b"[" * 100_000), ("application/json", b'{"a":"\\ud800"}'),
    ("application/json", b"{"), ("application/json", b'{"a":' + b"9" * 5000 + b"}"),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), ("", b"a=1"), ("\xff", b"a=1"),
    (PARTS, b"--x\r\n"), (PARTS, b"--x--"), (PARTS, b""), ("multipart/form-data", b"--x--"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--"), (f"{FORM}; charset=zzz", b"a=%ff"),
    ("multipart/form-data; boundary=\xff", b"--x--"), ("text/html; charset=zzz", b"a"),
    ("multipart/mixed; boundary=x", part(b"a", b"1") + b"--x--"),
    (PARTS, part(b"a", b" " * 500_000, b'; filename="../../a"' + BASE64) + b"--x--"),
    (PARTS, part(b"a", base64.b64encode(b"a" * 300_000), BASE64) + b"--x--"),
    (PARTS, part(b"a", b"=" * 100_000, BASE64) + b"--x--"),
    (PARTS, part(b"a", b"%%%", BASE64) + b"--x--"),
    (PARTS, part(b"a", b"1", b"\r\nContent-Type: text/plain; charset=zzz") + b"--x--"),
    (PARTS, part(b"a", b"1", b'; filename="\x00"') + b"--x--"),
    (PARTS, b"".join(part(b"a%d" % number, b"1") for number in range(5000)) + b"--x--"),
    (PARTS, b"".join(part(b"f", b"1", b'; filename="a"') for _ in range(500)) + b"--x--"),
    (PARTS, b"--x\r\n" + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n1\r\n--x--"),
    (FORM, b"a=%ff&b=%00"), (FORM, b"&".join(b"a%d=1" % number for number in range(5000))),
    (FORM, b"a=" + b"x" * 1_100_000), (FORM, b"&" * 5000), (FORM, b"=" * 5000),
    (FORM, b"\xff" * 99),
    (FORM, b"action=delete_selected&_selected_action=x&index=zz&select_across=z"),
    (FORM, b"form-TOTAL_FORMS=1000000&form-INITIAL_FORMS=-1"), (FORM, b"_selected_action=%00"),
]  # fmt: skip


@dataclass(frozen=True)
class Request:
    """Who asks, and all that is sent."""

    role: str
    method: str
    path: str
    query: tuple = ()  # its pieces: the long ones are shared by thousands of requests
    headers: dict = field(default_factory=dict)
    type: str = ""
    body: bytes = b""
    more: dict = field(default_factory=dict)

    def send(self, client):
        options = {"QUERY_STRING": "".join(self.query)} if self.query else {}
        names = {f"HTTP_{name.upper().replace('-', '_')}": value
                 for name, value in self.headers.items()}  # fmt: skip
        if "cookie" in self.headers and client.cookies:
            names["HTTP_COOKIE"] += "; " + client.cookies.output(header="", sep=";")
        return client.generic(self.method, self.path, self.body, self.type, **options, **names,
                              **self.more)  # fmt: skip

    def __str__(self):
        kind = f" {self.type} {self.body[:60]}" if self.body else ""
        query = "".join(self.query)[:120]
        return f"{self.role} {self.method} {self.path}?{query} {self.headers}{kind}"


def get(role, path, *query):
    return Request(role, "GET", path, query)


def odd(role, path):
    """Requests for `path` that are odd but for their parameters."""
    for method in METHODS:
        yield Request(role, method, path)
    for headers in HEADERS:
        yield Request(role, "GET", path, headers=headers)
    for kind, body in BODIES:
        yield Request(role, "POST", path, type=kind, body=body)
    for length in ("-1", "x", "99999999999", ""):
        yield Request(role, "POST", path, type=FORM, body=b"a=1", more={"CONTENT_LENGTH": length})
    above = path.rstrip("/").rpartition("/")[0]
    for value in VALUES:
        if len(value) < 6000:
            yield get(role, f"{above}/{value}/")
