"""A programme and what lies inside it, as rows from the top: what is counted, and why not."""

from dataclasses import dataclass

from entities.deals import Deals
from entities.models import Investment
from entities.totals import total

# A page of a programme of thousands shows so many of its parts; the search has all.
MOST_ROWS = 60


@dataclass(frozen=True)
class Branch:
    """An investment at a `depth` below the top, with the Reason why totals leave it out or None;
    `share` is its size in percent of the largest in the tree, in a reporting currency."""

    investment: Investment
    depth: int
    reason: object
    share: float
    is_here: bool


def programme(investment, currency):
    """The Branches of the public programme that `investment` belongs to, itself included; [] for a
    deal that is no part and has none. Three queries, and one for each level above."""
    top = _top(investment)
    below = _below(top)
    if len(below) < 2:
        return []
    whole = total(Deals.public(), currency)
    reasons = whole.reasons_of([each.pk for each, _depth in below])
    sizes = [_size(each, currency) for each, _depth in below]
    largest = max(sizes) or 1
    return [
        Branch(each, depth, reasons.get(each.pk), round(100 * size / largest, 1),
               each.pk == investment.pk)
        for (each, depth), size in zip(below, sizes, strict=True)
    ]  # fmt: skip


def _size(investment, currency):
    figure = investment.figure_in(currency)
    return (figure.headline if figure else 0) or 0


def _top(investment):
    seen = {investment.pk}
    while investment.part_of_id and investment.part_of_id not in seen:
        above = Investment.objects.public().filter(pk=investment.part_of_id).first()
        if above is None:
            break
        seen.add(above.pk)
        investment = above
    return investment


def _below(top):
    """(investment, depth) in the order of a tree, read level by level."""
    parts, level = {}, [top]
    seen = {top.pk}
    while level and len(seen) < MOST_ROWS:
        rows = Investment.objects.public().filter(part_of__in=[each.pk for each in level])
        level = [each for each in rows.order_by("announced_on", "pk")[:MOST_ROWS]
                 if each.pk not in seen]  # fmt: skip
        for each in level:
            seen.add(each.pk)
            parts.setdefault(each.part_of_id, []).append(each)
    return list(_walk(top, parts, 0))


def _walk(investment, parts, depth):
    yield investment, depth
    for part in parts.get(investment.pk, ()):
        yield from _walk(part, parts, depth + 1)
