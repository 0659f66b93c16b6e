"""What a set of investments adds up to: money counted once, with its working (DESIGN.md rule 4).

A total is a range. Not counted, each with its reason: what is cancelled or superseded, running
totals, undisclosed figures, figures no rate converts, and whatever has a counted ancestor in the
same set, so that the parts of an uncounted parent count themselves.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from entities.figures import Figure
from entities.models import Investment


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


@dataclass(frozen=True)
class Row:
    """What a total needs to know of one investment; bounds in the total's currency."""

    pk: int
    low: int | None
    high: int | None
    is_disclosed: bool = True
    is_void: bool = False
    is_running_total: bool = False
    is_converted: bool = False

    def reason(self):
        """Why the row can't be counted, whatever else is in the set; None if it can."""
        if self.is_void:
            return Reason.VOID
        if self.is_running_total:
            return Reason.RUNNING_TOTAL
        if not self.is_disclosed:
            return Reason.UNDISCLOSED
        if self.low is None and self.high is None:
            return Reason.NOT_CONVERTIBLE
        return None


@dataclass
class Total:
    """The sum of a set: `low` to `high` whole units of `currency`, and what it leaves out.

    `is_open` says 'or more': something counted has no upper bound; `is_converted`, that something
    counted was announced in another currency. `not_counted` maps each
    Reason to the ids left out for it. `overlaps` are groups of counted ids that may be the same
    money: only the largest low of each enters `low`.
    """

    currency: str
    low: int = 0
    high: int = 0
    is_open: bool = False
    is_converted: bool = False
    counted: list = field(default_factory=list)
    not_counted: dict = field(default_factory=dict)
    overlaps: list = field(default_factory=list)

    @property
    def figure(self):
        """The range as a Figure; at least `low` if it is open; None when nothing is counted."""
        if not self.counted:
            return None
        return Figure(self.low, None if self.is_open else self.high, self.currency)

    def explain(self, investments):
        """`investments` as a list, each with `reason`: why it is not counted, or None if it is."""
        reasons = {pk: reason for reason, pks in self.not_counted.items() for pk in pks}
        explained = list(investments)
        for investment in explained:
            investment.reason = reasons.get(investment.pk)
        return explained

    @property
    def reasons(self):
        """(Reason, number of rows) of what is not counted, in the order of REASONS."""
        return [(r, len(self.not_counted[r])) for r in REASONS if self.not_counted.get(r)]


def total(rows, currency, parents=None, overlaps=()):
    """The Total of `rows`, an iterable of Row whose bounds are whole units of `currency`.

    `parents` maps an investment's id to the id it is part of, in the set or not; `overlaps` are
    pairs of ids that may be the same money. Pure: no database.
    """
    by_pk = {row.pk: row for row in rows}
    result = Total(currency)
    not_counted = defaultdict(list)
    countable = set()
    for row in by_pk.values():
        if reason := row.reason():
            not_counted[reason].append(row.pk)
        else:
            countable.add(row.pk)
    # Whatever has a countable ancestor has a counted one: the topmost of them.
    inside = {pk for pk in countable if _ancestors(pk, parents or {}) & countable}
    not_counted[Reason.PART] = sorted(inside)
    result.counted = [pk for pk in by_pk if pk in countable - inside]
    result.not_counted = {reason: pks for reason, pks in not_counted.items() if pks}
    result.overlaps = _groups(overlaps, set(result.counted))
    _add_up(result, by_pk)
    return result


def _add_up(result, by_pk):
    shared = {pk for group in result.overlaps for pk in group}
    for pk in result.counted:
        row = by_pk[pk]
        result.high += row.low if row.high is None else row.high
        result.is_open |= row.high is None
        result.is_converted |= row.is_converted
        if pk not in shared:
            result.low += row.low or 0
    for group in result.overlaps:
        result.low += max(by_pk[pk].low or 0 for pk in group)


def _ancestors(pk, parents):
    found = set()
    while (pk := parents.get(pk)) is not None and pk not in found:
        found.add(pk)
    return found


def _groups(pairs, members):
    """Connected groups of two or more of `members`, each sorted, by the edges `pairs`."""
    neighbours = defaultdict(set)
    for one, other in pairs:
        if one in members and other in members and one != other:
            neighbours[one].add(other)
            neighbours[other].add(one)
    groups, seen = [], set()
    for start in sorted(neighbours):
        if start not in seen:
            group, waiting = set(), [start]
            while waiting:
                pk = waiting.pop()
                if pk not in group:
                    group.add(pk)
                    waiting += neighbours[pk]
            seen |= group
            groups.append(sorted(group))
    return groups


def total_of(investments, currency):
    """The Total in a reporting `currency` of a queryset of public investments."""
    return total(
        rows_of(investments, currency), currency, public_parents(), overlaps_of(investments)
    )


def rows_of(investments, currency, shares=MappingProxyType({})):
    """The Rows of a queryset of investments, in whole units of a reporting `currency`.

    `shares` maps an investment's id to the whole units of `currency` that count instead of its
    own figure: one organisation's stated share of a joint deal.
    """
    columns = ("pk", "low_in", "high_in", "headline", "status", "nature", "currency")
    values = investments.with_headline(currency).order_by().values_list(*columns).distinct()
    return [_row(currency, shares, *row) for row in values]


def _row(currency, shares, pk, low, high, headline, status, nature, own_currency):
    if pk in shares:
        low = high = shares[pk]
    return Row(
        pk,
        low,
        high,
        is_disclosed=headline is not None,
        is_void=status in Investment.VOID,
        is_running_total=nature == Investment.Nature.RUNNING_TOTAL,
        is_converted=own_currency != currency,
    )


def public_parents():
    """Id -> the id it is part of, among public records only: a draft between two public ones must
    not move a public total."""
    nested = Investment.objects.public().filter(part_of__isnull=False)
    return dict(nested.values_list("pk", "part_of"))


def overlaps_of(investments):
    """The pairs of ids that may be the same money, the first of them in the queryset."""
    within = investments.order_by().values("pk")
    pairs = Investment.may_overlap.through.objects.filter(from_investment__in=within)
    return list(pairs.values_list("from_investment", "to_investment"))
