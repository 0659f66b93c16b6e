"""Writes a planned base through the models: the same rows on every machine and both databases."""

from datetime import UTC, datetime, timedelta
from itertools import batched

import numpy as np
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from articles import search
from articles.models import Article, Claim
from benchmarks.plan import COUNTRIES, CURRENCIES, FIRST_DAY
from entities.models import Investment, Organisation, Party, Place, Site
from entities.names import fold

BATCH = 5_000
# The first organisations are also the news publishers.
SOURCES = 25
SYLLABLES = (  # noqa: SIM905
    "al ar bel cor dan el far gen hel in jor kal lum mar nor ol per quan ros sol tek ul"
    " ver wes xen yor zen"
).split()
SUBJECTS = (  # noqa: SIM905
    "data centre,AI factory,chip plant,cloud region,supercomputer,research hub,"
    "quantum lab,GPU cluster"
).split(",")


def name_of(number):
    """A pronounceable name that no other number has."""
    syllables, rest = [], number + 730
    while rest:
        rest, syllable = divmod(rest, len(SYLLABLES))
        syllables.append(SYLLABLES[syllable])
    return "".join(syllables).capitalize()


def published_at(article):
    return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * int(article))


def public_from(article):
    return None if article < 0 else published_at(article)


def write(plan, say=print):
    """Write the planned base into the empty current database, saying what is done."""
    writer = Writer(plan, say)
    for step in (
        writer.places, writer.organisations, writer.sites, writer.articles, writer.deals,
        writer.parties, writer.links, writer.claims, writer.search,
    ):  # fmt: skip
        step()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Writer:
    """Writes a Plan through the models; ids are the plan's numbers plus one."""

    def __init__(self, plan, say):
        self.plan, self.say = plan, say

    def _create(self, model, made, total):
        done = 0
        for rows in batched(made, BATCH):
            with transaction.atomic():
                model.objects.bulk_create(rows, batch_size=BATCH)
            done += len(rows)
            if done % (BATCH * 20) < BATCH or done == total:
                self.say(f"  {model._meta.model_name}: {done:,} of {total:,}")
        if connection.vendor == "postgresql":
            table = model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"
                )

    def places(self):
        plan = self.plan
        first = plan.first_article(plan.place_links[:, 0], plan.place_links[:, 1], plan.places)
        site_first = plan.first_article(
            plan.site_links[:, 0], plan.site_place[plan.site_links[:, 1]], plan.places
        )
        first = np.minimum(
            np.where(first < 0, 10**9, first), np.where(site_first < 0, 10**9, site_first)
        )
        for place in range(plan.places - 1, -1, -1):
            if plan.parents[place] >= 0:
                above = plan.parents[place]
                first[above] = min(first[above], first[place])
        first = np.where(first == 10**9, -1, first)
        paths = []
        for number, parent in enumerate(plan.parents):
            slug = COUNTRIES[number] if parent < 0 else fold(name_of(number))
            paths.append(slug if parent < 0 else f"{paths[parent]}/{slug}")
        kinds = {0: "country", 1: "region", 2: "city"}
        self._create(Place, (
            Place(
                id=number + 1, slug=path.rpartition("/")[2], path=path,
                name=path.upper() if "/" not in path else name_of(number),
                kind=kinds[path.count("/")],
                parent_id=int(plan.parents[number]) + 1 if plan.parents[number] >= 0 else None,
                public_from=public_from(first[number]),
            )
            for number, path in enumerate(paths)
        ), plan.places)  # fmt: skip

    def organisations(self):
        plan = self.plan
        first = plan.first_article(plan.party_deal, plan.party_organisation, plan.organisations)
        for article in np.flatnonzero(~plan.is_draft)[::-1]:
            # Earlier articles come last and win.
            source = article % SOURCES
            if source < plan.organisations and (first[source] < 0 or article < first[source]):
                first[source] = article
        self._create(Organisation, (
            Organisation(
                id=number + 1, name=name_of(number), slug=f"{fold(name_of(number))}-{number}",
                public_from=public_from(first[number]),
            )
            for number in range(plan.organisations)
        ), plan.organisations)  # fmt: skip

    def sites(self):
        plan = self.plan
        first = plan.first_article(plan.site_links[:, 0], plan.site_links[:, 1], plan.sites)
        kinds = Site.Kind.values
        self._create(Site, (
            Site(
                id=number + 1, name=f"{name_of(number)} {number}", slug=f"site-{number}",
                kind=kinds[number % 7], place_id=int(plan.site_place[number]) + 1,
                public_from=public_from(first[number]),
            )
            for number in range(plan.sites)
        ), plan.sites)  # fmt: skip

    def articles(self):
        plan, people = self.plan, get_user_model().objects
        author, editor = (people.create_user(f"bench-{name}") for name in ("author", "editor"))
        deals = np.searchsorted(plan.article, np.arange(plan.articles + 1))

        def article(number):
            sentences = [quote(plan, deal) for deal in range(deals[number], deals[number + 1])]
            fields = {"state": "draft"}
            if not plan.is_draft[number]:
                at = published_at(number)
                fields = {
                    "state": "published", "public_from": at, "approved_by": editor,
                    "approved_at": at, "approved_version": 1,
                }  # fmt: skip
            body = " ".join(sentences) + FILLER
            return Article(
                id=number + 1, title=f"{name_of(number)} and partners: {len(sentences)} deals",
                slug=f"article-{number}", summary="A made-up summary.", body=body,
                body_html=f"<p>{body}</p>", source_id=number % SOURCES + 1,
                source_url=f"https://example.com/{number}",
                canonical_source_url=f"https://example.com/{number}", author=author,
                reported_on=FIRST_DAY + timedelta(days=int(plan.day[deals[number]])), **fields,
            )  # fmt: skip

        self._create(Article, map(article, range(plan.articles)), plan.articles)

    def deals(self):
        self._create(Investment, map(self._deal, range(self.plan.number)), self.plan.number)

    def _deal(self, number):
        plan = self.plan
        article = plan.article[number]
        deal = Investment(
            id=number + 1, title=title(plan, number), slug=f"deal-{number}",
            kind=Investment.Kind.values[plan.kind[number]],
            status=Investment.Status.values[plan.status[number]],
            nature="running_total" if plan.running[number] else "new_money",
            announced_on=FIRST_DAY + timedelta(days=int(plan.day[number])),
            part_of_id=int(plan.parent[number]) + 1 if plan.parent[number] >= 0 else None,
            is_place_not_stated=True,
            public_from=None if plan.is_draft[article] else published_at(article),
            **bounds(plan, number),
        )  # fmt: skip
        deal.convert()
        return deal

    def parties(self):
        plan, roles = self.plan, Party.Role.values
        links = zip(
            plan.party_deal.tolist(), plan.party_organisation.tolist(), plan.party_role.tolist(),
            strict=True,
        )  # fmt: skip
        self._create(Party, (
            Party(investment_id=deal + 1, organisation_id=organisation + 1, role=roles[role])
            for deal, organisation, role in links
        ), len(plan.party_deal))  # fmt: skip

    def links(self):
        for relation, pairs, both in (
            (Investment.places, self.plan.place_links, False),
            (Investment.sites, self.plan.site_links, False),
            (Investment.may_overlap, self.plan.overlap_links, True),
        ):
            model = relation.through
            ends = [f.attname for f in model._meta.concrete_fields if f.is_relation]
            pairs = np.r_[pairs, pairs[:, ::-1]] if both else pairs
            self._create(model, (
                model(**dict(zip(ends, (one + 1, other + 1), strict=True)))
                for one, other in pairs.tolist()
            ), len(pairs))  # fmt: skip

    def claims(self):
        plan = self.plan
        self._create(Claim, (
            Claim(
                article_id=int(plan.article[number]) + 1, investment_id=number + 1,
                quote=quote(plan, number),
            )
            for number in range(plan.number)
        ), plan.number)  # fmt: skip

    def search(self):
        for model in search.TEXTS:
            pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
            for number, batch in enumerate(batched(pks, BATCH)):
                with transaction.atomic():
                    search.index(model, batch)
                if number % 20 == 19:
                    self.say(f"  search of {model._meta.model_name}: {number * BATCH:,}")


FILLER = (
    " The companies said that the work begins next year, that planning permission was granted and"
    " that local suppliers will be asked first. Analysts had expected the announcement for some"
    " months; the regional government welcomed the jobs it promises."
)


def bounds(plan, number):
    """The figure's fields: exact, up to, at least, range or undisclosed."""
    high, shape = int(plan.high[number]), plan.shape[number]
    low = (high, None, high, high * 3 // 4, None)[shape]
    high = (high, high, None, high, None)[shape]
    currency = "" if shape == 4 else CURRENCIES[plan.currency[number]]
    return {"low": low, "high": high, "currency": currency}


def title(plan, number):
    place, subject = name_of(number * 7 % 3_000), SUBJECTS[number % len(SUBJECTS)]
    return (
        f"{name_of(number * 13 % plan.organisations)} {subject} in {place}, phase {number % 9 + 1}"
    )


def quote(plan, number):
    amount, currency = plan.high[number], CURRENCIES[plan.currency[number]]
    return f"{title(plan, number)} will cost {amount:,} {currency}."
