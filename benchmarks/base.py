"""A made-up base of any size, seeded: the same rows on every machine and on both databases.

Skewed as real bases are: a few organisations and places are in most deals (Zipf), amounts are
log-normal, 8 % of the deals are part of a programme (up to depth 3), 6 % undisclosed, 15 % 'up to'.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import batched

import numpy as np
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from articles import search
from articles.models import Article, Claim
from entities.models import Investment, Organisation, Party, Place, Site
from entities.names import fold

SEED = 20250916
BATCH = 5_000
# The first organisations are also the news publishers.
SOURCES = 25
FIRST_DAY, LAST_DAY = date(2012, 1, 2), date(2026, 10, 30)
DAYS = (LAST_DAY - FIRST_DAY).days
CURRENCIES = ["USD", "EUR", "GBP", "JPY", "INR", "KRW", "CAD", "AED"]
CURRENCY_SHARES = [0.52, 0.19, 0.13, 0.05, 0.04, 0.03, 0.02, 0.02]
# Rough prices of a dollar, so that a yen deal is not a hundred times too small.
PER_DOLLAR = [1, 0.9, 0.8, 140, 83, 1300, 1.35, 3.67]
COUNTRIES = [
    "us",
    "gb",
    "fr",
    "de",
    "jp",
    "in",
    "kr",
    "ca",
    "ae",
    "sa",
    "es",
    "it",
    "nl",
    "se",
    "ie",
    "pl",
    "br",
    "mx",
    "au",
    "sg",
    "my",
    "id",
    "th",
    "vn",
    "za",
    "ng",
    "eg",
]
KIND_SHARES = [0.34, 0.22, 0.09, 0.1, 0.05, 0.05, 0.05, 0.04, 0.06]
STATUS_SHARES = [0.55, 0.18, 0.1, 0.08, 0.02, 0.04, 0.03]
ROLE_SHARES = [0.5, 0.2, 0.12, 0.06, 0.05, 0.03, 0.04]
SYLLABLES = [
    "al",
    "ar",
    "bel",
    "cor",
    "dan",
    "el",
    "far",
    "gen",
    "hel",
    "in",
    "jor",
    "kal",
    "lum",
    "mar",
    "nor",
    "ol",
    "per",
    "quan",
    "ros",
    "sol",
    "tek",
    "ul",
    "ver",
    "wes",
    "xen",
    "yor",
    "zen",
]
SUBJECTS = [
    "data centre",
    "AI factory",
    "chip plant",
    "cloud region",
    "supercomputer",
    "research hub",
    "quantum lab",
    "GPU cluster",
]


class Plan:
    """All the random choices for `number` investments, as arrays; nothing is written yet."""

    def __init__(self, number):
        random = np.random.default_rng(SEED)
        self.random, self.number = random, number
        self.organisations, self.articles = max(number // 20, 30), max(number // 5, 10)
        self.sites = max(number // 50, 10)
        self._plan_places(random)
        self._plan_deals(random)
        self._plan_links(random)

    def _plan_places(self, random):
        """Countries, then 5 regions each, then 8 cities each: parents before children."""
        countries = len(COUNTRIES)
        self.parents = np.full(countries * 46, -1)
        regions = np.arange(countries, countries * 6)
        self.parents[regions] = (regions - countries) // 5
        cities = np.arange(countries * 6, countries * 46)
        self.parents[cities] = countries + (cities - countries * 6) // 8
        self.places = len(self.parents)
        self.site_place = zipf(random, self.sites, self.places, 1.0)

    def _plan_deals(self, random):
        n = self.number
        self.kind = random.choice(9, n, p=KIND_SHARES)
        self.status = random.choice(7, n, p=STATUS_SHARES)
        self.running = random.random(n) < 0.03
        self.currency = random.choice(len(CURRENCIES), n, p=CURRENCY_SHARES)
        self.day = (DAYS * np.sqrt(random.random(n))).astype(int)
        dollars = np.exp(random.normal(17.5, 2.2, n))
        amount = np.minimum(dollars * np.array(PER_DOLLAR)[self.currency], 5e14)
        digits = 10.0 ** np.maximum(np.floor(np.log10(amount)) - 1, 0)
        self.high = (np.maximum(np.round(amount / digits), 1) * digits).astype(np.int64)
        self.shape = random.choice(5, n, p=[0.63, 0.15, 0.1, 0.06, 0.06])
        self.article = np.arange(n) * self.articles // n
        self.parent = np.full(n, -1)
        depth = np.zeros(n, int)
        for child in np.flatnonzero(random.random(n) < 0.08)[1:]:
            parent = int(child * random.random())
            if depth[parent] < 3:
                self.parent[child], depth[child] = parent, depth[parent] + 1
        # Every twentieth article is a draft; its deals are nobody's yet.
        self.is_draft = np.arange(self.articles) % 20 == 19

    def _plan_links(self, random):
        n = self.number
        parties = np.minimum(1 + random.poisson(1.5, n), 8)
        self.party_deal = np.repeat(np.arange(n), parties)
        self.party_organisation = zipf(random, len(self.party_deal), self.organisations, 0.85)
        self.party_role = random.choice(7, len(self.party_deal), p=ROLE_SHARES)
        first = np.r_[True, self.party_deal[1:] != self.party_deal[:-1]]
        self.party_role[first] = 0
        key = (self.party_deal * self.organisations + self.party_organisation) * 7 + self.party_role
        kept = np.sort(np.unique(key, return_index=True)[1])
        self.party_deal, self.party_role = self.party_deal[kept], self.party_role[kept]
        self.party_organisation = self.party_organisation[kept]
        placed = np.flatnonzero(random.random(n) < 0.9)
        twice = np.flatnonzero(random.random(n) < 0.1)
        deals = np.r_[placed, twice]
        pairs = np.c_[deals, zipf(random, len(deals), self.places, 1.0)]
        self.place_links = np.unique(pairs, axis=0)
        built = np.flatnonzero(random.random(n) < 0.15)
        self.site_links = np.c_[built, random.integers(0, self.sites, len(built))]
        overlapping = np.flatnonzero(random.random(n) < 0.002)[1:]
        self.overlap_links = np.c_[overlapping, overlapping - 1]

    def first_article(self, deals, records, size):
        """For each of `size` records the first public article of the linked `deals`; -1: none."""
        first = np.full(size, self.articles)
        article = np.where(self.is_draft[self.article], self.articles, self.article)
        np.minimum.at(first, records, article[deals])
        return np.where(first == self.articles, -1, first)


def zipf(random, size, number, exponent):
    """`size` draws from 0..number-1, of which 0 is the most frequent."""
    weights = 1 / np.arange(1, number + 1) ** exponent
    return random.choice(number, size, p=weights / weights.sum())


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
