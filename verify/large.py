"""T38, T40: the worst questions that a reader may ask of a large base, and all of it as a file.

A base of made-up investments and articles is served by gunicorn; each question is asked several
times, its queries are counted in this process. Then the whole base is downloaded in every format,
and the memory of the servers is looked at before and after.
"""

import time
import urllib.request
from urllib.error import HTTPError
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.base import write
from benchmarks.plan import Plan
from entities.models import Investment, Organisation, Place
from verify.base import gunicorn, server_memory
from verify.figures import Figure

ROWS = ["T38", "T40"]
ENGINES = ["sqlite", "postgresql"]
MOST_SECONDS, MOST_QUERIES, FIRST_BYTE, MOST_GROWTH = 0.5, 25, 1.0, 60


def some(model, field, number):
    return list(model.objects.public().order_by("pk").values_list(field, flat=True)[:number])


def worst():
    """Forty questions: deep pages, wide filters, many values and words, all at once."""
    places = some(Place, "path", 20)
    companies = some(Organisation, "slug", 20)
    wide = "&".join(f"place={each}" for each in places)
    less = "&".join(f"place=-{each}" for each in places)
    many = "&".join(f"organisation={each}" for each in companies)
    everything = "amount_min=1&amount_max=999bn&year=2025&year=2024&year=2023&match=possibly"
    asked = [f"/investments/?{query}" for query in (
        "page=2", "page=250", "page=500", "page=501", "sort=amount", "sort=-amount&page=500",
        "sort=date&page=400", "sort=title", "sort=title&page=500", "q=a", "q=e&page=500", wide,
        less, many, f"{wide}&{many}", f"{less}&sort=amount&page=100", everything,
        f"{everything}&{less}", "q=" + quote("a e i o u s t n r l"), "q=" + "z" * 200,
        "kind=grant&status=announced", "currency=JPY", "currency=JPY&sort=amount&page=300",
        "not_counted=part", "match=possibly&amount_min=1", "figure=undisclosed",
    )]  # fmt: skip
    asked += ["/articles/?page=500", "/articles/?q=a&page=100", "/articles/?q=invests",
              "/organisations/?sort=-deals", "/organisations/?q=a&page=500", "/places/",
              "/organisations/?page=400", "/sites/?q=a", "/sites/?page=200", "/",
              "/search/?q=a", "/search/?q=" + quote("a e i o u s t n r l"),
              "/find/?q=a", "/find/?q=" + quote("nvidia uk >1bn"), "/compare/?" + wide,
              f"/places/{places[0]}/", f"/organisations/{companies[0]}/"]  # fmt: skip
    return asked


def seconds_of(url):
    started = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            response.read()
            status = response.status
    except HTTPError as error:
        error.read()
        status = error.code
    return time.monotonic() - started, status


def asked(address, questions, times):
    """The Figures of the questions, each asked so often."""
    found = [(*seconds_of(address + each), each) for _turn in range(times) for each in questions]
    ordered = sorted(found)
    p99 = ordered[int(len(ordered) * 0.99) - 1][0]
    slow = [f"{path[:80]} {seconds:.2f} s" for seconds, _status, path in ordered[-3:]]
    faults = [each for each in found if each[1] >= 500]
    yield Figure("worst questions / p99 over 500 ms", len(found), int(p99 > MOST_SECONDS),
                 "40 / 0", 40, note=f"p99 {p99 * 1000:.0f} ms; {'; '.join(slow)}")  # fmt: skip
    yield Figure("worst questions / answers of 500 and above", len(found), len(faults), "40 / 0",
                 40, note=str(faults[:3] or ""))  # fmt: skip


def counted(questions):
    """The Figure of how many queries each asks of the database."""
    client, wrong, most = Client(raise_request_exception=False), [], 0
    for path in questions:
        client.get(path)  # what is read once for all
        again = path if "page=" in path else f"{path}{'&' if '?' in path else '?'}page=1"
        with CaptureQueriesContext(connection) as queries:
            client.get(again)
        most = max(most, len(queries))
        wrong += [f"{path[:60]}: {len(queries)}"] * (len(queries) > MOST_QUERIES)
    return Figure("worst questions / more than 25 queries", len(questions), len(wrong), "40 / 0",
                  40, note=f"most {most} {wrong[:3] or ''}")  # fmt: skip


def downloaded(address):
    """The Figures of downloading everything in each format."""
    seconds_of(address + "/investments/")
    before, first, grown, rows, short = (
        server_memory(),
        [],
        0,
        Investment.objects.public().count(),
        [],
    )
    for kind in ("csv", "json", "jsonl", "xlsx"):
        started = time.monotonic()
        with urllib.request.urlopen(f"{address}/investments.{kind}", timeout=600) as response:
            response.read(1)
            first.append(time.monotonic() - started)
            lines = 0
            while piece := response.read(1 << 20):
                lines += piece.count(b"\n")
                grown = max(grown, server_memory() - before)
        short += [kind] if kind in ("csv", "jsonl") and lines < min(rows, 100_000) else []
    late = [each for each in first if each > FIRST_BYTE]
    yield Figure("rows downloaded in each of 4 formats / first bytes later than 1 s", rows,
                 len(late), "3,000 / 0", 2_000, note=f"latest {max(first):.2f} s")  # fmt: skip
    yield Figure("rows downloaded / servers grown by more than 60 MiB", rows,
                 int(grown > MOST_GROWTH) + len(short), "3,000 / 0", 2_000,
                 note=f"{grown:.1f} MiB {short or ''}")  # fmt: skip


def run(quick):
    write(Plan(3_000 if quick else 300_000), lambda text: None)
    questions = worst()
    with gunicorn(WEB_CONCURRENCY="1", KEPT_PAGES_BYTES="0") as address:
        yield from asked(address, questions, 3 if quick else 5)
        yield from downloaded(address)
    yield counted(questions)
