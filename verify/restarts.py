"""PostgreSQL restarted under load, and every connection ended each second meanwhile.

Readers ask for pages that no process keeps, colleagues save. Nobody may get a 500, hardly any
reader anything but the page, and every acknowledged save must be there.
"""

import itertools
import random
import threading
import time
from collections import Counter

from django.db import connection

from tests.factories import InvestmentFactory, report
from verify import desk
from verify.base import gunicorn
from verify.cluster import own_cluster
from verify.figures import Figure

ROWS = ["T53"]
ENGINES = ["postgresql"]
PAGES = ("/", "/investments/?q=", "/organisations/?q=", "/articles/?q=", "/search/?q=")
READERS = 4
# What was kept is kept by its address: each of these is asked for once.
numbers = itertools.count()


class Reader:
    """Asks for one page after another; `answers` are (when, status), 0 for none."""

    # Load, but not more than the machine can bear: that would be another measurement.
    PAUSE = 0.02

    def __init__(self, address):
        self.address, self.answers = address, []

    def __call__(self):
        page = random.choice(PAGES)
        path = f"{page}word{next(numbers)}" if page.endswith("=") else page
        try:
            status = desk.ask(self.address, path).status
        except desk.BROKEN:
            status = 0
        self.answers.append((time.monotonic(), status))
        time.sleep(self.PAUSE)


def run(quick):
    restarts, seconds = (2, 10) if quick else (5, 60)
    with own_cluster() as cluster:
        for _number in range(20):
            report(InvestmentFactory())
        editors = [desk.Editor() for _ in range(2)]
        with gunicorn() as address:
            readers = [Reader(address) for _ in range(READERS)]
            saves = [lambda each=each: each.save(address) for each in editors]
            with desk.at_work(*readers, *saves), ending_connections(cluster):
                accepted = [restart(cluster, seconds / restarts) for _ in range(restarts)]
                time.sleep(1)
            after = [editor.save(address).status for editor in editors]
        # Ours was ended, too.
        connection.close()
        found = desk.found()
    yield from figures(readers, editors, accepted, found, after, quick)


def restart(cluster, pause):
    """Restart it after a while; when it took connections again."""
    time.sleep(pause)
    cluster.stop("fast")
    cluster.start()
    cluster.wait()
    return time.monotonic()


class ending_connections:  # noqa: N801
    """Ends all connections of newsbase once a second meanwhile."""

    def __init__(self, cluster):
        self.cluster, self.stop = cluster, threading.Event()
        self.thread = threading.Thread(target=self.end_again_and_again)

    def end_again_and_again(self):
        while not self.stop.wait(1):
            self.cluster.end_connections()

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()


def figures(readers, editors, accepted, found, after, quick):
    read = [answer for reader in readers for answer in reader.answers]
    statuses = Counter(status for _when, status in read)
    told = ", ".join(f"{number} × {status}" for status, number in statuses.most_common())
    saves = Counter(status for editor in editors for status in editor.answers)
    told_saves = ", ".join(f"{number} × {status}" for status, number in saves.most_common())
    worst = max(recovery(read, moment) for moment in accepted)
    faults, asked = statuses[500] + saves[500], len(read) + sum(saves.values())
    yield Figure("restarts of PostgreSQL / answers of 500", len(accepted), faults, "5 / 0",
                 least=len(accepted), note=f"{asked} requests")  # fmt: skip
    bad = len(read) - statuses[200]
    yield Figure("pages read meanwhile / other than 200", len(read), bad, "at most 0.5 %",
                 least=100, most=len(read) // 200, note=told)  # fmt: skip
    yield Figure("restarts / slower than 1 s until pages are answered again", len(accepted),
                 int(worst >= 1), "5 / 0", note=f"worst {worst:.2f} s")  # fmt: skip
    acknowledged = {each.article.pk: each.acknowledged for each in editors}
    kept = sum(map(len, acknowledged.values()))
    wrong = desk.lost(found, acknowledged) + desk.halves(found) + sum(s != 302 for s in after)
    yield Figure("saves acknowledged / lost, half, or refused afterwards", kept, wrong, "0 lost",
                 least=1, note=told_saves)  # fmt: skip


def recovery(read, moment):
    """Seconds from when connections were taken again until a page was answered."""
    return min((when - moment for when, status in read if status == 200 and when > moment),
               default=float("inf"))  # fmt: skip
