"""Six colleagues save at once, each through a process of its own, while eight readers read.

Everybody pauses as people do, so that it is the database that is measured and not how many
processes the machine can feed. No save may end in anything but a save, and nobody may wait long.
"""

import time

from tests.factories import InvestmentFactory, report
from verify import desk
from verify.base import gunicorn
from verify.figures import Figure
from verify.restarts import Reader

ROWS = ["T50"]
ENGINES = ["sqlite", "postgresql"]
WRITERS, READERS = 6, 8
SLOW_READ, SLOW_SAVE = 0.1, 2
THINKING = 1


class Timed(Reader):
    """A Reader that also notes how long each answer took."""

    def __init__(self, address):
        super().__init__(address)
        self.seconds = []

    def __call__(self):
        time.sleep(THINKING)
        started = time.monotonic()
        super().__call__()
        self.seconds.append(time.monotonic() - started - self.PAUSE)


def run(quick):
    for _number in range(20):
        report(InvestmentFactory())
    editors = [desk.Editor() for _ in range(WRITERS)]
    with gunicorn(WEB_CONCURRENCY=str(WRITERS)) as address:
        readers = [Timed(address) for _ in range(READERS)]
        # The first page of each process reads more than the later ones.
        for path in ("/", "/investments/", "/articles/") * WRITERS:
            desk.ask(address, path)
        with desk.at_work(*readers, *(saving(each, address) for each in editors)):
            time.sleep(8 if quick else 60)
    yield from figures(editors, readers, quick)


def saving(editor, address):
    def save():
        editor.save(address)
        time.sleep(THINKING)

    return save


def figures(editors, readers, quick):
    saves = [status for each in editors for status in each.answers]
    failed = sum(status != 302 for status in saves)
    found = desk.found()
    failed += desk.lost(found, {each.article.pk: each.acknowledged for each in editors})
    yield Figure(f"saves by {WRITERS} at once / refused, locked or lost", len(saves), failed,
                 "all / 0", least=10 if quick else 150)  # fmt: skip
    reads = [status for each in readers for _when, status in each.answers]
    yield Figure(f"pages for {READERS} readers meanwhile / other than 200", len(reads),
                 sum(status != 200 for status in reads), "all / 0", least=20)  # fmt: skip
    for what, people, bar in (("saves", editors, SLOW_SAVE), ("pages", readers, SLOW_READ)):
        seconds = sorted(one for each in people for one in each.seconds)
        yield slow(what, seconds, bar, len(seconds) if quick else len(seconds) // 100)


def slow(what, seconds, bar, most):
    p50, p99 = (seconds[int(len(seconds) * share)] * 1000 for share in (0.5, 0.99))
    return Figure(
        f"{what} timed / slower than {bar * 1000:.0f} ms", len(seconds),
        sum(each > bar for each in seconds), "at most 1 %", most=most,
        note=f"median {p50:.0f} ms, p99 {p99:.0f} ms",
    )  # fmt: skip
