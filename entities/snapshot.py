"""The public investments as columns in memory: what searches, facets and totals count over.

Nothing here asks the database (entities.loading does) and nothing changes once it is made: a later
state of the base is another Snapshot, and an answer under way keeps the one it began with.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from entities.exchange import REPORTING_CURRENCIES
from entities.intervals import LARGEST, Qualifier
from entities.models import Investment, Party, Site

NONE = -1
# What is sorted by of a title and of a name: so many bytes of UTF-8.
TITLE_BYTES, NAME_BYTES = 32, 16

# The words that the small codes in the columns stand for.
WORDS = {
    "kind": Investment.Kind.values,
    "status": Investment.Status.values,
    "nature": Investment.Nature.values,
    "qualifier": [each.value for each in Qualifier],
    "site_kind": Site.Kind.values,
    "role": Party.Role.values,
    # Grows as currencies turn up, alike for all snapshots of a process; '' is none.
    "currency": [""],
}


def code(name, word):
    """The number that stands for `word` in the column `name`; NONE for one that no row has."""
    return WORDS[name].index(word) if word in WORDS[name] else NONE


def bit(name, word):
    """The bit that stands for `word` where several may hold at once: a role, a site kind."""
    return 1 << WORDS[name].index(word)


# As many comparisons cost as much as one search in a sorted list.
MOST_COMPARED = 8


def is_any_of(column, values):
    """Which entries of an array of numbers are one of `values`: a mask."""
    values = list(values)
    if len(values) > MOST_COMPARED:
        return np.isin(column, np.array(values, np.int64))
    mask = np.zeros(len(column), bool)
    for value in values:
        mask |= column == value
    return mask


# Where the bars of a histogram begin: three for each power of ten, in whole numbers.
EDGES = np.array(
    [0, *(round(10 ** (third / 3)) for third in range(57) if 10 ** (third / 3) < LARGEST)]
)

COLUMNS = {
    "pk": np.int64,
    "public_from": np.int64,  # microseconds since 1970
    "day": np.int32,  # proleptic ordinal
    "year": np.int16,
    "kind": np.int8,
    "status": np.int8,
    "nature": np.int8,
    "currency": np.int16,
    "qualifier": np.int8,
    "parent_pk": np.int64,  # 0: part of nothing
    "investors": np.int16,
    "site_kinds": np.int16,  # a bit for each site kind
    # Letters as numbers that sort like them, several to a row.
    "title": np.uint64,
    "who": np.uint64,
    "where": np.uint64,
    # In each reporting currency: whole units, and a bar of the histogram; NONE where there is none.
    **{f"low_{code}": np.int64 for code in REPORTING_CURRENCIES},
    **{f"headline_{code}": np.int64 for code in REPORTING_CURRENCIES},
    **{f"bucket_{code}": np.int8 for code in REPORTING_CURRENCIES},
}


@dataclass(frozen=True)
class Links:
    """What investments are linked to: `rows` are positions in a snapshot, in order, `values` the
    ids of the others, `roles` bits of the roles they have."""

    rows: np.ndarray
    values: np.ndarray
    roles: np.ndarray

    @classmethod
    def of(cls, rows, values, roles):
        """From pairs in any order, which may repeat with other roles."""
        rows, values = np.asarray(rows, np.int32), np.asarray(values, np.int32)
        order = np.lexsort((values, rows))
        rows, values, roles = rows[order], values[order], np.asarray(roles, np.uint8)[order]
        is_first = np.ones(len(rows), bool)
        is_first[1:] = (np.diff(rows) != 0) | (np.diff(values) != 0)
        first = np.flatnonzero(is_first)
        joined = np.bitwise_or.reduceat(roles, first) if len(first) else roles
        return cls(rows[first], values[first], joined)

    def renumbered(self, positions):
        """With each row at its new position; NONE drops it."""
        rows = positions[self.rows]
        kept = rows != NONE
        return Links(rows[kept], self.values[kept], self.roles[kept])

    def __add__(self, other):
        rows = np.concatenate([self.rows, other.rows])
        order = np.argsort(rows, kind="stable")
        values = np.concatenate([self.values, other.values])[order]
        return Links(rows[order], values, np.concatenate([self.roles, other.roles])[order])

    @cached_property
    def starts(self):
        """Where each row's links begin."""
        last = int(self.rows[-1]) if len(self.rows) else -1
        return np.searchsorted(self.rows, np.arange(last + 2)).astype(np.int32)

    def rows_with(self, values=None, role=None):
        """The rows with a link to any of the ids `values`, or to anything; in the role if one is
        given. They may repeat."""
        if values is not None:
            chosen = np.flatnonzero(is_any_of(self.values, values))
        else:
            chosen = np.arange(len(self.rows))
        if role:
            chosen = chosen[self.roles[chosen] & bit("role", role) > 0]
        return self.rows[chosen]

    def within(self, rows):
        """The indexes of the links of `rows`, ordered positions."""
        rows = rows[rows < len(self.starts) - 1]
        begin = self.starts[rows]
        numbers = self.starts[rows + 1] - begin
        ends = np.cumsum(numbers)
        total = int(ends[-1]) if len(ends) else 0
        return np.repeat(begin - (ends - numbers), numbers) + np.arange(total)


@dataclass(frozen=True)
class Public:
    """Which rows are public from `since` until just before `until`, and answers about all of
    them, by name."""

    mask: np.ndarray
    since: float
    until: float
    answers: dict = field(default_factory=dict)


NO_LINKS = Links.of([], [], [])


class Snapshot:
    """`columns` by name (COLUMNS), one entry for each investment that is public now or later, in
    the order of their ids; its parties and places (with those above them); and pairs of ids that
    may overlap."""

    def __init__(self, columns, parties=NO_LINKS, places=NO_LINKS, overlaps=()):
        self.columns, self.parties, self.places = columns, parties, places
        self.overlaps = np.asarray(overlaps, np.int64).reshape(-1, 2)
        self.derived, self._public = {}, None

    def __len__(self):
        return len(self["pk"])

    def __getitem__(self, name):
        return self.columns[name]

    def derive(self, name, make):
        """What `make()` returns, made once; it may depend on the columns alone."""
        if name not in self.derived:
            self.derived[name] = make()
        return self.derived[name]

    def positions(self, pks):
        """The positions of those of `pks` that are here, in their order."""
        pks = np.asarray(pks, np.int64)
        found = np.searchsorted(self["pk"], pks)
        found[found == len(self)] = 0
        return found[self["pk"][found] == pks] if len(self) else found[:0]

    def mask(self, positions):
        chosen = np.zeros(len(self), bool)
        chosen[positions] = True
        return chosen

    def public(self, now):
        """The rows that are public at `now`, microseconds since 1970."""
        if self._public is None or not self._public.since <= now < self._public.until:
            mask = self["public_from"] <= now
            later = self["public_from"][~mask]
            self._public = Public(mask, now, int(later.min()) if len(later) else np.inf)
        return self._public

    @cached_property
    def parent(self):
        """The position of what each row is part of, NONE if that isn't here."""
        parent = np.full(len(self), NONE, np.int32)
        nested = np.flatnonzero(self["parent_pk"])
        above = np.searchsorted(self["pk"], self["parent_pk"][nested])
        above[above == len(self)] = 0
        is_here = self["pk"][above] == self["parent_pk"][nested] if len(self) else above[:0]
        parent[nested[is_here]] = above[is_here]
        return parent

    @cached_property
    def nested(self):
        """The positions of what is part of something that is here."""
        return np.flatnonzero(self.parent != NONE)

    @cached_property
    def overlap_positions(self):
        """`overlaps` as positions, of pairs that are both here."""
        known = np.isin(self.overlaps, self["pk"]).all(axis=1)
        return np.searchsorted(self["pk"], self.overlaps[known])

    def patched(self, changed, fresh):
        """The Snapshot in which the rows of `fresh` stand for the ids `changed`."""
        kept = ~np.isin(self["pk"], changed)
        at = np.searchsorted(self["pk"][kept], fresh["pk"])
        columns = {
            name: np.insert(column[kept], at, fresh[name], axis=0)
            for name, column in self.columns.items()
        }
        is_fresh = np.insert(np.zeros(int(kept.sum()), bool), at, True)
        mine = np.full(len(self), NONE, np.int32)
        mine[kept] = np.flatnonzero(~is_fresh)
        theirs = np.flatnonzero(is_fresh).astype(np.int32)
        return Snapshot(
            columns,
            self.parties.renumbered(mine) + fresh.parties.renumbered(theirs),
            self.places.renumbered(mine) + fresh.places.renumbered(theirs),
            np.r_[self.overlaps[~np.isin(self.overlaps[:, 0], changed)], fresh.overlaps],
        )
