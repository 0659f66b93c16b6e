"""What the reader's lists can be filtered and sorted by."""

import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entities.figures import FigureError, parse_figure
from entities.models import Investment, Organisation, Party, Site
from entities.names import fold
from entities.parameters import (
    DEFAULT_CURRENCY,
    MOST_TEXT,
    MULTIPLE,
    NamedRecordFilter,
    StrictFilterSet,
    StrictForm,
    find_organisation,
    find_place,
    refuse_long_search,
)
from entities.totals import Reason, total_of


class Match:
    """What an amount search looks at (DESIGN.md rule 3), as conditions on with_headline rows."""

    STATED, SURELY, POSSIBLY = "stated", "surely", "possibly"
    CHOICES = [
        (STATED, _("the figure as it is known")),
        (SURELY, _("surely inside the range")),
        (POSSIBLY, _("possibly inside the range")),
    ]

    @classmethod
    def condition(cls, mode, minimum, maximum):
        """The Q for figures from `minimum` to `maximum`, both inclusive, either None for open."""
        low, high = getattr(cls, f"_{mode}")(minimum, maximum)
        return Q(headline_in__isnull=False) & low & high

    @staticmethod
    def _stated(minimum, maximum):
        return _at_least("headline_in", minimum), _at_most("headline_in", maximum)

    @staticmethod
    def _surely(minimum, maximum):
        # 'up to' may be as little as 0; 'at least' may be any larger sum.
        from_zero = Q() if not minimum else Q(low_in__gte=minimum)
        return from_zero, _at_most("high_in", maximum)

    @staticmethod
    def _possibly(minimum, maximum):
        reaches = Q() if minimum is None else Q(high_in__gte=minimum) | Q(high_in=None)
        begins = Q() if maximum is None else Q(low_in__lte=maximum) | Q(low_in=None)
        return reaches, begins


def _at_least(field, bound):
    return Q() if bound is None else Q((f"{field}__gte", bound))


def _at_most(field, bound):
    return Q() if bound is None else Q((f"{field}__lte", bound))


class InvestmentForm(StrictForm):
    """The investments search: bounds of amounts are typed as text, in the chosen currency."""

    def clean(self):
        cleaned = super().clean()
        currency = cleaned.get("currency") or DEFAULT_CURRENCY
        for name in ("amount_min", "amount_max"):
            text = cleaned.get(name)
            cleaned[name] = self._amount(name, text, currency) if text else None
        low, high = cleaned["amount_min"], cleaned["amount_max"]
        if None not in (low, high) and low > high:
            self.add_error("amount_max", _("This is less than the amount to search from."))
        if cleaned.get("role") and not cleaned.get("organisation"):
            self.add_error("role", _("Say which organisation has this role."))
        return cleaned

    def _amount(self, name, text, currency):
        try:
            figure = parse_figure(text, currency)
        except FigureError as error:
            return self.add_error(name, str(error))
        if figure.qualifier != "exact" or figure.currency != currency:
            message = _("Type one amount in %s, such as 1bn or 500m.")
            return self.add_error(name, message % currency)
        return figure.low


FIGURES = {
    "exact": (_("exact"), Q(low=F("high"))),
    "up_to": (_("up to"), Q(low=None, high__isnull=False)),
    "at_least": (_("at least"), Q(low__isnull=False, high=None)),
    "range": (_("range"), Q(low__lt=F("high"))),
    "undisclosed": (_("undisclosed"), Q(headline=None)),
    "not_convertible": (_("no exchange rate"), Q(headline__isnull=False, rate_on=None)),
}
LARGEST = F("headline_in").desc(nulls_last=True)
SMALLEST = F("headline_in").asc(nulls_last=True)


class InvestmentFilter(StrictFilterSet):
    """The investments search."""

    FORM = InvestmentForm
    SORTS = {
        "-amount": (_("largest first"), [LARGEST, "-announced_on", "-pk"]),
        "amount": (_("smallest first"), [SMALLEST, "-announced_on", "-pk"]),
        "-date": (_("latest first"), ["-announced_on", "-pk"]),
        "date": (_("earliest first"), ["announced_on", "pk"]),
        "relevance": (_("best match first"), ["-in_title", LARGEST, "-pk"]),
    }

    q = django_filters.CharFilter(
        label=_("words"), method="by_words", max_length=MOST_TEXT, validators=[refuse_long_search]
    )
    organisation = NamedRecordFilter(
        label=_("organisation"),
        find=find_organisation,
        unknown=_("No organisation called “%s” is known here."),
        method="by_organisation",
    )
    role = django_filters.ChoiceFilter(
        label=pgettext_lazy("of an organisation", "in the role of"),
        choices=Party.Role,
        empty_label=_("any role"),
        method="by_role",
    )
    place = NamedRecordFilter(
        label=_("place"),
        find=find_place,
        unknown=_("No place called “%s” is known here."),
        method="by_place",
    )
    amount_min = django_filters.CharFilter(
        label=_("from"), method="by_nothing_yet", max_length=MOST_TEXT
    )
    amount_max = django_filters.CharFilter(
        label=_("to"), method="by_nothing_yet", max_length=MOST_TEXT
    )
    currency = django_filters.ChoiceFilter(
        label=_("in"),
        choices=[(code, code) for code in ("GBP", "EUR", "USD")],
        empty_label=None,
        method="by_nothing_yet",
    )
    match = django_filters.ChoiceFilter(
        label=_("count as a match"),
        choices=Match.CHOICES,
        empty_label=None,
        method="by_nothing_yet",
    )
    year = django_filters.MultipleChoiceFilter(
        label=_("year"), field_name="announced_year", choices=lambda: _years(), **MULTIPLE
    )
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=Investment.Kind, **MULTIPLE)
    status = django_filters.MultipleChoiceFilter(
        label=_("status"), choices=Investment.Status, **MULTIPLE
    )
    nature = django_filters.MultipleChoiceFilter(
        label=_("nature"), choices=Investment.Nature, **MULTIPLE
    )
    figure = django_filters.MultipleChoiceFilter(
        label=_("figure"),
        choices=[(name, label) for name, (label, _q) in FIGURES.items()],
        method="by_figure",
        **MULTIPLE,
    )
    not_counted = django_filters.ChoiceFilter(
        label=_("not in the total"),
        choices=[(reason.value, reason.label) for reason in Reason],
        empty_label=_("all rows"),
        method="by_nothing_yet",
    )

    class Meta:
        model = Investment
        fields = []

    @property
    def currency_code(self):
        return self.form.cleaned_data.get("currency") or DEFAULT_CURRENCY

    @property
    def bounds(self):
        """The amounts searched for: (minimum, maximum), each None for open."""
        data = self.form.cleaned_data
        return data["amount_min"], data["amount_max"]

    def filter_queryset(self, queryset):
        queryset = queryset.with_headline(self.currency_code)
        if not self.form.cleaned_data.get("q"):
            queryset = queryset.annotate(in_title=F("pk"))
        queryset = self._by_amount(super().filter_queryset(queryset))
        if reason := self.form.cleaned_data.get("not_counted"):
            left_out = total_of(queryset, self.currency_code).not_counted
            queryset = queryset.filter(pk__in=left_out.get(reason, []))
        return queryset

    def _by_amount(self, queryset):
        if self.bounds == (None, None):
            return queryset
        mode = self.form.cleaned_data.get("match") or Match.STATED
        return queryset.filter(Match.condition(mode, *self.bounds))

    def by_nothing_yet(self, queryset, name, value):
        # Amount, currency and match mean something only together: see _by_amount.
        return queryset

    def by_words(self, queryset, name, value):
        return queryset.matching_words(fold(value).split())

    def by_organisation(self, queryset, name, value):
        return queryset.involving(value, role=self.form.cleaned_data.get("role") or None)

    def by_role(self, queryset, name, value):
        return queryset

    def by_place(self, queryset, name, value):
        return queryset.in_place(value)

    def by_figure(self, queryset, name, values):
        condition = Q(pk__in=[])
        for value in values:
            condition |= FIGURES[value][1]
        return queryset.filter(condition)

    def beside(self):
        """What an amount search leaves out that may belong: reason -> (number, filters to see it).

        Empty when no amount is searched for.
        """
        if self.bounds == (None, None):
            return {}
        others = self.without("amount_min", "amount_max", "match", "not_counted")
        possible = others.filter(Match.condition(Match.POSSIBLY, *self.bounds))
        return {
            "possibly": possible.exclude(pk__in=self.qs.order_by().values("pk")).count(),
            "undisclosed": others.filter(FIGURES["undisclosed"][1]).count(),
            "not_convertible": others.filter(FIGURES["not_convertible"][1]).count(),
        }


def _years():
    years = Investment.objects.public().order_by("-announced_year")
    return [(str(y), str(y)) for y in years.values_list("announced_year", flat=True).distinct()]


class NameFilter(StrictFilterSet):
    """Lists that are looked through by name and kind."""

    q = django_filters.CharFilter(label=_("name"), method="by_name", max_length=MOST_TEXT)

    def by_name(self, queryset, name, value):
        return queryset.filter(folded_name__contains=fold(value))


class OrganisationFilter(NameFilter):
    SORTS = {
        "name": (_("by name"), ["folded_name", "pk"]),
        "-deals": (_("most investments first"), ["-deals", "folded_name", "pk"]),
    }
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind"), choices=Organisation.Kind, **MULTIPLE
    )

    class Meta:
        model = Organisation
        fields = []

    def by_name(self, queryset, name, value):
        folded = fold(value)
        named = Q(folded_name__contains=folded) | Q(aliases__folded_name__contains=folded)
        return queryset.filter(pk__in=Organisation.objects.filter(named).values("pk"))


class SiteFilter(NameFilter):
    SORTS = {"name": (_("by name"), ["folded_name", "pk"])}
    place = NamedRecordFilter(
        label=_("place"),
        find=find_place,
        unknown=_("No place called “%s” is known here."),
        method="by_place",
    )
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=Site.Kind, **MULTIPLE)
    status = django_filters.MultipleChoiceFilter(label=_("status"), choices=Site.Status, **MULTIPLE)

    class Meta:
        model = Site
        fields = []

    def by_place(self, queryset, name, value):
        return queryset.in_place(value)
