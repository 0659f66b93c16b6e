"""How a reader's page reads its parameters: one place for all of them.

Parameters are the page's state: what is unknown, repeated or invalid is an error that the reader
sees at its field, never ignored.
"""

from collections import defaultdict, namedtuple

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
MOST_VALUES = 20
# A change of the filters begins at the first page of another list.
AFRESH = {"page": None, "after": None, "before": None, "not_counted": None}
MULTIPLE = {"widget": forms.CheckboxSelectMultiple}
MOST_WORDS = 10


class StrictForm(forms.Form):
    """A filter's form that refuses parameters it does not know and values given twice."""

    page = forms.IntegerField(
        label=_("page"),
        required=False,
        min_value=1,
        max_value=LAST_PAGE,
        widget=forms.HiddenInput,
        error_messages={
            "max_value": _("Only the first 500 pages have numbers: narrow the search.")
        },
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
        return isinstance(self.fields[name], forms.MultipleChoiceField | NamedRecordsField)


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
        return queryset.order_by(*self.SORTS[self.sort][1])

    @property
    def sort(self):
        return self.form.cleaned_data.get("sort") or next(iter(self.SORTS))

    @property
    def page(self):
        return self.form.cleaned_data.get("page") or 1


# The values of a filter that rows must have one of, and those they must not have.
Chosen = namedtuple("Chosen", "included excluded")
NOT_STATED = "not_stated"


def chosen(values, meaning):
    """What `values` of one parameter choose: a Chosen of what `meaning` makes of each, or None.

    A hyphen before a value excludes it.
    """
    excluded = [meaning(value[1:]) for value in values if value.startswith("-")]
    included = [meaning(value) for value in values if not value.startswith("-")]
    return Chosen(included, excluded) if values else None


class ChoicesField(forms.MultipleChoiceField):
    """Several values, each to have or, with a hyphen before it, not to have; cleaned to Chosen."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value):
        return super().valid_value(value.removeprefix("-"))

    def clean(self, value):
        return chosen([each for each in super().clean(value) if each], str)

    def validate(self, value):
        super().validate([each for each in value if each])


class ChoicesFilter(django_filters.Filter):
    field_class = ChoicesField


class SeveralTexts(forms.TextInput):
    """A text input that shows the first of several values; the others are the page's to carry."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def format_value(self, value):
        shown = [each for each in value or [] if not each.startswith("-") and each != NOT_STATED]
        return super().format_value(shown[0] if shown else "")


class NamedRecordsField(forms.Field):
    """Addresses or names of public records, as readers type or follow them; or `not_stated`.

    A hyphen before one excludes it. Cleaned to Chosen records, None standing for not stated.
    `find` gives {text: record} of those of several texts that mean one.
    """

    widget = SeveralTexts

    def __init__(self, find, unknown, **options):
        self.find, self.unknown = find, unknown
        super().__init__(**options)

    def clean(self, values):
        typed = [value for value in (each.strip() for each in values or []) if value]
        if len(typed) > MOST_VALUES or any(len(each) > MOST_TEXT for each in typed):
            message = _("Choose at most %d values of at most %d characters.")
            raise forms.ValidationError(message % (MOST_VALUES, MOST_TEXT))
        texts = {each.removeprefix("-") for each in typed} - {NOT_STATED}
        found = self.find([each for each in texts if "\0" not in each])
        return chosen(typed, lambda text: self._record(text, found))

    def _record(self, text, found):
        if text == NOT_STATED:
            return None
        if text not in found:
            raise forms.ValidationError(self.unknown % text.replace("\0", ""))
        return found[text]


class NamedRecordsFilter(django_filters.Filter):
    field_class = NamedRecordsField


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


def find_organisations(typed):
    """{text: the one public organisation with this address, name or other name} of the texts that
    have one and no more, by as many questions for many as for one."""
    public, found = Organisation.objects.public(), defaultdict(set)
    # Three questions that an index answers each; OR-ed they would look at every organisation.
    for name, key in (("slug", str.lower), ("folded_name", fold), ("aliases__folded_name", fold)):
        texts = _by_key(typed, key)
        for value, pk in public.filter(**{f"{name}__in": texts}).values_list(name, "pk"):
            for text in texts[value]:
                found[text].add(pk)
    records = public.in_bulk(pk for pks in found.values() for pk in pks)
    return {text: records[pks.pop()] for text, pks in found.items() if len(pks) == 1}


def find_places(typed):
    """{text: the public place with this path or name, in English or French} of the texts that
    have one: of several of one name the outermost, 'Washington' the state before the city."""
    places, paths = Place.objects.public(), _by_key(typed, lambda text: text.lower().strip("/"))
    names = _by_key(typed, fold)
    named = Q(folded_name__in=names) | Q(folded_name_fr__in=names)
    found = {}
    for place in places.filter(named).order_by("path"):
        for name in {place.folded_name, place.folded_name_fr} & names.keys():
            for text in names[name]:
                found.setdefault(text, place)
    for place in places.filter(path__in=paths):
        found |= dict.fromkeys(paths[place.path], place)
    return found


def _by_key(typed, key):
    """{key(text): texts} of the texts `typed`."""
    texts = defaultdict(list)
    for text in typed:
        texts[key(text)].append(text)
    return texts


def find_organisation(typed):
    """The one public organisation with this address, name or other name; None if none or many."""
    return find_organisations([typed]).get(typed)


def find_place(typed):
    """The public place with this path or name, in English or French, the outermost; or None."""
    return find_places([typed]).get(typed)


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
