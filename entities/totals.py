"""What a set of investments adds up to: money counted once, with its working (DESIGN.md rule 4).

A total is a range. Not counted, each with its reason: what is cancelled or superseded, running
totals, undisclosed figures, figures no rate converts, and whatever has a counted ancestor in the
same set, so that the parts of an uncounted parent count themselves.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from types import MappingProxyType

import numpy as np
from django.utils.translation import gettext_lazy as _

from entities.deals import Deals
from entities.figures import Figure
from entities.models import Investment
from entities.snapshot import NONE, code


class Reason(StrEnum):
    """Why a row is not counted."""

    VOID = "void"
    RUNNING_TOTAL = "running_total"
    UNDISCLOSED = "undisclosed"
    NOT_CONVERTIBLE = "not_convertible"
    PART = "part"

    @property
    def label(self):
        return REASONS[self]


REASONS = {
    Reason.VOID: _("cancelled or superseded"),
    Reason.RUNNING_TOTAL: _("running total: restates money that is counted elsewhere"),
    Reason.UNDISCLOSED: _("no figure disclosed"),
    Reason.NOT_CONVERTIBLE: _("no exchange rate known"),
    Reason.PART: _("part of a programme that is counted"),
}
# In the arrays below a reason is its number here; 0 is counted.
COUNTED, *NUMBERED = range(len(REASONS) + 1)
NUMBER = dict(zip(REASONS, NUMBERED, strict=True))
# Deeper than any programme; a base in the middle of a change may show a circle.
MOST_LEVELS = 50
# In place of a country's id.
NOWHERE, SEVERAL = 0, -1


@dataclass
class Sum:
    """A range of money: `low` to `high` whole units of `currency` in `number` deals.

    `is_open` says 'or more': something counted has no upper bound; `is_converted`, that something
    counted was announced in another currency.
    """

    currency: str
    number: int = 0
    low: int = 0
    high: int = 0
    is_open: bool = False
    is_converted: bool = False

    @property
    def figure(self):
        """The range as a Figure; at least `low` if it is open; None when nothing is counted."""
        if not self.number:
            return None
        return Figure(self.low, None if self.is_open else self.high, self.currency)


@dataclass(frozen=True)
class Counted:
    """What enters a total, deal by deal: positions in the snapshot and what each adds."""

    positions: np.ndarray
    low: np.ndarray
    high: np.ndarray
    is_open: np.ndarray
    is_converted: np.ndarray

    def sum(self, currency, chosen=slice(None)):
        """The Sum of all, or of the indexes `chosen`."""
        return Sum(
            currency,
            len(self.positions[chosen]),
            exact_sum(self.low[chosen]),
            exact_sum(self.high[chosen]),
            bool(self.is_open[chosen].any()),
            bool(self.is_converted[chosen].any()),
        )


@dataclass(kw_only=True)
class Total(Sum):
    """The Sum of a set, and what it leaves out.

    `codes` says of each of `deals` whether it is counted or why not. `overlaps` are groups of
    counted ids that may be the same money: only the largest low of each enters the low end.
    """

    deals: Deals
    codes: np.ndarray
    entering: Counted
    overlaps: list

    @property
    def counted(self):
        """The ids of the deals that are counted."""
        return self._pks(COUNTED)

    @property
    def not_counted(self):
        """Reason -> the ids of the deals left out for it."""
        return {reason: self._pks(NUMBER[reason]) for reason, _number in self.reasons}

    def _pks(self, code):
        return self.deals.snapshot["pk"][self.deals.positions[self.codes == code]].tolist()

    @property
    def reasons(self):
        """(Reason, number of rows) of what is not counted, in the order of REASONS."""
        numbers = np.bincount(self.codes, minlength=len(REASONS) + 1).tolist()
        return [(reason, numbers[NUMBER[reason]]) for reason in REASONS if numbers[NUMBER[reason]]]

    def left_out(self, reason):
        """The Deals that are not counted for a Reason."""
        return self.deals.at(self.deals.positions[self.codes == NUMBER[reason]])

    def explain(self, investments):
        """`investments` as a list, each with `reason`: why it is not counted, or None if it is."""
        explained = list(investments)
        reasons = self.reasons_of([investment.pk for investment in explained])
        for investment in explained:
            investment.reason = reasons.get(investment.pk)
        return explained

    def reasons_of(self, pks):
        """Id -> Reason for those of `pks` that are in the set and not counted."""
        reasons = [None, *REASONS]
        positions = self.deals.snapshot.positions(sorted(pks))
        positions = positions[self.deals.mask[positions]]
        codes = self.codes[np.searchsorted(self.deals.positions, positions)]
        found = zip(self.deals.snapshot["pk"][positions].tolist(), codes.tolist(), strict=True)
        return {pk: reasons[code] for pk, code in found if code != COUNTED}


def total_of(investments, currency):
    """The Total in a reporting `currency` of a queryset of public investments."""
    return total(Deals.of(investments), currency)


def total(deals, currency, shares=MappingProxyType({})):
    """The Total of `deals` in a reporting `currency`.

    `shares` maps an investment's id to the whole units of `currency` that count instead of its
    own figure: one organisation's stated share of a joint deal.
    """
    if shares:
        return _add_up(deals, currency, shares)
    return deals.once(f"total {currency}", lambda: _add_up(deals, currency, shares))


def _add_up(deals, currency, shares):
    codes = _codes(deals, currency)
    counted = deals.positions[codes == COUNTED]
    snapshot = deals.snapshot
    low, high = snapshot[f"low_{currency}"][counted], snapshot[f"headline_{currency}"][counted]
    is_open = snapshot["qualifier"][counted] == code("qualifier", "at_least")
    low = np.maximum(low, 0)
    for pk, amount in shares.items():
        mine = snapshot["pk"][counted] == pk
        low[mine], high[mine], is_open[mine] = amount, amount, False
    groups = _groups(deals, counted)
    _keep_largest(low, [np.searchsorted(counted, group) for group in groups])
    is_converted = snapshot["currency"][counted] != code("currency", currency)
    entering = Counted(counted, low, high, is_open, is_converted)
    overlaps = [snapshot["pk"][group].tolist() for group in groups]
    whole = vars(entering.sum(currency))
    return Total(**whole, deals=deals, codes=codes, entering=entering, overlaps=overlaps)


def by_year(total):
    """(year, Sum) of what a Total counts, the latest first. Together they are the whole: what may
    be the same money enters the low end of one year only, that of the largest."""
    years = total.deals.snapshot["year"][total.entering.positions]
    return [(str(year), each) for year, each in reversed(_split(total, years))]


def by_month(total, year):
    """Month (1 to 12) -> Sum of what a Total counts that was announced in `year`."""
    snapshot, positions = total.deals.snapshot, total.entering.positions
    days = snapshot["day"][positions]
    first = date(year, 1, 1).toordinal()
    is_there = snapshot["year"][positions] == year
    months = np.array([date.fromordinal(day).month for day in range(first, first + 366)])
    groups = np.zeros(len(positions), int)
    groups[is_there] = months[days[is_there] - first]
    return {month: each for month, each in _split(total, groups) if month}


def by_country(total, countries):
    """(id, Sum) of what a Total counts, by the ids `countries` of places; SEVERAL is the money of
    deals in more than one, which no source splits, and NOWHERE of those in none.

    Together they are the whole, as in by_year.
    """
    deals = total.deals.at(total.entering.positions)
    rows, places = deals.links(deals.snapshot.places)
    is_country = np.isin(places, countries)
    at = np.searchsorted(total.entering.positions, rows[is_country])
    numbers = np.bincount(at, minlength=len(total.entering.positions))
    found = np.full(len(total.entering.positions), NOWHERE)
    found[at] = places[is_country]
    found[numbers > 1] = SEVERAL
    return sorted(_split(total, found), key=lambda pair: (pair[0] <= 0, -pair[1].high))


def _split(total, groups):
    """(group, Sum) for each number in `groups`, which has one for every counted deal."""
    order = np.argsort(groups, kind="stable")
    found, starts = np.unique(groups[order], return_index=True)
    parts = np.split(order, starts[1:]) if len(found) else []
    return [
        (group, total.entering.sum(total.currency, part))
        for group, part in zip(found.tolist(), parts, strict=True)
    ]


def exact_sum(amounts):
    """The sum of an array of whole numbers, however large."""
    if len(amounts) and int(amounts.max()) * len(amounts) >= 2**63:
        return sum(amounts.tolist())
    return int(amounts.sum())


def _codes(deals, currency):
    """For each of `deals` COUNTED or the number of the Reason why not."""
    by_itself = partial(_codes_by_themselves, deals.snapshot, currency)
    codes = deals.snapshot.derive(f"codes_{currency}", by_itself)
    inside = _inside(deals, deals.mask & (codes == COUNTED))
    found = codes[deals.positions]
    found[np.searchsorted(deals.positions, inside)] = NUMBER[Reason.PART]
    return found


def _codes_by_themselves(snapshot, currency):
    """For every row, whatever else is in a set, COUNTED or the number of the Reason why not."""
    void = [code("status", status) for status in Investment.VOID]
    running_total = code("nature", Investment.Nature.RUNNING_TOTAL)
    undisclosed = code("qualifier", "undisclosed")
    conditions = {
        Reason.VOID: np.isin(snapshot["status"], void),
        Reason.RUNNING_TOTAL: snapshot["nature"] == running_total,
        Reason.UNDISCLOSED: snapshot["qualifier"] == undisclosed,
        Reason.NOT_CONVERTIBLE: snapshot[f"headline_{currency}"] == NONE,
    }
    numbers = [NUMBER[reason] for reason in conditions]
    return np.select(list(conditions.values()), numbers, COUNTED).astype(np.int8)


def _inside(deals, is_countable):
    """The positions of the deals that are countable and have a countable one of them above.

    Whatever has a countable ancestor has a counted one: the topmost of them. What is not public
    connects nothing: a draft between two public deals must not move a public total.
    """
    parent, is_public = deals.snapshot.parent, deals.everything.mask
    children = deals.snapshot.nested[is_countable[deals.snapshot.nested]]
    above, inside = parent[children], [children[:0]]
    for _level in range(MOST_LEVELS):
        climbing = (above != NONE) & is_public[above]
        children, above = children[climbing], above[climbing]
        if not len(children):
            break
        inside.append(children[is_countable[above]])
        children, above = children[~is_countable[above]], parent[above[~is_countable[above]]]
    return np.concatenate(inside)


def _groups(deals, counted):
    """Connected groups of two or more of the positions `counted` that may overlap, sorted."""
    pairs = deals.snapshot.overlap_positions
    pairs = pairs[deals.snapshot.mask(counted)[pairs].all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    members, ends = np.unique(pairs, return_inverse=True)
    one, other = ends.reshape(-1, 2).T
    # Each takes the lowest number among its neighbours' until all of a group have the same.
    group = np.arange(len(members))
    while (group[one] != group[other]).any():
        lowest = np.minimum(group[one], group[other])
        np.minimum.at(group, one, lowest)
        np.minimum.at(group, other, lowest)
        group = group[group]
    order = np.argsort(group, kind="stable")
    return np.split(members[order], np.flatnonzero(np.diff(group[order])) + 1) if len(order) else []


def _keep_largest(low, groups):
    """Set all but the largest of `low` in each of `groups`, arrays of indexes, to 0."""
    for group in groups:
        largest = group[np.argmax(low[group])]
        amount = low[largest]
        low[group] = 0
        low[largest] = amount
