"""How large the deals of a search are: its histogram as a picture of its own."""

from dataclasses import dataclass

from entities.amounts import Bar as Size
from entities.amounts import histogram
from entities.charts.money import BOTTOM, HEIGHT, TOP, WIDTH, Chart
from entities.charts.scales import spread, ticks

LEFT = 44
WIDEST_BAR = 56


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram: `firm` and `upto` are (top, height) of its two parts."""

    size: Size
    x: float
    width: float
    firm: tuple
    upto: tuple

    @property
    def is_round(self):
        """Whether it begins at a power of ten."""
        return str(self.size.range.low).rstrip("0") == "1"


def amounts(search):
    """The Chart of a valid InvestmentFilter's deals by size, its marks numbers of deals; None where
    no figure is known."""
    sizes = histogram(search)
    if not sizes:
        return None
    scale = ticks(max(size.sure + size.up_to for size in sizes))
    unit = (HEIGHT - TOP - BOTTOM) / scale[-1]
    places = spread(len(sizes), WIDTH - LEFT, WIDEST_BAR)
    bars = [
        _bar(size, LEFT + x, width, unit) for size, (x, width) in zip(sizes, places, strict=True)
    ]
    marks = [(_y(mark, unit), mark) for mark in scale]
    return Chart(bars, marks, search.currency_code, left=LEFT)


def _y(number, unit):
    return round(HEIGHT - BOTTOM - number * unit, 1)


def _bar(size, x, width, unit):
    firm, top = _y(size.sure, unit), _y(size.sure + size.up_to, unit)
    parts = (firm, round(HEIGHT - BOTTOM - firm, 1)), (top, round(firm - top, 1))
    return Bar(size, round(x, 1), width, *parts)
