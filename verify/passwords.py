"""Passwords tried at the door: at once, under made-up addresses, and timed."""

import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

from django.test import Client

from accounts.models import Attempts
from articles.management.commands.make_demo_accounts import PASSWORD
from verify.figures import Figure
from verify.timing import mann_whitney

LOGIN = "/admin/login/"
CLIENT = "192.0.2.7"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Door:
    """The sign-in page of a served newsbase, as somebody without a browser uses it."""

    def __init__(self, address):
        self.url = address + LOGIN
        with urllib.request.urlopen(self.url) as page:
            self.cookies = SimpleCookie(page.headers["Set-Cookie"])
            self.token = TOKEN.search(page.read().decode())[1]

    def try_(self, name, password, device="", forged=""):
        """(status, cookies set) of one try to sign in, as the proxy in front passes it on: it adds
        the client's address to what the client made up."""
        cookies = [f"csrf={self.cookies['csrf'].value}", f"device={device}"]
        fields = {"username": name, "password": password, "csrfmiddlewaretoken": self.token}
        data = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(
            self.url, data, {"Cookie": "; ".join(cookies), "X-Forwarded-For": f"{forged}{CLIENT}"}
        )
        try:
            answer = OPENER.open(asked, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            found = SimpleCookie()
            for line in answer.headers.get_all("Set-Cookie", []):
                found.load(line)
            return answer.status, found


class StaysHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


OPENER = urllib.request.build_opener(StaysHere)


def tries_at_once(door):
    """Fifty wrong passwords at once, fifty more with addresses made up, and their victim."""
    right = PASSWORD.format(role="writer")
    status, cookies = door.try_("writer", right)
    device = cookies["device"].value if status == 302 else ""
    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(lambda n: door.try_("writer", f"wrong {n}")[0], range(50)))
    evaluated = 50 - found.count(429)
    yield Figure(
        "wrong passwords at once / looked at beyond 10 in 5 minutes", len(found),
        max(0, evaluated - 10), "50 / 0", least=50, note=f"{evaluated} looked at",
    )  # fmt: skip

    def made_up(number):
        forged = f"203.0.113.{number}, 198.51.100.{number}, "
        return door.try_("writer", "wrong", forged=forged)[0]

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(made_up, range(50)))
    yield Figure(
        "tries with made-up X-Forwarded-For / looked at", 50, 50 - found.count(429), "50 / 0",
        least=50,
    )  # fmt: skip
    kept_out = door.try_("writer", right)[0] == 429
    let_in = sum(door.try_("writer", right, device)[0] == 302 for _ in range(5))
    yield Figure(
        "sign-ins of the victim from a known device meanwhile / refused", 5, 5 - let_in, "5 / 0",
        least=5, note="another device must wait" if kept_out else "the limit was not reached",
    )  # fmt: skip


def timing(count):
    """Is it slower to be told that a password is wrong than that nobody is called so?"""
    for _again in range(2):
        existing, unknown = measured(count)
        p = mann_whitney(existing, unknown)
        if p > 0.01:
            break
    medians = [sorted(each)[count // 2] * 1000 for each in (existing, unknown)]
    note = "p = {:.3f}; medians {:.1f} and {:.1f} ms".format(p, *medians)
    what = "times of wrong passwords for existing and unknown names / told apart (p <= 0.01, twice)"
    return Figure(what, 2 * count, int(p <= 0.01), "400 / 0", least=50, note=note)


def measured(count):
    """The seconds that each of `count` tries of either kind took, in random order."""
    names, times = ["editor", "nobody"] * count, {"editor": [], "nobody": []}
    random.shuffle(names)
    client = Client()
    client.post(LOGIN, {"username": "warm", "password": "up"})
    for name in names:
        Attempts.objects.all().delete()
        started = time.perf_counter()
        client.post(LOGIN, {"username": name, "password": "wrong"})
        times[name].append(time.perf_counter() - started)
    return times["editor"], times["nobody"]
