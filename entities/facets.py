"""What investments can be narrowed by, and how many each choice would leave."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from entities.intervals import LARGEST, Figure
from entities.models import Investment, Organisation, Place, Site
from entities.names import fold
from entities.parameters import NOT_STATED
from entities.snapshot import EDGES, NONE, WORDS, bit, code

MOST_VALUES = 12
FIGURES = {
    "exact": _("exact"),
    "up_to": _("up to"),
    "at_least": _("at least"),
    "range": _("range"),
    "undisclosed": _("undisclosed"),
    "not_convertible": _("no exchange rate"),
}


class Dimension:
    """Something that investments differ in: which rows have a value, and how many have each."""

    def __init__(self, column):
        self.column = column

    def mask(self, snapshot, chosen):
        """The rows that have one of the values included (if any are) and none of those excluded."""
        mask = ~self.having(snapshot, chosen.excluded)
        return mask & self.having(snapshot, chosen.included) if chosen.included else mask

    def having(self, snapshot, values):
        """Which rows have any of `values`: a mask."""
        return np.isin(snapshot[self.column], [self.code(value) for value in values])

    def counts(self, deals):
        """Value -> how many of `deals` have it, for those that occur."""
        numbers = np.bincount(deals.column(self.column)).tolist()
        return {self.value(code): number for code, number in enumerate(numbers) if number}

    def code(self, value):
        return code(self.column, value)

    def value(self, code):
        return WORDS[self.column][code]


class Years(Dimension):
    def code(self, value):
        return int(value)

    def value(self, code):
        return str(code)


class Currencies(Dimension):
    """The currency that a figure was announced in; an undisclosed one has none."""

    def code(self, value):
        return super().code("" if value == NOT_STATED else value)

    def value(self, code):
        return super().value(code) or NOT_STATED


class Figures(Dimension):
    """Kinds of figures; one without a rate is of its own kind and of `not_convertible`."""

    def having(self, snapshot, values):
        qualifiers = [value for value in values if value in WORDS["qualifier"]]
        mask = super().having(snapshot, qualifiers)
        return mask | self._unconverted(snapshot) if "not_convertible" in values else mask

    def counts(self, deals):
        unconverted = int(np.count_nonzero(self._unconverted(deals.snapshot) & deals.mask))
        found = super().counts(deals)
        return {**found, "not_convertible": unconverted} if unconverted else found

    def _unconverted(self, snapshot):
        is_stated = snapshot["qualifier"] != self.code("undisclosed")
        return is_stated & (snapshot["headline_EUR"] == NONE)


class SiteKinds(Dimension):
    """The kinds of the sites that a deal builds or uses: a bit for each."""

    def having(self, snapshot, values):
        bits = sum(bit("site_kind", value) for value in values if value != NOT_STATED)
        mask = snapshot["site_kinds"] & bits > 0
        return mask | (snapshot["site_kinds"] == 0) if NOT_STATED in values else mask

    def counts(self, deals):
        numbers = np.bincount(deals.column("site_kinds"))
        found = {
            kind: int(numbers[np.arange(len(numbers)) & bit("site_kind", kind) > 0].sum())
            for kind in WORDS["site_kind"]
        }
        found[NOT_STATED] = int(numbers[0]) if len(numbers) else 0
        return {kind: number for kind, number in found.items() if number}


class Linked(Dimension):
    """Organisations or places that deals name; the values are records, None for not stated."""

    def __init__(self, column, role=None):
        super().__init__(column)
        self.role = role

    def links(self, snapshot):
        return getattr(snapshot, self.column)

    def having(self, snapshot, values):
        links = self.links(snapshot)
        named = [record.pk for record in values if record]
        mask = snapshot.mask(links.rows_with(named, self.role))
        return mask | ~snapshot.mask(links.rows_with(role=self.role)) if None in values else mask

    def counts(self, deals):
        """Id -> how many of `deals` name it; None -> how many name nothing."""
        rows, ids = deals.links(self.links(deals.snapshot), self.role)
        numbers = np.bincount(ids)
        found = np.flatnonzero(numbers)
        named = np.count_nonzero(np.diff(rows)) + 1 if len(rows) else 0
        counts = dict(zip(found.tolist(), numbers[found].tolist(), strict=True))
        return {**counts, None: int(len(deals) - named)}


def deals_by_organisation(deals, role=None):
    """Id of an organisation -> in how many of `deals` it is named, in the role if one is given;
    None -> how many name none."""
    dimension = Linked("parties", role)
    return deals.once(f"organisation {role}", lambda: dimension.counts(deals))


def most_named(organisations, counts, number):
    """The `number` of a queryset of organisations that `counts` has most deals of, ties by name."""
    largest = sorted(counts[pk] for pk in counts if pk)[-number:]
    enough = [pk for pk in counts if pk and counts[pk] >= largest[0]]
    found = organisations.filter(pk__in=enough)
    return sorted(found, key=lambda each: (-counts[each.pk], each.folded_name))[:number]


def with_deals(organisations, counts):
    """`organisations` as a list, each with `deals`: how many deals `counts` has of it."""
    counted = list(organisations)
    for organisation in counted:
        organisation.deals = counts.get(organisation.pk, 0)
    return counted


DIMENSIONS = {
    "year": Years("year"),
    "kind": Dimension("kind"),
    "status": Dimension("status"),
    "nature": Dimension("nature"),
    "figure": Figures("qualifier"),
    "stated_in": Currencies("currency"),
    "site_kind": SiteKinds("site_kinds"),
}


def choices(deals):
    """Name of a facet -> the (value, label) pairs it can have among the public `deals`."""
    years, currencies = (
        deals.once(name, lambda name=name: DIMENSIONS[name].counts(deals))
        for name in ("year", "stated_in")
    )
    codes = sorted(code for code in currencies if code != NOT_STATED)
    return {
        "year": [(year, year) for year in sorted(years, key=int, reverse=True)],
        "kind": Investment.Kind.choices,
        "status": Investment.Status.choices,
        "nature": Investment.Nature.choices,
        "figure": list(FIGURES.items()),
        "stated_in": [*((code, code) for code in codes), (NOT_STATED, _("not stated"))],
        "site_kind": [*Site.Kind.choices, (NOT_STATED, _("no site named"))],
    }


@dataclass(frozen=True)
class Value:
    """One value of a facet: `number` of deals that have it under the other filters; `add`,
    `exclude` and `remove` are changes of the query string."""

    value: str
    label: str
    number: int
    is_chosen: bool
    is_excluded: bool
    add: dict
    exclude: dict
    remove: dict


@dataclass(frozen=True)
class Facet:
    """A dimension as it is shown: its Values, and how many `more` there are that are not."""

    name: str
    label: str
    values: list
    more: int = 0
    search: str = ""


# A change of the filters begins at the first page of another list.
AFRESH = {"page": None, "after": None, "before": None, "not_counted": None}


def facets(filterset):
    """The Facets of a valid InvestmentFilter, without those that have nothing to choose from."""
    made = [_countries(filterset), _organisations(filterset)]
    made += [_choices(filterset, name) for name in DIMENSIONS]
    return [facet for facet in made if facet.values or facet.search]


def _value(filterset, name, value, label, number):
    """The Value whose links change parameter `name` of the search."""
    given = filterset.values(name)
    without = [each for each in given if each not in (value, f"-{value}")]
    # A place inside one that is chosen narrows it: both together would be the larger one.
    narrowed = [each for each in without if not value.startswith(f"{each}/")]
    return Value(
        value,
        label,
        number,
        value in given,
        f"-{value}" in given,
        add={**AFRESH, name: [*narrowed, value]},
        exclude={**AFRESH, name: [*without, f"-{value}"]},
        remove={**AFRESH, name: without or None},
    )


def _choices(filterset, name):
    deals = filterset.without(name)
    counts = deals.once(name, lambda: DIMENSIONS[name].counts(deals))
    field = filterset.form.fields[name]
    values = [
        _value(filterset, name, value, label, counts.get(value, 0))
        for value, label in field.choices
    ]
    values = [each for each in values if each.number or each.is_chosen or each.is_excluded]
    return Facet(name, field.label, values)


def _countries(filterset):
    """Countries, or what lies right below the one place chosen; a deal in two counts in both."""
    deals = filterset.without("place")
    counts = deals.once("place", lambda: Linked("places").counts(deals))
    included = [place for place in filterset.records("place").included if place]
    parent = included[0] if len(included) == 1 else None
    below = Place.objects.public().filter(parent=parent, pk__in=filter(None, counts))
    ranked = sorted(below, key=lambda place: (-counts[place.pk], place.folded_name))
    shown = ranked[:MOST_VALUES]
    return _named(filterset, "place", shown, counts, len(ranked) - len(shown))


def _organisations(filterset):
    """The organisations named in most deals, in the chosen role if one is chosen."""
    role = filterset.form.cleaned_data.get("role") or None
    counts = deals_by_organisation(filterset.without("organisation"), role)
    public = Organisation.objects.public()
    if text := filterset.form.cleaned_data.get("find_organisation"):
        public = public.called(fold(text))
        found = public.values_list("pk", flat=True)
        counts = {pk: counts[pk] for pk in [None, *found] if pk in counts}
    shown = most_named(public, counts, MOST_VALUES)
    more = len(counts.keys() - {None}) - len(shown)
    return _named(filterset, "organisation", shown, counts, more, text)


def _named(filterset, name, shown, counts, more, search=""):
    """The Facet of the records `shown`, those that are chosen, and what names none."""
    included, excluded = filterset.records(name)
    chosen = [each for each in [*included, *excluded] if each and each not in shown]
    values = [
        _value(filterset, name, each.address, str(each), counts.get(each.pk, 0))
        for each in [*chosen, *shown]
    ]
    if counts.get(None):
        values.append(_value(filterset, name, NOT_STATED, _("not stated"), counts[None]))
    return Facet(name, filterset.form.fields[name].label, values, more, search)


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


def histogram(filterset):
    """The Bars of a valid InvestmentFilter's deals, whatever amount it asks for: three for each
    power of ten, from the smallest to the largest that occurs."""
    deals, currency = filterset.without("amount"), filterset.currency_code
    counts = deals.once(f"histogram {currency}", lambda: _heights(deals, currency))
    filled = np.flatnonzero(counts.sum(axis=1))
    if not len(filled):
        return []
    return [
        _bar(bucket, currency, counts[bucket].tolist(), counts.sum(axis=1).max())
        for bucket in range(filled[0], filled[-1] + 1)
    ]


def _heights(deals, currency):
    """For each bar the number of deals with another figure than 'up to', and with that."""
    buckets, qualifiers = deals.column(f"bucket_{currency}"), deals.column("qualifier")
    is_known = buckets != NONE
    is_up_to = qualifiers[is_known] == code("qualifier", "up_to")
    numbers = np.bincount(buckets[is_known].astype(int) * 2 + is_up_to, minlength=len(EDGES) * 2)
    return numbers.reshape(-1, 2)


def _bar(bucket, currency, numbers, tallest):
    low = int(EDGES[bucket])
    high = int(EDGES[bucket + 1]) - 1 if bucket + 1 < len(EDGES) else LARGEST
    change = {**AFRESH, "amount_min": low, "amount_max": high, "match": None}
    heights = [round(100 * number / tallest, 1) for number in numbers]
    return Bar(Figure(low, high, currency), *numbers, *heights, change)
