"""T10, T12, T42: whatever is asked, however malformed, gets an answer of a page and not a fault.

Every parameter that a page's forms and links, a FilterSet, a list of the admin or a field that
looks records up could take gets the values of verify/hostile.py, from nobody and from each role;
every page gets odd methods, headers, bodies and paths; every search box gets random texts (T11).
"""

import logging
import multiprocessing
import os
import random
import time
import traceback
import warnings
from dataclasses import dataclass, field

from django.conf import settings
from django.core.paginator import UnorderedObjectListWarning
from django.core.signals import got_request_exception
from django.db import connections

from newsbase.middleware import DATA_TYPES
from verify import requests, wire
from verify.base import fill_with_demo, gunicorn
from verify.crawling import NOBODY, Crawl, body_of, client_of, everybody
from verify.figures import Figure
from verify.hostile import VALUES, encoded, many_of, random_text

ROWS = ["T10", "T11", "T12", "T42"]
ENGINES = ["sqlite", "postgresql"]
SLOW = 2.0  # seconds
QUICK = [NOBODY, "publisher"]
SEED = 20261124
# Requests of one role in a whole run on one database; 100,000 are to be tried on both.
MOST_OF_READER, MOST_OF_ROLE, TEXTS, OVER_THE_WIRE = 40_000, 2_500, 20_000, 3_000
REFLECTED = (b"<script>zq7()", b"onerror=zq7()>", b"<svg/onload=zq7()")
SEARCHES = ("/search/", "/find/", "/articles/", "/investments/", "/organisations/", "/sites/")


@dataclass
class Tally:
    """What came of some requests: how many, and those that went wrong, as texts."""

    tried: int = 0
    faults: list = field(default_factory=list)
    slow: list = field(default_factory=list)
    reflected: list = field(default_factory=list)
    times: list = field(default_factory=list)

    def add(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


class Attacker:
    """Sends requests in this process, as whoever they are from, and judges the answers."""

    def __init__(self):
        self.tally, self.clients, self.errors = Tally(), {}, []
        got_request_exception.connect(self._remember)

    def _remember(self, **options):
        self.errors.append(traceback.format_exc(limit=-3))

    def send(self, request):
        """Send one verify.requests.Request; one that was slow is asked once more."""
        seconds, response, body = self._timed(request)
        status, kind = response.status_code, response.headers.get("Content-Type", "")
        if seconds > SLOW:
            seconds = min(seconds, self._timed(request)[0])
        self.tally.tried += 1
        self.tally.times.append(seconds)
        told = f"{status} {seconds:.1f} s {str(request)[:300]}"
        if status >= 500 and status != 501:
            self.tally.faults.append(told + "\n" + "\n".join(self.errors[-1:]))
        if seconds > SLOW:
            self.tally.slow.append(told)
        # Data is not read as a page: nosniff, and a policy that allows nothing.
        if not kind.startswith(DATA_TYPES) and any(each in body for each in REFLECTED):
            self.tally.reflected.append(told)
        self.errors.clear()

    def _timed(self, request):
        client = self.clients.get(request.role) or client_of(request.role)
        self.clients[request.role] = client
        started = time.monotonic()
        response = request.send(client)
        body = body_of(response)
        return time.monotonic() - started, response, body


def work(wanted, results):
    """Send the requests `wanted` and put the Tally into the queue `results`."""
    connections.close_all()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("error", UnorderedObjectListWarning)
    attacker = Attacker()
    for request in wanted:
        attacker.send(request)
    results.put(attacker.tally)


def side_by_side(wanted):
    """The Tally of the requests `wanted`, sent by as many processes as there are processors."""
    connections.close_all()
    fork, number = multiprocessing.get_context("fork"), os.cpu_count() or 1
    results, whole = fork.Queue(), Tally()
    parts = [wanted[start::number] for start in range(number)]
    workers = [fork.Process(target=work, args=(part, results)) for part in parts]
    for worker in workers:
        worker.start()
    for _worker in workers:
        whole.add(results.get())
    for worker in workers:
        worker.join()
    return whole


def asked_of(crawl):
    """Every request to be tried as one role."""
    for target in crawl.targets():
        before = f"{target.others}&" if target.others else ""
        for value in VALUES:
            yield requests.get(target.role, target.path, before, target.name, "=", value)
        for query in many_of(target.name):
            yield requests.get(target.role, target.path, before, query)
    for path in crawl.paths:
        yield from requests.odd(crawl.role, path)


def chosen(role, quick):
    """Some of them, spread over all: the same ones each time. There are millions, so they are
    counted, drawn by number and made anew."""
    crawl = Crawl(role, most_pages=25 if quick else 1000)
    number = sum(1 for _request in asked_of(crawl))
    most = MOST_OF_READER if role == NOBODY else MOST_OF_ROLE
    source = random.Random(SEED)
    drawn = set(source.sample(range(number), min(number, most // 150 if quick else most)))
    found = [each for place, each in enumerate(asked_of(crawl)) if place in drawn]
    source.shuffle(found)
    return found


def searches(number):
    """So many searches for random texts."""
    source = random.Random(SEED)
    for turn in range(number):
        path = SEARCHES[turn % len(SEARCHES)]
        yield requests.get(NOBODY, path, "q=", encoded(random_text(source)))


def over_the_wire(wanted, quick):
    """The Figure of a sample of the requests `wanted` that needs no account, sent through gunicorn:
    a client in the same process hides what only a server meets."""
    sample = [each for each in wanted if each.role == NOBODY][: 100 if quick else OVER_THE_WIRE]
    host = settings.ALLOWED_HOSTS[0]
    with gunicorn() as address:
        found = [(wire.status_of(each, address, host), each) for each in sample]
    # Without an answer there is none to judge: a server may hang up on what is no HTTP.
    wrong = [(status, each) for status, each in found if status >= 500 and status != 501]
    for status, each in wrong[:20]:
        print(" ", status, str(each)[:300])
    hung_up = sum(not status for status, _each in found)
    what = "malformed requests over a socket / answers of 500 and above"
    note = f"{hung_up} hung up on"
    yield Figure(what, len(found), len(wrong), "all / 0", least=len(sample), note=note)


def report(what, tally, least):
    """The Figures of a Tally; what went wrong is printed."""
    for wrong in [*tally.faults, *tally.slow, *tally.reflected][:40]:
        print(" ", wrong)
    slowest = f"slowest {max(tally.times):.2f} s"
    p99 = sorted(tally.times)[int(len(tally.times) * 0.99)] * 1000
    yield Figure(f"{what} / answers of 500 and above", tally.tried, len(tally.faults),
                 f"{least:,} / 0", least)  # fmt: skip
    yield Figure(f"{what} / longer than {SLOW:.0f} s", tally.tried, len(tally.slow),
                 f"{least:,} / 0", least, note=f"p99 {p99:.0f} ms, {slowest}")  # fmt: skip
    yield Figure(f"{what} / scripts that came back", tally.tried, len(tally.reflected),
                 f"{least:,} / 0", least)  # fmt: skip


def run(quick):
    fill_with_demo()
    wanted = [each for role in (QUICK if quick else everybody()) for each in chosen(role, quick)]
    least = 500 if quick else 50_000
    yield from report("malformed requests", side_by_side(wanted), least)
    yield from over_the_wire(wanted, quick)
    texts = 300 if quick else TEXTS
    yield from report("random texts searched for", side_by_side(list(searches(texts))), texts)
