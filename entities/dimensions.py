"""What investments differ in: which rows have a value of it, and how many deals have each."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from entities.models import Investment, Site
from entities.parameters import NOT_STATED
from entities.snapshot import NONE, WORDS, bit, code, is_any_of

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
        included, excluded = chosen
        mask = self.having(snapshot, included) if included else np.ones(len(snapshot), bool)
        return mask & ~self.having(snapshot, excluded) if excluded else mask

    def having(self, snapshot, values):
        """Which rows have any of `values`: a mask."""
        return is_any_of(snapshot[self.column], map(self.code, values))

    def counts(self, deals):
        """Value -> how many of `deals` have it, for those that occur."""
        numbers = deals.tally(self.column, self.numbers).tolist()
        return {self.value(code): number for code, number in enumerate(numbers) if number}

    def numbers(self, deals):
        """How many of `deals` have each code, an array by code."""
        size = int(deals.snapshot[self.column].max(initial=0)) + 1
        return np.bincount(deals.column(self.column), minlength=size)

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
        found = super().counts(deals)
        unconverted = int(deals.mask[self._without_rate(deals.snapshot)].sum())
        return {**found, "not_convertible": unconverted} if unconverted else found

    def _unconverted(self, snapshot):
        return snapshot.mask(self._without_rate(snapshot))

    def _without_rate(self, snapshot):
        """The positions of stated figures that no rate converts: few, if any."""

        def find():
            is_stated = snapshot["qualifier"] != self.code("undisclosed")
            return np.flatnonzero(is_stated & (snapshot["headline_EUR"] == NONE))

        return snapshot.derive("without_rate", find)


class SiteKinds(Dimension):
    """The kinds of the sites that a deal builds or uses: a bit for each."""

    def having(self, snapshot, values):
        bits = sum(bit("site_kind", value) for value in values if value != NOT_STATED)
        mask = snapshot["site_kinds"] & bits > 0
        return mask | (snapshot["site_kinds"] == 0) if NOT_STATED in values else mask

    def counts(self, deals):
        numbers = deals.tally(self.column, self.numbers)
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
        """The Tally of `deals`."""
        return Tally(deals.tally(f"{self.column} {self.role}", self.numbers))

    def numbers(self, deals):
        """How many of `deals` name each, by id; the first, how many name none."""
        links = self.links(deals.snapshot)
        rows, ids = deals.links(links, self.role)
        numbers = np.bincount(ids, minlength=links.values.max(initial=0) + 1)
        named = np.count_nonzero(np.diff(rows)) + 1 if len(rows) else 0
        numbers[0] = len(deals) - named
        return numbers


@dataclass(frozen=True)
class Tally:
    """How many deals name each organisation or place: `numbers` by id, at 0 how many name none."""

    numbers: np.ndarray

    def of(self, pk):
        return int(self.numbers[pk]) if pk < len(self.numbers) else 0

    @property
    def none(self):
        return self.of(0)

    @property
    def named(self):
        """The ids that any deal names."""
        return np.flatnonzero(self.numbers[1:]) + 1

    def among(self, pks):
        """The Tally of those with the ids `pks` alone."""
        numbers = np.zeros_like(self.numbers)
        known = [pk for pk in (0, *pks) if pk < len(numbers)]
        numbers[known] = self.numbers[known]
        return Tally(numbers)

    def largest(self, number):
        """The ids of the `number` that are named most, and of all that tie with the last."""
        named = self.named
        if len(named) <= number:
            return named
        return named[self.numbers[named] >= np.partition(self.numbers[named], -number)[-number]]


def by_organisation(deals, role=None):
    """The Tally of the organisations that `deals` name, in the role if one is given."""
    return Linked("parties", role).counts(deals)


def most_named(organisations, tally, number):
    """The `number` of a queryset of organisations that a Tally has most deals of, ties by name."""
    found = organisations.filter(pk__in=tally.largest(number).tolist())
    return sorted(found, key=lambda each: (-tally.of(each.pk), each.folded_name))[:number]


def with_deals(organisations, tally):
    """`organisations` as a list, each with `deals`: how many deals a Tally has of it."""
    counted = list(organisations)
    for organisation in counted:
        organisation.deals = tally.of(organisation.pk)
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
    years, currencies = (DIMENSIONS[name].counts(deals) for name in ("year", "stated_in"))
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
