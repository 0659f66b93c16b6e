"""What a made-up base holds: all its random choices, seeded, as arrays; nothing is written yet.

Skewed as real bases are: a few organisations and places are in most deals (Zipf), amounts are
log-normal, 8 % of the deals are part of a programme (up to depth 3), 6 % undisclosed, 15 % 'up to'.
"""

from datetime import date

import numpy as np

SEED = 20250916
FIRST_DAY, LAST_DAY = date(2012, 1, 2), date(2026, 10, 30)
DAYS = (LAST_DAY - FIRST_DAY).days
CURRENCIES = ["USD", "EUR", "GBP", "JPY", "INR", "KRW", "CAD", "AED"]
CURRENCY_SHARES = [0.52, 0.19, 0.13, 0.05, 0.04, 0.03, 0.02, 0.02]
# Rough prices of a dollar, so that a yen deal is not a hundred times too small.
PER_DOLLAR = [1, 0.9, 0.8, 140, 83, 1300, 1.35, 3.67]
COUNTRIES = (  # noqa: SIM905
    "us gb fr de jp in kr ca ae sa es it nl se ie pl br mx au sg my id th vn za ng eg"
).split()
KIND_SHARES = [0.34, 0.22, 0.09, 0.1, 0.05, 0.05, 0.05, 0.04, 0.06]
STATUS_SHARES = [0.55, 0.18, 0.1, 0.08, 0.02, 0.04, 0.03]
ROLE_SHARES = [0.5, 0.2, 0.12, 0.06, 0.05, 0.03, 0.04]


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
