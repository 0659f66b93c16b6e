"""Money over time: what a total counts, year by year or month by month, firm and 'up to' apart."""

from dataclasses import dataclass

from django.utils.dates import MONTHS_3

from entities.charts.scales import spread, ticks
from entities.figures import Figure
from entities.totals import Sum, by_month, by_year

WIDTH, HEIGHT = 720, 260
LEFT, TOP, BOTTOM = 84, 18, 28
WIDEST_BAR = 64
# More bars than these stand too close for a finger.
MOST_YEARS = 30


@dataclass(frozen=True)
class Bar:
    """A period and its Sum: `firm` and `upto` are (top, height) of its two parts; `query` is what
    asks for its deals."""

    label: str
    sum: Sum
    x: float
    width: float
    firm: tuple
    upto: tuple
    query: dict

    @property
    def middle(self):
        return round(self.x + self.width / 2, 1)

    @property
    def top(self):
        return self.upto[0]


@dataclass(frozen=True)
class Chart:
    """Bars, and `marks`, (height on the picture, what it stands for), of the scale beside them."""

    bars: list
    marks: list
    currency: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    baseline: int = HEIGHT - BOTTOM


def money_by_year(total, **asked):
    """The Chart of a Total by year, without gaps between the years; None where nothing counts.

    `asked` are the parameters of the search that the Total is of: a bar asks for its year besides.
    """
    found = total.deals.once(f"by year {total.currency}", lambda: by_year(total))
    sums = {int(year): each for year, each in found}
    if not sums:
        return None
    years = range(max(min(sums), max(sums) - MOST_YEARS + 1), max(sums) + 1)
    periods = [
        (str(year), sums.get(year, Sum(total.currency)), asked | {"year": year}) for year in years
    ]
    return _chart(periods, total.currency)


def money_by_month(total, year, **asked):
    """The Chart of what a Total counts in the months of one year; None where nothing counts.

    A deal of which only the year is known stands in the month it is filed under, its first.
    """
    name = f"by month of {year} {total.currency}"
    sums = total.deals.once(name, lambda: by_month(total, year))
    if not sums:
        return None
    periods = [
        (
            str(MONTHS_3[month]).capitalize(),
            sums.get(month, Sum(total.currency)),
            asked | {"year": year},
        )
        for month in MONTHS_3
    ]
    return _chart(periods, total.currency)


def _chart(periods, currency):
    periods = [(label, each or Sum(currency), query) for label, each, query in periods]
    scale = ticks(max(each.high for _label, each, _query in periods))
    unit = (HEIGHT - TOP - BOTTOM) / scale[-1]
    places = spread(len(periods), WIDTH - LEFT, WIDEST_BAR)
    bars = [
        _bar(label, each, query, LEFT + x, width, unit)
        for (label, each, query), (x, width) in zip(periods, places, strict=True)
    ]
    marks = [(_y(amount, unit), Figure(amount, amount, currency)) for amount in scale]
    return Chart(bars, marks, currency)


def _y(amount, unit):
    return round(HEIGHT - BOTTOM - amount * unit, 1)


def _bar(label, each, query, x, width, unit):
    firm, top = _y(each.low, unit), _y(each.high, unit)
    return Bar(
        label, each, round(x, 1), width,
        (firm, round(HEIGHT - BOTTOM - firm, 1)), (top, round(firm - top, 1)), query,
    )  # fmt: skip
