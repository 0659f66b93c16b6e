"""How a reader's page reads its parameters: one place for all of them.

Parameters are the page's state: what is unknown, repeated or invalid is an error that the reader
sees at its field, never ignored.
"""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.exchange import REPORTING_CURRENCIES
from entities.models import Investment, Organisation, Place
from entities.names import fold

DEFAULT_CURRENCY = "GBP"
LAST_PAGE = 500
MOST_TEXT = 200
MULTIPLE = {"widget": forms.CheckboxSelectMultiple}
MOST_WORDS = 10


class StrictForm(forms.Form):
    """A filter's form that refuses parameters it does not know and values given twice."""

    page = forms.IntegerField(
        label=_("page"), required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput
    )

    def clean(self):
        for name in self.data:
            if name not in self.fields:
                self.add_error(
                    None, _("There is no filter called “%s”: remove it.") % name[:MOST_TEXT]
                )
            elif len(self.data.getlist(name)) > 1 and not self._takes_several(name):
                self.add_error(name, _("Give this filter one value."))
        return super().clean()

    def _takes_several(self, name):
        return isinstance(self.fields[name], forms.MultipleChoiceField)


class StrictFilterSet(django_filters.FilterSet):
    """A FilterSet with a page and a sort, whose form is strict.

    `SORTS` maps the values of `sort` to (label, fields to order by); the first is the default.
    """

    FORM = StrictForm
    SORTS = {}

    def get_form_class(self):
        options = {"sort": self._sort_field()} if self.SORTS else {}
        filters = {name: each.field for name, each in self.filters.items()}
        return type("Form", (self.FORM,), {**filters, **options})

    def _sort_field(self):
        choices = [(name, label) for name, (label, _fields) in self.SORTS.items()]
        return forms.ChoiceField(label=_("sort by"), required=False, choices=choices)

    def filter_queryset(self, queryset):
        for name in self.filters:
            queryset = self.filters[name].filter(queryset, self.form.cleaned_data[name])
        return self.sorted(queryset)

    def sorted(self, queryset):
        if not self.SORTS:
            return queryset
        chosen = self.form.cleaned_data.get("sort") or next(iter(self.SORTS))
        return queryset.order_by(*self.SORTS[chosen][1])

    @property
    def page(self):
        return self.form.cleaned_data.get("page") or 1

    def without(self, *names):
        """The rows that match when the filters `names` are left out."""
        data = self.data.copy()
        for name in names:
            data.pop(name, None)
        bare = type(self)(data, queryset=self.queryset)
        return bare.qs.order_by() if bare.is_valid() else self.queryset.none()


class NamedRecordField(forms.CharField):
    """The address or the name of a public record, as readers type or follow it."""

    def __init__(self, find, unknown, **options):
        self.find, self.unknown = find, unknown
        super().__init__(max_length=MOST_TEXT, **options)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        if (record := self.find(typed)) is None:
            raise forms.ValidationError(self.unknown % typed)
        return record


class NamedRecordFilter(django_filters.Filter):
    field_class = NamedRecordField


def find_organisation(typed):
    """The one public organisation with this address, name or other name; None if none or many."""
    named = Organisation.objects.public().filter(
        Q(slug=typed.lower()) | Q(folded_name=fold(typed)) | Q(aliases__folded_name=fold(typed))
    )
    return _only(named.distinct())


def find_place(typed):
    """The one public place with this path or name, in English or French; None if none or many."""
    path = Place.objects.public().filter(path=typed.lower().strip("/")).first()
    named = Q(folded_name=fold(typed)) | Q(folded_name_fr=fold(typed))
    # 'Washington' the state and the city: the outermost is meant.
    return path or Place.objects.public().filter(named).order_by("path").first()


def _only(rows):
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def refuse_long_search(text):
    """Raise ValidationError for a search `text` too long to mean anything."""
    if len(text) > MOST_TEXT or len(fold(text).split()) > MOST_WORDS:
        message = _("Search for at most %(words)d words and %(characters)d characters.")
        raise forms.ValidationError(message % {"words": MOST_WORDS, "characters": MOST_TEXT})


class CurrencyFilter(StrictFilterSet):
    """The one choice of pages that show totals: in which currency."""

    currency = django_filters.ChoiceFilter(
        label=_("totals in"),
        choices=[(code, code) for code in REPORTING_CURRENCIES],
        empty_label=None,
        method="unchanged",
    )

    class Meta:
        model = Investment
        fields = []

    def unchanged(self, queryset, name, value):
        return queryset

    @property
    def currency_code(self):
        return self.form.cleaned_data.get("currency") or DEFAULT_CURRENCY
