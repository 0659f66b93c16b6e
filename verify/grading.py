"""Grades one answer by its headers, cookies and scripts, as MDN's HTTP Observatory does.

The scoring is theirs (github.com/mdn/mdn-http-observatory, 1.4), written anew for what newsbase
could answer: 100 points, less for what is missing, and more for what is better than it need be,
though only for an answer that lost no more than 10.
"""

import re
from html.parser import HTMLParser
from http.cookies import SimpleCookie

EXTRA_FROM = 90
SIX_MONTHS = 15_768_000
PRIVATE_REFERRERS = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
SOURCES = {"script-src", "style-src", "img-src", "font-src", "connect-src", "object-src"}


class _Scripts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        if tag == "script" and attributes.get("src"):
            self.found.append(attributes)


def directives(policy):
    """{directive: its sources} of a Content-Security-Policy."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0].lower(): part[1:] for part in parts}


def _policy(answer):
    found = directives(answer.headers.get("content-security-policy", ""))
    if not found:
        return -25
    scripts = found.get("script-src", found.get("default-src", ["*"]))
    if {"'unsafe-inline'", "data:", "*", "https:", "http:"} & set(scripts):
        return -20
    sources = [each for name in SOURCES for each in found.get(name, [])]
    if "'unsafe-eval'" in sources or any(each.startswith("http:") for each in sources):
        return -10
    if "'unsafe-inline'" in found.get("style-src", found.get("default-src", [])):
        return 0
    return 10 if found.get("default-src") == ["'none'"] else 5


def _cookies(answer):
    jar = SimpleCookie()
    for line in answer.cookies:
        jar.load(line)
    if not jar:
        return 0
    for cookie in jar.values():
        is_session = "session" in cookie.key.lower()
        if not cookie["secure"]:
            return -40 if is_session else -20
        if is_session and not cookie["httponly"]:
            return -30
        if "csrf" in cookie.key.lower() and not cookie["samesite"]:
            return -20
    return 5 if all(each["samesite"] for each in jar.values()) else 0


def _transport(answer):
    found = re.search(r"max-age=(\d+)", answer.headers.get("strict-transport-security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def _framing(answer):
    ancestors = directives(answer.headers.get("content-security-policy", "")).get("frame-ancestors")
    if ancestors and "*" not in ancestors:
        return 5
    return 0 if answer.headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def _referrer(answer):
    policy = answer.headers.get("referrer-policy")
    if policy is None:
        return 0
    return 5 if policy.rpartition(",")[2].strip() in PRIVATE_REFERRERS else -5


def _kinds(answer):
    return 0 if answer.headers.get("x-content-type-options") == "nosniff" else -5


def _resources(answer):
    policy = answer.headers.get("cross-origin-resource-policy")
    return 10 if policy in ("same-origin", "same-site") else 0


def _sharing(answer):
    is_open = answer.headers.get("access-control-allow-origin") not in (None, "*")
    return -50 if is_open and "access-control-allow-credentials" in answer.headers else 0


def _scripts(answer):
    if "html" not in answer.headers.get("content-type", ""):
        return 0
    page = _Scripts()
    page.feed(answer.body.decode())
    foreign = [each for each in page.found if re.match(r"(https?:)?//", each["src"])]
    if foreign:
        return 5 if all("integrity" in each for each in foreign) else -5
    return 5 if any("integrity" in each for each in page.found) else 0


TESTS = [_policy, _cookies, _transport, _framing, _referrer, _kinds, _resources, _sharing, _scripts]


def grade(answer):
    """The points of an answer: of its `headers` (lower-case names), `cookies` and `body`."""
    changes = [test(answer) for test in TESTS]
    lost = 100 + sum(each for each in changes if each < 0)
    return 100 + sum(changes) if lost >= EXTRA_FROM else lost
