"""The orders that investments can be listed in, and the pages of such a list.

An order is a list of keys; each gives numbers for positions in a snapshot, the smallest first.
Equal rows are told apart by their ids, the latest first, so every order is total and a page can
begin after a row wherever that row has moved to.
"""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from entities.snapshot import NAME_BYTES, NONE, TITLE_BYTES

# So few are sorted without choosing first.
SORTED_AT_ONCE = 2_000
# So many of the whole base are kept in each order that is asked for.
FIRST_OF_ALL = 20_000
LAST = np.iinfo(np.int64).max


def _ascending(name, snapshot, positions):
    return snapshot[name][positions]


def _descending(name, snapshot, positions):
    return ~snapshot[name][positions]


def _known_last(name, snapshot, positions):
    values = snapshot[name][positions]
    return np.where(values == NONE, LAST, values)


def _letters(name, size, invert):
    return [partial(_letter, name, number, invert) for number in range(size // 8)]


def _letter(name, number, invert, snapshot, positions):
    values = snapshot[name][positions, number]
    return ~values if invert else values


LATEST = partial(_descending, "day")
NEWEST = partial(_descending, "pk")


@cache
def keys(sort, currency):
    """The keys of `sort`, one that investment_filter offers; amounts are compared in `currency`."""
    headline = f"headline_{currency}"
    return {
        "-amount": [partial(_descending, headline), LATEST, NEWEST],
        "amount": [partial(_known_last, headline), LATEST, NEWEST],
        "-date": [LATEST, NEWEST],
        "date": [partial(_ascending, "day"), partial(_ascending, "pk")],
        **{
            sign + name: [*_letters(name, size, bool(sign)), NEWEST]
            for name, size in (("title", TITLE_BYTES), ("who", NAME_BYTES), ("where", NAME_BYTES))
            for sign in ("", "-")
        },
    }[sort]


@dataclass(frozen=True)
class Page:
    """Some rows of a Listing, at `positions` of its snapshot; `start` rows come before them."""

    positions: np.ndarray
    start: int
    total: int

    @property
    def end(self):
        return self.start + len(self.positions)

    @property
    def is_there(self):
        """A list without rows has one page, an empty one."""
        return len(self.positions) > 0 or self.start == 0

    @property
    def has_previous(self):
        return self.start > 0

    @property
    def has_next(self):
        return self.end < self.total


class Listing:
    """Deals in the order of `keys`, those of one sort, in pages of `size` rows; `own` are keys of
    this list alone that come before them."""

    def __init__(self, deals, keys, size=25, own=()):
        self.deals, self.keys, self.size, self.own = deals, [*own, *keys], size, own

    def all(self):
        """The positions of all deals in their order."""
        return self._first(self.deals.positions, self.keys, len(self.deals))

    def page(self, number):
        """The page of that number, from 1; without rows past the end."""
        start = (number - 1) * self.size
        end = start + self.size
        found = [] if self.own else self._among_first_of_all()
        if len(found) < end:
            found = self._first(self.deals.positions, self.keys, end)
        return Page(found[start:end], start, len(self.deals))

    def after(self, mark):
        """The page that begins after the row at position `mark`, wherever that stands now."""
        rest = self._beyond(mark, self.keys)
        start = len(self.deals) - len(rest)
        return Page(self._first(rest, self.keys, self.size), start, len(self.deals))

    def before(self, mark):
        """The page that ends before the row at position `mark`."""
        backwards = [partial(_inverted, key) for key in self.keys]
        rest = self._beyond(mark, backwards)
        found = self._first(rest, backwards, self.size)[::-1]
        return Page(found, len(rest) - len(found), len(self.deals))

    def _among_first_of_all(self):
        """Those of the first rows of the whole snapshot that are deals of this list, in order."""
        snapshot = self.deals.snapshot
        first = partial(self._first, np.arange(len(snapshot)), self.keys, FIRST_OF_ALL)
        first = snapshot.derive(("first of all", *self.keys), first)
        return first[self.deals.mask[first]]

    def _beyond(self, mark, keys):
        """The positions of the rows that come after the row at `mark` by `keys`."""
        positions, found = self.deals.positions, []
        for key in keys:
            values = key(self.deals.snapshot, positions)
            bound = key(self.deals.snapshot, np.array([mark]))[0]
            found.append(positions[values > bound])
            positions = positions[values == bound]
        return np.concatenate(found)

    def _first(self, positions, keys, number):
        """The first `number` of `positions` by `keys`, in order."""
        chosen = self._smallest(positions, keys, number)
        values = [key(self.deals.snapshot, chosen) for key in reversed(keys)]
        return chosen[np.lexsort(values)][:number]

    def _smallest(self, positions, keys, number):
        """At least the first `number` of `positions` by `keys`, in any order, and few more."""
        if len(positions) <= number + SORTED_AT_ONCE or not keys:
            return positions
        values = keys[0](self.deals.snapshot, positions)
        limit = np.partition(values, number - 1)[number - 1]
        surely, level = positions[values < limit], positions[values == limit]
        return np.concatenate([surely, self._smallest(level, keys[1:], number - len(surely))])


def _inverted(key, snapshot, positions):
    return ~key(snapshot, positions)
