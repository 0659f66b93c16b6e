"""How large deals are: which lie in a range of money, and how many in each bar of a histogram."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from django.db import models
from django.utils.translation import gettext_lazy as _

from entities.intervals import LARGEST, Figure
from entities.parameters import AFRESH
from entities.snapshot import EDGES, NONE, code


class Match(models.TextChoices):
    """What an amount search looks at (DESIGN.md rule 3)."""

    STATED = "stated", _("the figure as it is known")
    SURELY = "surely", _("surely inside the range")
    POSSIBLY = "possibly", _("possibly inside the range")

    def mask(self, deals, currency, minimum, maximum):
        """Which rows have figures from `minimum` to `maximum`, whole units of `currency`.

        Both are inclusive, either may be None for open; entities.intervals.Bounds says the same of
        one figure.
        """
        headline, low = deals.snapshot[f"headline_{currency}"], deals.snapshot[f"low_{currency}"]
        is_open = deals.snapshot["qualifier"] == code("qualifier", "at_least")
        is_known = headline != NONE
        if self is Match.STATED:
            return is_known & _from(minimum, headline) & _to(maximum, headline)
        if self is Match.SURELY:
            has_end = ~is_open if maximum is not None else True
            return is_known & has_end & _from(minimum, np.maximum(low, 0)) & _to(maximum, headline)
        return is_known & (is_open | _from(minimum, headline)) & _to(maximum, low)


def _from(minimum, values):
    return True if minimum is None else values >= minimum


def _to(maximum, values):
    return True if maximum is None else values <= maximum


@dataclass(frozen=True)
class Bar:
    """Deals whose headline lies in `range`, in the search's currency: `sure` ones and those
    announced as 'up to'. Heights are in percent of the tallest bar."""

    range: Figure
    sure: int
    up_to: int
    sure_height: float
    up_to_height: float
    change: dict
    is_chosen: bool = False

    @property
    def ends(self):
        """The range as two exact Figures; the second is where the next bar begins."""
        low, high = self.range.low, min(self.range.high + 1, LARGEST)
        return [Figure(each, each, self.range.currency) for each in (low, high)]


def histogram(filterset):
    """The Bars of a valid InvestmentFilter's deals, whatever amount it asks for: three for each
    power of ten, from the smallest to the largest that occurs."""
    deals, currency = filterset.without("amount"), filterset.currency_code
    counts = deals.tally(f"histogram {currency}", partial(_heights, currency))
    filled = np.flatnonzero(counts.sum(axis=1))
    if not len(filled):
        return []
    asked = filterset.bounds
    return [
        _bar(bucket, currency, counts[bucket].tolist(), counts.sum(axis=1).max(), asked)
        for bucket in range(filled[0], filled[-1] + 1)
    ]


def _heights(currency, deals):
    """For each bar the number of deals with another figure than 'up to', and with that."""
    buckets, qualifiers = deals.column(f"bucket_{currency}"), deals.column("qualifier")
    is_known = buckets != NONE
    is_up_to = qualifiers[is_known] == code("qualifier", "up_to")
    numbers = np.bincount(buckets[is_known].astype(int) * 2 + is_up_to, minlength=len(EDGES) * 2)
    return numbers.reshape(-1, 2)


def _bar(bucket, currency, numbers, tallest, asked):
    low = int(EDGES[bucket])
    high = int(EDGES[bucket + 1]) - 1 if bucket + 1 < len(EDGES) else LARGEST
    change = {**AFRESH, "amount_min": low, "amount_max": high, "match": None}
    heights = [round(100 * number / tallest, 1) for number in numbers]
    least, most = asked
    is_inside = (least is None or low >= least) and (most is None or high <= most)
    is_chosen = is_inside and asked != (None, None)
    return Bar(Figure(low, high, currency), *numbers, *heights, change, is_chosen)
