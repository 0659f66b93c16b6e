"""Measures one base, in one process: `python -m benchmarks.measure FILE` adds its figures to FILE.

Milliseconds of whatever machine it is: compare figures of one run, never of two.
"""

import gc
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles import publishing  # noqa: E402
from articles.models import Article, Claim  # noqa: E402
from benchmarks import hand  # noqa: E402
from entities.amounts import histogram  # noqa: E402
from entities.deals import Deals  # noqa: E402
from entities.facets import facets  # noqa: E402
from entities.investment_filter import InvestmentFilter  # noqa: E402
from entities.loading import kept  # noqa: E402
from entities.models import Investment, Organisation, Place  # noqa: E402
from entities.totals import total  # noqa: E402

RUNS = 11


def timed(action, runs=RUNS):
    """(median, 95th percentile) of several calls, in milliseconds."""
    times = []
    for _run in range(runs):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), sorted(times)[int(0.95 * (runs - 1))]


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cases():
    """Name -> (query string, the same condition by hand) from every row to a few."""
    largest = Organisation.objects.get(pk=1)
    country = Place.objects.get(path="gb")
    by_country = "d.id IN (SELECT deal FROM bench_country WHERE country = {})"
    by_company = "d.id IN (SELECT deal FROM bench_party WHERE organisation = {})"
    return {
        "all": ("", "1 = 1"),
        "a kind left out": ("kind=-grant", "d.kind <> 'grant'"),
        "one country": ("place=gb", by_country.format(country.pk)),
        "largest company": (f"organisation={largest.slug}", by_company.format(largest.pk)),
        "above 1bn": ("amount_min=1bn", "d.headline >= 1000000000"),
        "narrow": (
            "place=gb&kind=grant&year=2025&status=paused",
            "d.kind = 'grant' AND d.year = 2025 AND d.status = 'paused' AND "
            + by_country.format(country.pk),
        ),
    }


def answer(query):
    """All that the search page counts and lists, as the view asks for it; rows not yet read."""
    filterset = InvestmentFilter(QueryDict(query), queryset=Deals.public())
    if not filterset.is_valid():
        raise ValueError(filterset.form.errors)
    facets(filterset)
    histogram(filterset)
    total(filterset.qs, "GBP")
    filterset.beside()
    return filterset.page


SORTS = ("-amount", "amount", "-date", "date", "title", "-title", "who", "where")


def measure(say):
    """Name of what is measured -> [median, p95] in milliseconds, or one number."""
    found = {}

    def note(name, value):
        found[name] = value
        say(f"  {name}: {value}")

    start, before = time.perf_counter(), megabytes()
    kept.current()
    # As gunicorn.conf.py does.
    gc.collect()
    gc.freeze()
    note("read the base (s)", round(time.perf_counter() - start, 2))
    note("its memory (MB)", round(megabytes() - before))
    hand.set_up()
    for name, (query, where) in cases().items():
        note(f"rows | {name}", len(InvestmentFilter(QueryDict(query), Deals.public()).qs))
        note(f"answer | {name}", timed(lambda query=query: answer(query)))
        note(f"by hand | {name}", timed(lambda where=where: hand.answer(where), runs=3))
    client = Client(SERVER_NAME="127.0.0.1")
    for sort in SORTS:
        note(f"page | sort {sort}", timed(lambda s=sort: fetch(client, f"/investments/?sort={s}")))
    for name, url in pages():
        note(f"page | {name}", timed(lambda url=url: fetch(client, url), runs=5))
    note("page | words", timed(lambda: fetch(client, "/investments/?q=quantum+lab"), runs=3))
    for format in ("csv", "jsonl"):
        note(f"first rows | {format}", timed(lambda f=format: begin(client, f), runs=3))
    note("export | csv of one country (rows/s)", rows_a_second(client))
    note("publish 20 deals", timed(publish_and_take_back, runs=5))
    note("first search after it", timed(change_and_search, runs=5))
    return found


def pages():
    deep = Investment.objects.public().order_by("headline_gbp", "pk")[2_000]
    return [
        ("home", "/"),
        ("one country", "/investments/?place=gb"),
        ("narrow", "/investments/?place=gb&kind=grant&year=2025&status=paused"),
        ("page 300", "/investments/?page=300"),
        ("after a row deep down", f"/investments/?after={deep.slug}"),
        ("largest organisation", Organisation.objects.get(pk=1).get_absolute_url()),
        ("small organisation", Organisation.objects.public().last().get_absolute_url()),
        ("largest country", "/places/us/"),
        ("an investment", Investment.objects.public().first().get_absolute_url()),
    ]


def fetch(client, url):
    response = client.get(url)
    if response.status_code != 200:
        raise ValueError(f"{url} answered {response.status_code}")
    return response


def begin(client, format):
    next(iter(fetch(client, f"/investments.{format}").streaming_content))


def rows_a_second(client):
    start = time.perf_counter()
    lines = sum(1 for _line in fetch(client, "/investments.csv?place=se").streaming_content)
    return round(lines / (time.perf_counter() - start))


def publish_and_take_back():
    """What a publisher's click recomputes for an article about 20 deals, then undone."""
    with transaction.atomic():
        article = Article.objects.filter(state="draft").first()
        deals = Investment.objects.filter(public_from=None)[:20]
        Claim.objects.bulk_create(
            Claim(article=article, investment=deal, quote="It costs much.") for deal in deals
        )
        at = timezone.now()
        with publishing.kept_true(article):
            Article.objects.filter(pk=article.pk).update(
                state="published", public_from=at, approved_by=article.author, approved_at=at,
                approved_version=1, self_approved=True,
            )  # fmt: skip
        transaction.set_rollback(True)


def change_and_search():
    Investment.objects.filter(pk=1).update(version=2)
    Deals.public()


def main(path):
    path = Path(path)
    known = json.loads(path.read_text()) if path.exists() else {}
    rows = Investment.objects.count()
    name = f"{connection.vendor} {rows}"
    print(name, flush=True)
    known[name] = measure(lambda text: print(text, flush=True))
    path.write_text(json.dumps(known, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
