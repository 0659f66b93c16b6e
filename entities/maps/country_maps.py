"""Money by country on a map of the world: circles whose area is the sum."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from entities.figures import Figure
from entities.maps.frames import LABELS, WORLD, Frame, View, country_code
from entities.models import Place
from entities.place_trees import sums
from entities.totals import NOWHERE, SEVERAL, Sum

# The radius of the largest circle, and the least that can be seen, in map units.
LARGEST, LEAST = 95, 9


@dataclass(frozen=True)
class CountryMark:
    """A country's Sum: the circle `firm` is its low end, the ring `up_to` its high end, or 0 where
    both are the same or it has none."""

    place: Place
    sum: Sum
    url: str
    code: str
    x: float
    y: float
    firm: float
    up_to: float


@dataclass(frozen=True)
class Row:
    """A line of the table behind the map; without `url` for what lies in no single country."""

    label: str
    sum: Sum
    url: str = ""


@dataclass(frozen=True)
class Sample:
    """A circle for the legend: `figure` is what its area stands for."""

    figure: Figure
    radius: float

    # In the empty south of the Pacific.
    @property
    def x(self):
        return self.radius + 30

    @property
    def y(self):
        return round(WORLD.height - self.radius - 30, 1)


@dataclass(frozen=True)
class CountryMap:
    """`marks`, the largest first; `rows` say all of it in words, also what has no mark."""

    name: str
    frame: Frame
    view: View
    marks: list
    rows: list
    number: int
    located: int
    sample: Sample | None
    kind: str = field(default="countries", init=False)

    @property
    def codes(self):
        return [mark.code for mark in self.marks]

    @property
    def has_rings(self):
        return any(mark.up_to for mark in self.marks)

    @property
    def unlocated(self):
        """How many investments have no single country that could be drawn."""
        return self.number - self.located


def map_of_total(total, **options):
    """The CountryMap of what a Total counts: one query, for the public countries."""
    countries = list(Place.objects.public().filter(parent=None).by_label())
    found = sums(total, countries)
    parts = [(country, found[country.pk]) for country in countries if country.pk in found]
    return map_of_countries(parts, found.get(SEVERAL), found.get(NOWHERE), **options)


def map_of_countries(
    parts, several=None, nowhere=None, name="world", url_of=Place.get_absolute_url
):
    """The CountryMap of `parts`, (country, Sum) pairs of one currency.

    `several` and `nowhere` are the Sums of what lies in more than one country and in none: they
    stand in the table. `url_of` says where a country's mark leads; `name` tells apart the maps of
    a page.
    """
    parts = [part for part in parts if part[1].number]
    parts = sorted(parts, key=lambda part: -part[1].high)
    largest = max((each.high or each.low for _place, each in parts), default=0)
    marks = [
        _mark(place, each, url_of(place), largest)
        for place, each in parts
        if country_code(place) in LABELS
    ]
    rows = [Row(place.label, each, url_of(place)) for place, each in parts]
    beside = [
        (_("in several countries, not split"), several),
        (_("no country stated"), nowhere),
    ]
    rows += [Row(label, each) for label, each in beside if each]
    return CountryMap(
        name=name,
        frame=WORLD,
        view=WORLD.view,
        marks=marks,
        rows=rows,
        number=sum(row.sum.number for row in rows),
        located=sum(mark.sum.number for mark in marks),
        sample=_sample(marks, largest),
    )


def _mark(place, each, url, largest):
    code = country_code(place)
    x, y = LABELS[code]
    up_to = _radius(each.high, largest) if each.high > each.low else 0
    return CountryMark(place, each, url, code, x, y, _radius(each.low, largest), up_to)


def _radius(amount, largest):
    """Of the circle whose area stands for `amount`."""
    return round(max(LEAST, LARGEST * (amount / largest) ** 0.5), 1) if amount > 0 else 0


def _sample(marks, largest):
    """The Sample of a round sum; None without marks."""
    if not marks or not largest:
        return None
    round_sum = 10 ** (len(str(largest // 2)) - 1)
    figure = Figure(round_sum, round_sum, marks[0].sum.currency)
    return Sample(figure, _radius(round_sum, largest))
