"""What the reader's lists of organisations and sites can be filtered and sorted by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from entities.deals import Deals
from entities.dimensions import by_organisation
from entities.models import Organisation, Site
from entities.names import fold
from entities.pages import Ranked
from entities.parameters import (
    MOST_TEXT,
    MULTIPLE,
    NamedRecordFilter,
    StrictFilterSet,
    find_place,
)


class NameFilter(StrictFilterSet):
    """Lists that are looked through by name and kind."""

    q = django_filters.CharFilter(label=_("name"), method="by_name", max_length=MOST_TEXT)

    def by_name(self, queryset, name, value):
        return queryset.filter(folded_name__contains=fold(value))


class OrganisationFilter(NameFilter):
    SORTS = {
        "name": (_("by name"), ["folded_name", "pk"]),
        "-deals": (_("most investments first"), []),
    }
    kind = django_filters.MultipleChoiceFilter(
        label=_("kind"), choices=Organisation.Kind, **MULTIPLE
    )

    class Meta:
        model = Organisation
        fields = []

    def by_name(self, queryset, name, value):
        return queryset.called(fold(value))

    def sorted(self, queryset):
        if self.sort != "-deals":
            return super().sorted(queryset)
        tally = by_organisation(Deals.public())
        rows = queryset.values_list("pk", "folded_name")
        ranked = sorted(rows, key=lambda row: (-tally.of(row[0]), row[1], row[0]))
        return Ranked(queryset, [pk for pk, _name in ranked])


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
