"""What investments differ in: which rows have a value of it, and how many deals have each."""

import numpy as np
from django.utils.translation import gettext_lazy as _

from entities.models import Investment, Site
from entities.parameters import NOT_STATED
from entities.snapshot import NONE, WORDS, bit, code

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
