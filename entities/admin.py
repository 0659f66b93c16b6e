"""How records look in the admin. articles.admin registers these, guarded by the newsroom's policy,
which this app knows nothing of."""

import re

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from entities.choices import RecordChoice, RecordChoices
from entities.figures import format_figure
from entities.forms import CapacityForm, InvestmentForm, Prose, RecordForm
from entities.models import Alias, Capacity, Party
from entities.models.publication import Mergeable
from entities.names import fold

DATE_PART = re.compile("[1-9][0-9]{0,3}")
# A form of more rows than these is not an announcement (SECURITY.md M15).
MOST_INLINES = 60
# Rows that came by another door stay editable; a page of more takes seconds to draw.
MOST_ROWS = 80


class ChoosesRecords:
    """Takes any text for the key of a record, and says at its field that there is none; texts of
    several lines are Prose."""

    formfield_overrides = {models.TextField: {"form_class": Prose}}

    def formfield_for_foreignkey(self, db_field, request, **options):
        options.setdefault("form_class", RecordChoice)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def get_field_queryset(self, db, db_field, request):
        """Not what was merged into another record: that one is to be chosen."""
        model = db_field.remote_field.model
        queryset = super().get_field_queryset(db, db_field, request)
        if not issubclass(model, Mergeable):
            return queryset
        everything = model.objects.all() if queryset is None else queryset
        return everything.filter(merged_into=None)

    def formfield_for_manytomany(self, db_field, request, **options):
        options.setdefault("form_class", RecordChoices)
        return super().formfield_for_manytomany(db_field, request, **options)


def _overflows(value):
    """Is it a number that no column holds? SQLite's driver fails on one in a question."""
    text = str(value).strip().lstrip("+-")
    return text.isdecimal() and len(text) >= len(str(2**63))


class HardyAdmin(ChoosesRecords, admin.ModelAdmin):
    """Answers whatever a list's address may hold without a server error."""

    MOST_TERM = 200
    DATE_PARTS = {"year", "month", "day"}

    def lookup_allowed(self, lookup, value, request=None):
        # A regular expression from outside can hold a worker for minutes (SECURITY.md M3); a range
        # takes two values, and an address has one.
        if "regex" in lookup or lookup.endswith("__range") or "\0" in str(value):
            return False
        if any(map(_overflows, value if isinstance(value, list | tuple) else [value])):
            return False
        if self.DATE_PARTS & set(lookup.split("__")) and not DATE_PART.fullmatch(str(value)):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """What no one types finds nothing."""
        words = search_term.replace("\0", "")
        if len(words) > self.MOST_TERM:
            return queryset.none(), False
        return super().get_search_results(request, queryset, words)


class RecordAdmin(HardyAdmin):
    """What the admin pages of all records share."""

    form = RecordForm
    save_on_top = True
    list_per_page = 50
    show_full_result_count = False

    def get_search_results(self, request, queryset, search_term):
        """Search folded: 'edimbourg' finds 'Édimbourg'."""
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.display(description=_("public"), boolean=True, ordering="public_from")
    def is_public(self, record):
        return record.is_public


class OwnedInline(ChoosesRecords, admin.TabularInline):
    """Rows that belong to a record: who may edit the record may edit them."""

    # Empty rows on the page of a new record, so that each need not be asked for first.
    ready = 0
    max_num = MOST_INLINES

    def get_extra(self, request, obj=None, **options):
        return 0 if obj else self.ready

    def get_formset(self, request, obj=None, **options):
        formset = super().get_formset(request, obj, absolute_max=MOST_ROWS, **options)
        for field in formset.form.base_fields.values():
            # The head of its column is no label to a screen reader.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", capfirst(field.label or ""))
        return formset

    def _owner_may(self, request, record):
        owner = self.admin_site.get_model_admin(self.parent_model)
        if record is None:
            return owner.has_add_permission(request)
        return owner.has_change_permission(request, record)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._owner_may(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._owner_may(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._owner_may(request, obj)


class ShownRows(BaseInlineFormSet):
    """The rows as they are: whatever a POST says of them is not read."""

    def __init__(self, data=None, files=None, **options):
        super().__init__(**options)

    def is_valid(self):
        return True

    def has_changed(self):
        return False

    def save(self, commit=True):
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        return []


class ReadOnlyInline(OwnedInline):
    """Rows that are written elsewhere and shown here."""

    formset = ShownRows
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AliasInline(OwnedInline):
    model = Alias


class PartyInline(OwnedInline):
    model = Party
    ready = 3
    autocomplete_fields = ["organisation"]


class CapacityInline(OwnedInline):
    model = Capacity
    form = CapacityForm
    ready = 1
    fields = ["interval", "unit", "product", "due_by", "part_of"]
    raw_id_fields = ["part_of"]


class PlaceAdmin(RecordAdmin):
    list_display = ["name", "kind", "parent", "path", "is_public"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["folded_name", "folded_name_fr", "path"]
    autocomplete_fields = ["parent"]
    fields = [
        ("name", "name_fr"),
        ("kind", "parent"),
        ("iso_code", "slug"),
        ("latitude", "longitude"),
    ]


class OrganisationAdmin(RecordAdmin):
    list_display = ["name", "kind", "place", "parent", "is_public"]
    list_filter = ["kind"]
    list_select_related = ["place", "parent"]
    search_fields = ["folded_name", "aliases__folded_name"]
    autocomplete_fields = ["place", "parent"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "kind", "place", "parent", "website", "wikidata_id"]
    inlines = [AliasInline]


class SiteAdmin(RecordAdmin):
    list_display = ["name", "kind", "status", "place", "is_public"]
    list_filter = ["kind", "status"]
    list_select_related = ["place"]
    search_fields = ["folded_name", "place__folded_name", "operators__folded_name"]
    autocomplete_fields = ["place", "operators"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [
        "name",
        "slug",
        ("kind", "status"),
        "checked_on",
        "place",
        ("latitude", "longitude"),
        "operators",
    ]
    inlines = [CapacityInline]


class InvestmentAdmin(RecordAdmin):
    form = InvestmentForm
    list_display = [
        "title",
        "shown_figure",
        "kind",
        "status",
        "nature",
        "announced_on",
        "is_public",
    ]
    list_filter = ["status", "nature", "kind", "currency"]
    date_hierarchy = "announced_on"
    search_fields = ["folded_title", "parties__organisation__folded_name"]
    autocomplete_fields = ["part_of", "supersedes", "may_overlap", "sites", "places"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["conversion"]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("kind", "status"), ("figure", "currency"),
                           "conversion", "nature"]}),
        (_("When and where"), {"fields": [("announced_on", "date_precision"), "places", "sites",
                                          "is_place_not_stated"]}),
        (_("Other investments"), {"fields": ["part_of", "supersedes", "may_overlap"]}),
        (None, {"fields": ["note", "checked_on"]}),
    ]  # fmt: skip
    inlines = [PartyInline, CapacityInline]

    def get_fieldsets(self, request, obj=None):
        """Before there is a figure, nothing is converted."""
        if obj:
            return self.fieldsets
        (name, first), *others = self.fieldsets
        fields = [field for field in first["fields"] if field not in self.readonly_fields]
        return [(name, {**first, "fields": fields}), *others]

    @admin.display(description=_("figure"), ordering="headline")
    def shown_figure(self, investment):
        return format_figure(investment.figure, get_language())

    @admin.display(description=_("converted"))
    def conversion(self, investment):
        """The figure in the reporting currencies, with the rate's date and source."""
        if investment.rate_on is None:
            return _("No exchange rate known, or nothing to convert.")
        figures = [investment.figure_in(code) for code in ("GBP", "EUR", "USD")]
        shown = " · ".join(format_figure(figure, get_language()) for figure in figures)
        return format_html("{} ({}, {})", shown, investment.rate_on, _(investment.rate_source))


class ExchangeRateAdmin(HardyAdmin):
    list_display = ["currency", "valid_on", "per_eur", "source"]
    list_filter = ["currency"]
