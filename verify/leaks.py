"""Public answers are a function of public data alone.

A small public base is built and every public address is asked for, in both languages, with
endings, switches, methods and headers that might open another door. The same is asked with
everything that a newsroom holds back beside it: after it, before it, both, by the thousand, under
the same titles, and created and deleted again. Every byte and header must be the same, and the
number of questions to the database too, and no answer may have a canary in any of its written
forms. Eight leaks made on purpose show that the comparison sees one.
"""

import base64
import gzip
import hashlib
import json
import unicodedata
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from html import escape
from urllib.parse import quote

import factory
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from articles import workflow
from articles.models import Article
from entities.loading import kept
from entities.models import Investment, Organisation
from newsbase.kept_pages import pages
from newsbase.middleware import HeadersMiddleware
from tests import factories
from tests.factories import (
    ArticleFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
    draft_about,
    published,
    report,
    retracted,
)
from tests.newsbase.canaries import NOW, NUMBERS, Secrets, public_base, text_of
from tests.newsbase.public_urls import IN_NO_LANGUAGE, in_french, public_urls
from verify.figures import Figure

ROWS = ["T1", "T2", "T3", "T5", "T8", "T43"]
ENGINES = ["sqlite", "postgresql"]

ENDINGS = [".json", ".csv", ".xml", ".atom", ".rss", ".md", ".txt", ".xlsx", ".pdf", ".gz"]
SWITCHES = [
    "preview=1", "draft=1", "status=draft", "state=draft", "published=0", "all=1", "show=all",
    "include=drafts", "ordering=-id", "page=1", "page=last", "article__status=draft", "revision=1",
    "version=1", "format=json", "format=csv", "lang=fr", "public_from__isnull=1",
]  # fmt: skip
HEADERS = [
    {"Accept": "application/json"}, {"Accept": "text/csv"}, {"Accept": "application/atom+xml"},
    {"Accept-Language": "fr"}, {"X-HTTP-Method-Override": "GET"}, {"Range": "bytes=0-"},
    {"If-None-Match": '"draft"'},
]  # fmt: skip
MANY = 5000


# The same public base each time, whatever else there is.


@contextmanager
def taken_back():
    """What is written within is undone; PostgreSQL gives its numbers to nobody else."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()


def forget():
    kept.forget(), pages.forget(), cache.clear()


@contextmanager
def numbered_from(first):
    """Rows that factories make within have names of their own."""
    for each in vars(factories).values():
        if isinstance(each, type) and issubclass(each, factory.Factory) and each._meta.model:
            each.reset_sequence(first, force=True)
    yield


def build_public():
    with numbered_from(1000):
        base = public_base()
    # Its secret is another each time.
    base["previews"] = []
    return base


def hidden_base():
    """Records that are nowhere public, in the shape of public_base()."""
    place, company = PlaceFactory(), OrganisationFactory()
    deals = [InvestmentFactory(investors=[company], places=[place]) for _each in range(2)]
    return {
        "articles": [ArticleFactory(), ArticleFactory()], "investments": deals, "places": [place],
        "organisations": [company], "sites": [SiteFactory()],
        "dossiers": [DossierFactory(articles=[])], "previews": [],
    }  # fmt: skip


def before():
    with numbered_from(50_000):
        return Secrets(hidden_base(), "before")


def after(base):
    with numbered_from(80_000):
        return Secrets(base)


def many(base):
    """Drafts by the thousand, in the words of what is public."""
    with numbered_from(90_000):
        article = ArticleFactory(
            title="The report", summary="CoreWeave Loughton", source=base["articles"][0].source,
            reported_on=NOW.date(),
        )  # fmt: skip
        deal = InvestmentFactory(title="The whole", figure="£1bn")
    for record in (article, deal):
        copies = []
        for each in range(MANY):
            twin = copy(record)
            twin.pk, twin.slug = None, f"{record.slug}-{each}"
            if record is article:
                twin.canonical_source_url = f"https://example.com/{each}"
            copies.append(twin)
        type(record).objects.bulk_create(copies)


def colliding(base):
    """Drafts and records under the very names of what is public."""
    with numbered_from(90_000):
        for article in base["articles"]:
            draft_about(*base["investments"], title=article.title, slug=f"{article.slug}-2")
        for deal in base["investments"]:
            InvestmentFactory(title=deal.title, slug=f"{deal.slug}-2", figure="£1bn")
        for site in base["sites"]:
            SiteFactory(name=site.name, slug=f"{site.slug}-2", place=site.place)


def created_and_deleted(base):
    with transaction.atomic():
        after(base)
        transaction.set_rollback(True)
    with numbered_from(95_000):
        for _each in range(20):
            ArticleFactory().delete()
            OrganisationFactory().delete()


# What is asked, and what counts as an answer.


def addresses(base, quick):
    """(method, address, headers) of every question."""
    # A request in French leaves its thread in French.
    with override("en"):
        urls = public_urls(base)
    urls = [*urls, *(in_french(url) for url in urls if not url.startswith(IN_NO_LANGUAGE))]
    for url in urls:
        yield "get", url, {}
        if quick:
            continue
        for method in ("head", "options"):
            yield method, url, {}
        if "?" not in url:
            yield from (("get", url, headers) for headers in HEADERS)
            yield from (("get", url.rstrip("/") + ending, {}) for ending in ENDINGS)
            yield from (("get", f"{url}?{switch}", {}) for switch in SWITCHES)


class Counted:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def answers(questions, client=None):
    """question -> (status, body, headers, number of queries)."""
    client, found = client or Client(), {}
    # What is read of the base once is no cost of the page that asks first.
    forget()
    client.get("/investments/")
    for method, url, headers in questions:
        with connection.execute_wrapper(counted := Counted()):
            answer = getattr(client, method)(url, headers=headers)
            body = b"".join(answer) if answer.streaming else answer.content
        told = tuple(sorted(answer.headers.items()))
        question = method, url, tuple(headers.items())
        found[question] = answer.status_code, body, told, counted.number
    return found


def differing(one, other):
    """The questions with two answers, and which of status, body and headers differ. Inside a
    transaction what it wrote is read again for each answer: its queries say nothing."""
    parts = ("status", "body", "headers")
    return [
        (*question[:2], *(name for name, a, b in zip(parts, *both, strict=True) if a != b))
        for question in one
        if (both := (one[question][:3], other[question][:3])) and both[0] != both[1]
    ]


def forms(text):
    """`text` as it may stand in a page, an address, a file or a digest."""
    raw = text.encode()
    digests = (hashlib.new(name, raw, usedforsecurity=False).hexdigest()
               for name in ("md5", "sha1", "sha256"))  # fmt: skip
    return {
        text, text.upper(), text.title(), escape(text), quote(text), quote(quote(text)),
        json.dumps(text)[1:-1], raw.hex(), raw.hex().upper(), base64.b64encode(raw).decode()[:-4],
        unicodedata.normalize("NFD", text), text.replace("-", ""), *digests,
    }  # fmt: skip


def leaks(found, tokens):
    """The questions whose answer has a canary."""
    searched = set().union(*map(forms, tokens))
    wrong = []
    for question, (_status, body, headers, _queries) in found.items():
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        said = text_of(body) + str(headers)
        if any(form in said for form in searched) or NUMBERS.search(said):
            wrong.append(question)
    return wrong


BEFORE = {"before": None, "before and after": after}
AFTER = {
    "after": after, "by the thousand": many, "under the same names": colliding,
    "created and deleted": created_and_deleted,
}  # fmt: skip
QUICK = ("before and after", "after")


def run(quick):
    with time_machine.travel(NOW, tick=False):
        chosen = QUICK if quick else (*BEFORE, *AFTER)
        variants = [built_last(name, quick) for name in chosen if name in BEFORE]
        base = build_public()
        forget()
        questions = list(addresses(base, quick))
        with taken_back():
            plain = answers(questions)
        variants += [built_first(base, name, questions) for name in chosen if name in AFTER]
        yield from compared(plain, variants, least=0 if quick else 3000)
        yield read_only(questions[:: 3 if quick else 1], plain)
        yield as_colleagues(plain)
        yield controls(base)
        yield gone_again(base)
        yield unknown_addresses(20 if quick else 500)
        yield queries(base)


def built_last(name, quick):
    """(name, answers, canaries) of a base whose public rows came after hidden ones."""
    with taken_back():
        secrets, base = [before()], build_public()
        if then := BEFORE[name]:
            secrets.append(then(base))
        forget()
        found = answers(addresses(base, quick))
    return name, found, set().union(*(each.tokens for each in secrets))


def built_first(base, name, questions):
    """(name, answers, canaries) of a base to whose public rows hidden ones were added."""
    with taken_back():
        secrets = AFTER[name](base)
        found = answers(questions)
    return name, found, secrets.tokens if secrets else set()


def compared(plain, variants, least):
    size = sum(len(body) for _status, body, _headers, _queries in plain.values())
    different = {name: differing(plain, found) for name, found, _tokens in variants}
    leaking = sum(len(leaks(found, tokens)) for _name, found, tokens in variants)
    told = [f"{name}: {each}" for name, found in different.items() for each in found[:2]]
    tried = sum(len(found) for _name, found, _tokens in variants)
    yield Figure(
        "public answers with and without what is hidden / other bytes or headers",
        tried, sum(map(len, different.values())), "3,000 / 0", least,
        note="; ".join([f"{len(variants)} ways, {size:,} bytes each", *told]),
    )  # fmt: skip
    canaries = max(len(tokens) for _name, _found, tokens in variants)
    what = f"public answers / with one of {canaries} canaries in 15 written forms"
    yield Figure(what, tried, leaking, "3,000 / 0", least)


def queries(base):
    """Does what is hidden change how much a page asks of the database?"""
    questions = list(addresses(base, quick=True))
    plain = answers(questions)
    after(base)
    found = answers(questions)
    wrong = [each[:2] for each in plain if plain[each][3] != found[each][3]]
    return Figure("pages with and without what is hidden / another number of queries", len(found),
                  len(wrong), "all / 0", note=str(wrong[:3]) if wrong else "")  # fmt: skip


def read_only(questions, plain):
    """A reader's question writes nothing: it is answered on a connection that can't."""
    # Of a page that is kept a HEAD has an ETag, which Django gives to a GET alone.
    questions = [question for question in questions if question[0] == "get"]
    switch = {
        "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
        "postgresql": ("SET default_transaction_read_only=on",
                       "SET default_transaction_read_only=off"),
    }[connection.vendor]  # fmt: skip
    forget()
    with connection.cursor() as cursor:
        cursor.execute(switch[0])
    try:
        found = answers(questions)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(switch[1])
    wrong = [each for each, answer in found.items() if answer[:3] != plain[each][:3]]
    return Figure("public answers on a read-only connection / others than before", len(found),
                 len(wrong), "all / 0", note=str(wrong[:2]) if wrong else "")  # fmt: skip


def as_colleagues(plain):
    """Who is signed in reads the same bytes, and no answer leaves it to chance who may keep it."""
    asked = [question for question in plain if question[0] == "get" and not question[2]]
    tried = wrong = 0
    for role in ("writer", "administrator"):
        client = Client()
        client.force_login(UserFactory(username=f"{role}-reads", role=role))
        found = answers([(method, url, {}) for method, url, _headers in asked], client)
        for question, (status, body, headers, _queries) in found.items():
            told = dict(headers)
            is_bare = "Set-Cookie" not in told and "Cookie" not in told.get("Vary", "")
            is_same = (status, body) == plain[question][:2]
            is_kept = "Cache-Control" in told
            tried, wrong = (
                tried + 1,
                wrong + (not (is_same and is_bare and is_kept)),
            )
    what = "public answers to writer and administrator / other bytes, a cookie, no Cache-Control"
    return Figure(what, tried, wrong, "all / 0")


# Leaks on purpose.


def all_of(field):
    return "".join(Article.objects.filter(state="draft").values_list(field, flat=True))


def into_body(match, text):
    def leak(request, response):
        if not response.streaming and match in request.path and b"</" in response.content:
            response.content += text().encode()

    return leak


def into_header(name, text):
    def leak(request, response):
        response.headers[name] = text()

    return leak


CONTROLS = {
    "a count": ("/articles/", into_body("/articles/", lambda: str(Article.objects.count()))),
    "an entry of the sitemap": (
        "/sitemap.xml", into_body("sitemap", lambda: all_of("slug"))
    ),
    "lastmod": ("/", into_header("Last-Modified", lambda: str(Investment.objects.latest("pk").pk))),
    "a suggestion": (
        "/find/?q=coreweave", into_body("/find/", lambda: all_of("title"))
    ),
    "the suffix of an address": (
        "/articles/the-report/",
        into_header("Link", lambda: f"</articles/the-report-{Article.objects.count()}/>"),
    ),
    "a related list": (
        "/investments/whole/",
        into_body("/whole/", lambda: str(Investment.objects.filter(part_of__slug="whole").count())),
    ),
    "an ETag": ("/", into_header("ETag", lambda: f'"{Article.objects.count()}"')),
    "JSON": (
        "/organisations/",
        into_body("/organisations/", lambda: json.dumps(Organisation.objects.count())),
    ),
}  # fmt: skip


def controls(base):
    """Is each leak seen by the same comparison?"""
    clean = HeadersMiddleware.__call__
    before = {name: with_leak(clean, leak, url) for name, (url, leak) in CONTROLS.items()}
    with taken_back():
        after(base)
        missed = [
            name
            for name, (url, leak) in CONTROLS.items()
            if not differing(before[name], with_leak(clean, leak, url))
        ]
    note = f"missed: {', '.join(missed)}" if missed else ""
    number = len(CONTROLS)
    return Figure("leaks made on purpose / not seen", number, len(missed), "8 / 0", 8, note=note)


def with_leak(clean, leak, url):
    def leaking(self, request):
        response = clean(self, request)
        leak(request, response)
        return response

    HeadersMiddleware.__call__ = leaking
    try:
        return answers([("get", url, {})])
    finally:
        HeadersMiddleware.__call__ = clean


def gone_again(base):
    """Publishing and retracting leaves every address as it was but its own, and so do edits of a
    draft."""
    questions = list(addresses(base, quick=True))
    plain = answers(questions)
    with numbered_from(60_000):
        wrong_deal = InvestmentFactory(slug="wrong", title="Never announced")
        retracted(report(wrong_deal, title="Wrongtitle", slug="wrong"))
        draft = draft_about(*base["investments"], title="A draft")
    for each in range(100):
        draft.title = f"A draft {each}"
        draft.save()
    found = answers(questions)
    different = differing(plain, found)
    told = [each for each, answer in found.items() if b"Wrongtitle" in answer[1]]
    gone = Client().get("/articles/wrong/")
    return Figure("answers after a retraction and a hundred edits of a draft / changed", len(found),
                  len(different) + len(told) + (gone.status_code != 410), "all / 0",
                  note=str(different[:2]) if different else "")  # fmt: skip


def unknown_addresses(number):
    """A draft's address, one of nothing and a malformed one answer alike."""
    tried = wrong = 0
    with numbered_from(70_000):
        held = [draft_about(slug=f"held-back-{each:06}") for each in range(3)]
        workflow.submit(held[0], by=held[0].author)
        published(held[1], at=timezone.now() + timedelta(days=1))
    for each in range(number):
        one = held[each % len(held)].slug
        # As many words, as long: what is asked for is looked for in the titles of what is public.
        other = f"left-hand-{each:06}"
        found = [unnamed(f"/articles/{slug}/", slug) for slug in (one, other)]
        tried, wrong = tried + 1, wrong + (found[0] != found[1])
    return Figure("addresses of drafts against addresses of nothing / told apart", tried, wrong,
                  f"{number} / 0", number)  # fmt: skip


def unnamed(url, slug):
    """The answer at `url`, less what only repeats its end, and its number of queries."""
    [(status, body, headers, queries)] = answers([("get", url, {})]).values()
    return status, body.replace(slug.encode(), b""), dict(headers).keys(), queries
