"""The investments search: its filters, and the state that its page shows."""

from functools import cached_property
from itertools import chain

import django_filters
import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entities.amounts import Match
from entities.dimensions import DIMENSIONS, Linked, choices
from entities.investment_form import InvestmentForm
from entities.models import Investment, Party
from entities.names import fold
from entities.ordering import Listing, keys
from entities.parameters import (
    AFRESH,
    DEFAULT_CURRENCY,
    MOST_TEXT,
    NOT_STATED,
    ChoicesFilter,
    Chosen,
    NamedRecordsFilter,
    StrictFilterSet,
    find_organisations,
    find_places,
    refuse_long_search,
)
from entities.totals import Reason, total
from entities.words import rows_with_words


def facet(name, label):
    """A filter by a dimension of entities.facets."""
    return ChoicesFilter(label=label, method="by_dimension", choices=[], required=False)


# What narrows the search, as distinct from how it is read and shown.
NARROWING = (
    "q", "organisation", "role", "place", "amount_min", "amount_max", *DIMENSIONS, "not_counted",
)  # fmt: skip
# What is looked for inside a long facet.
FINDING = ("find_organisation", "find_place")
# Name, label, and the sorts of the first and the second click.
COLUMNS = [
    ("title", _("investment"), "title", "-title"),
    ("amount", _("figure"), "-amount", "amount"),
    ("who", _("who"), "who", "-who"),
    ("where", _("where"), "where", "-where"),
    ("date", _("announced"), "-date", "date"),
]
DIRECTIONS = {True: "descending", False: "ascending"}


class InvestmentFilter(StrictFilterSet):
    """The investments search: narrows Deals.

    Each filter is asked on its own which of all public deals it leaves, so that a facet can tell
    what would be found without it.
    """

    FORM = InvestmentForm
    SORTS = {
        "-amount": (_("largest first"), []),
        "amount": (_("smallest first"), []),
        "-date": (_("latest first"), []),
        "date": (_("earliest first"), []),
        "title": (_("by title"), []),
        "-title": (_("by title, from Z"), []),
        "who": (_("by company"), []),
        "-who": (_("by company, from Z"), []),
        "where": (_("by place"), []),
        "-where": (_("by place, from Z"), []),
        "relevance": (_("best match first"), []),
    }

    q = django_filters.CharFilter(
        label=_("words"), method="by_words", max_length=MOST_TEXT, validators=[refuse_long_search]
    )
    organisation = NamedRecordsFilter(
        label=_("organisation"),
        find=find_organisations,
        unknown=_("No organisation called “%s” is known here."),
        method="by_organisation",
    )
    role = django_filters.ChoiceFilter(
        label=pgettext_lazy("of an organisation", "in the role of"),
        choices=Party.Role,
        empty_label=_("any role"),
        method="by_nothing_itself",
    )
    place = NamedRecordsFilter(
        label=_("place"),
        find=find_places,
        unknown=_("No place called “%s” is known here."),
        method="by_place",
    )
    amount_min = django_filters.CharFilter(
        label=_("from"), method="by_nothing_itself", max_length=MOST_TEXT
    )
    amount_max = django_filters.CharFilter(
        label=_("to"), method="by_nothing_itself", max_length=MOST_TEXT
    )
    currency = django_filters.ChoiceFilter(
        label=_("in"),
        choices=[(code, code) for code in ("GBP", "EUR", "USD")],
        empty_label=None,
        method="by_nothing_itself",
    )
    match = django_filters.ChoiceFilter(
        label=_("count as a match"),
        choices=Match.choices,
        empty_label=None,
        method="by_nothing_itself",
    )
    year = facet("year", _("year"))
    kind = facet("kind", _("kind"))
    status = facet("status", _("status"))
    nature = facet("nature", _("nature"))
    figure = facet("figure", _("figure"))
    stated_in = facet("stated_in", _("announced in"))
    site_kind = facet("site_kind", _("kind of site"))
    not_counted = django_filters.ChoiceFilter(
        label=_("not in the total"),
        choices=[(reason.value, reason.label) for reason in Reason],
        empty_label=_("all rows"),
        method="by_nothing_itself",
    )

    class Meta:
        model = Investment
        fields = []

    def __init__(self, data, queryset):
        super().__init__(data, queryset=queryset)
        # Which rows have all words looked for in their title; by_words knows.
        self._narrowed, self.in_title = {}, queryset.mask
        for name, values in choices(queryset).items():
            self.filters[name].extra["choices"] = values

    @property
    def currency_code(self):
        return self.form.cleaned_data.get("currency") or DEFAULT_CURRENCY

    @property
    def bounds(self):
        """The amounts searched for: (minimum, maximum), each None for open."""
        data = self.form.cleaned_data
        return data["amount_min"], data["amount_max"]

    def filter_queryset(self, deals):
        found = self.without()
        reason = self.form.cleaned_data.get("not_counted")
        return total(found, self.currency_code).left_out(reason) if reason else found

    @cached_property
    def masks(self):
        """What each filter in use leaves of all public deals, by name; 'amount' is one."""
        masks = {}
        for name, each in self.filters.items():
            found = each.filter(self.queryset, self.form.cleaned_data[name])
            if found is not self.queryset:
                masks[name] = found.mask
        if self.bounds != (None, None):
            mode = Match(self.form.cleaned_data.get("match") or Match.STATED)
            masks["amount"] = mode.mask(self.queryset, self.currency_code, *self.bounds)
        return masks

    def without(self, *names):
        """The Deals that match when the filters `names` are left out."""
        used = tuple(name for name in self.masks if name not in names)
        if used not in self._narrowed:
            found = self.queryset
            for name in used:
                found = found.where(self.masks[name])
            self._narrowed[used] = found
        return self._narrowed[used]

    @property
    def listing(self):
        """What is found, in the order that is asked for."""
        if self.sort != "relevance":
            return Listing(self.qs, keys(self.sort, self.currency_code))
        elsewhere = (~self.in_title).astype(np.int8)
        own = [lambda _snapshot, positions: elsewhere[positions]]
        return Listing(self.qs, keys("-amount", self.currency_code), own=own)

    @cached_property
    def page(self):
        """The ordering.Page that is asked for: by its number, or after or before a row."""
        data, snapshot = self.form.cleaned_data, self.qs.snapshot
        for name in ("after", "before"):
            if data[name]:
                (mark,) = snapshot.positions([data[name]])
                return getattr(self.listing, name)(mark)
        return self.listing.page(data.get("page") or 1)

    @property
    def columns(self):
        """The columns of the list: what a click on each head sorts by, and how it is sorted."""
        return [
            {
                "name": name,
                "label": label,
                "sort": first if self.sort != first else other,
                "direction": DIRECTIONS.get(self.sort[:1] == "-")
                if self.sort in (first, other)
                else "",
            }
            for name, label, first, other in COLUMNS
        ]

    @property
    def density(self):
        return self.form.cleaned_data.get("density") or ""

    @property
    def without_columns(self):
        """The columns that the table leaves out."""
        return self.form.cleaned_data.get("without") or []

    def records(self, name):
        """The Chosen records of the parameter `name`."""
        return self.form.cleaned_data.get(name) or Chosen([], [])

    def values(self, name):
        """The values of the parameter `name`, records by their addresses however they were typed;
        a hyphen before one excludes it."""
        if not isinstance(self.filters[name], NamedRecordsFilter):
            return [value for value in self.data.getlist(name) if value]
        included, excluded = self.records(name)
        signed = [("", record) for record in included] + [("-", record) for record in excluded]
        return [sign + (record.address if record else NOT_STATED) for sign, record in signed]

    @property
    def asked(self):
        """Name -> values of the parameters that say which deals are shown, for links to part of
        them."""
        return {name: self.values(name) for name in self.filters if self.data.get(name)}

    @property
    def chosen(self):
        """(label, words, change of the query string that takes it away) for all that narrows."""
        found = []
        for name in NARROWING:
            values, words = self.values(name), self._words(name)
            for value in values:
                rest = [each for each in values if each != value]
                change = {**AFRESH, name: rest or None}
                if name == "organisation" and not rest:
                    change["role"] = None
                found.append((self.form.fields[name].label, words(value), change))
        return found

    def _words(self, name):
        """The function that turns a value of the parameter `name` into what a reader sees."""
        labels = dict(getattr(self.form.fields[name], "choices", ()))
        if isinstance(self.filters[name], NamedRecordsFilter):
            records = filter(None, chain(*self.records(name)))
            labels = {NOT_STATED: _("not stated"), **{each.address: str(each) for each in records}}
        takes_signs = isinstance(self.filters[name], (ChoicesFilter, NamedRecordsFilter))

        def words(value):
            if takes_signs and value.startswith("-"):
                return _("not %s") % labels.get(value[1:], value[1:])
            return labels.get(value, value)

        return words

    @property
    def beside_find(self):
        """(name, value) of all that stays when a facet is searched inside."""
        left = {*AFRESH, *FINDING} - {"not_counted"}
        lists = self.data.lists()
        return [(name, value) for name, values in lists if name not in left for value in values]

    @property
    def carried(self):
        """(name, value) of what the form's own inputs do not show."""
        found = []
        for name, values in self.data.lists():
            if name in DIMENSIONS or name == "not_counted":
                found += [(name, value) for value in values]
            if name in ("organisation", "place"):
                shown = self.form.fields[name].widget.format_value(values)
                rest = list(values)
                if shown in rest:
                    rest.remove(shown)
                found += [(name, value) for value in rest if value]
        return found

    def by_nothing_itself(self, deals, name, value):
        # Amount, currency and match mean something only together; so do organisation and role.
        return deals

    def by_words(self, deals, name, value):
        for titles, names, places in rows_with_words(fold(value).split()):
            titled = deals.among(titles).mask
            named = deals.at(deals.snapshot.parties.rows_with(names)).mask
            placed = deals.at(deals.snapshot.places.rows_with(places)).mask
            deals = deals.where(titled | named | placed)
            self.in_title = self.in_title & titled
        return deals

    def by_organisation(self, deals, name, value):
        role = self.form.cleaned_data.get("role") or None
        return deals.where(Linked("parties", role).mask(deals.snapshot, value))

    def by_place(self, deals, name, value):
        return deals.where(Linked("places").mask(deals.snapshot, value))

    def by_dimension(self, deals, name, value):
        return deals.where(DIMENSIONS[name].mask(deals.snapshot, value))

    def beside(self):
        """What an amount search leaves out that may belong: reason -> how many.

        Empty when no amount is searched for.
        """
        if self.bounds == (None, None):
            return {}
        others = self.without("amount")
        possible = Match.POSSIBLY.mask(others, self.currency_code, *self.bounds)
        found = self.masks["amount"]
        figures = DIMENSIONS["figure"].counts(others)
        return {
            "possibly": len(others.where(possible & ~found)),
            "undisclosed": figures.get("undisclosed", 0),
            "not_convertible": figures.get("not_convertible", 0),
        }
