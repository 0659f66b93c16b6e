"""Public answers are a function of public data alone.

A small public base is built and every public address is asked for, in both languages, with
endings, switches, methods and headers that might open another door. The same is asked with
everything that a newsroom holds back beside it: after it, before it, both, by the thousand, under
the same titles, and created and deleted again. Every byte and header must be the same, and the
number of questions to the database too, and no answer may have a canary in any of its written
forms. Eight leaks made on purpose show that the comparison sees one.
"""

import random
import time
from datetime import timedelta

import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import workflow
from tests.factories import (
    InvestmentFactory,
    UserFactory,
    draft_about,
    published,
    report,
    retracted,
)
from tests.newsbase.canaries import NOW
from verify.answers import addresses, answers, differing, leaks
from verify.controls import controls
from verify.figures import Figure
from verify.hidden import (
    after,
    before,
    build_public,
    colliding,
    created_and_deleted,
    forget,
    many,
    numbered_from,
    taken_back,
)
from verify.timing import mann_whitney

ROWS = ["T1", "T2", "T3", "T5", "T8", "T43"]
ENGINES = ["sqlite", "postgresql"]


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
        yield from unknown_addresses(20 if quick else 500)
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
    """A draft's address and one of nothing answer alike, and as quickly."""
    with numbered_from(70_000):
        held = [draft_about(slug=f"held-back-{each:06}") for each in range(3)]
        workflow.submit(held[0], by=held[0].author)
        published(held[1], at=timezone.now() + timedelta(days=1))
    # As many words, as long: what is asked for is looked for in the titles of what is public.
    pairs = [(held[each % 3].slug, f"left-hand-{each:06}") for each in range(number)]
    wrong = sum(unnamed(one) != unnamed(other) for one, other in pairs)
    yield Figure("addresses of drafts against addresses of nothing / told apart", number, wrong,
                 f"{number} / 0", number)  # fmt: skip
    for _again in range(2):
        drafts, nothing = timed(pairs)
        p = mann_whitney(drafts, nothing)
        if p > 0.01:
            break
    what = "times of both / told apart (p <= 0.01, twice)"
    yield Figure(what, 2 * number, int(p <= 0.01), f"{2 * number} / 0", note=f"p = {p:.3f}")


def unnamed(slug):
    """The answer at the address of `slug`, less what only repeats it, and its number of queries."""
    [answer] = answers([("get", f"/articles/{slug}/", {})]).values()
    status, body, headers, queries = answer
    return status, body.replace(slug.encode(), b""), dict(headers).keys(), queries


def timed(pairs):
    """The seconds that the addresses of drafts took, and those of nothing, in random order."""
    client, times = Client(), ([], [])
    asked = [(which, slug) for pair in pairs for which, slug in enumerate(pair)]
    random.Random(len(asked)).shuffle(asked)
    for which, slug in asked:
        started = time.perf_counter()
        client.get(f"/articles/{slug}/")
        times[which].append(time.perf_counter() - started)
    return times
