import django_filters
from django.utils.translation import gettext_lazy as _

from articles import search
from articles.models import Article, SearchDocument
from entities.parameters import (
    MOST_TEXT,
    MULTIPLE,
    NamedRecordFilter,
    StrictFilterSet,
    find_organisation,
    refuse_long_search,
)


class SearchFilter(StrictFilterSet):
    """The search box: one query over everything public."""

    q = django_filters.CharFilter(
        label=_("Search"), max_length=MOST_TEXT, validators=[refuse_long_search], method="by_words"
    )
    kind = django_filters.ChoiceFilter(
        label=_("kind of page"),
        choices=[
            ("investment", _("Investments")),
            ("article", _("Articles")),
            ("organisation", _("Organisations")),
            ("site", _("Sites")),
            ("place", _("Places")),
            ("dossier", _("Dossiers")),
        ],
        empty_label=_("everything"),
        method="by_kind",
    )

    class Meta:
        model = SearchDocument
        fields = []

    def filter_queryset(self, queryset):
        # The words make the queryset; the kind narrows it.
        return super().filter_queryset(search.matching(self.form.cleaned_data.get("q") or ""))

    def by_words(self, queryset, name, value):
        return queryset

    def by_kind(self, queryset, name, value):
        return queryset.filter(kind=value)


class ArticleFilter(StrictFilterSet):
    q = django_filters.CharFilter(
        label=_("words"), max_length=MOST_TEXT, validators=[refuse_long_search], method="by_words"
    )
    language = django_filters.MultipleChoiceFilter(
        label=_("language"), choices=Article.Language, **MULTIPLE
    )
    organisation = NamedRecordFilter(
        label=_("organisation named"),
        find=find_organisation,
        unknown=_("No organisation called “%s” is known here."),
        method="by_organisation",
    )
    source = NamedRecordFilter(
        label=_("source"),
        find=find_organisation,
        unknown=_("No organisation called “%s” is known here."),
    )

    class Meta:
        model = Article
        fields = []

    def by_words(self, queryset, name, value):
        found = search.matching(value, kind="article")
        return queryset.filter(pk__in=found.order_by().values("record_id"))

    def by_organisation(self, queryset, name, value):
        return queryset.filter(organisations=value)
