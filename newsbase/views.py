"""Pages about the whole base: home, search, and how it all works."""

from django.db.models import Count
from django.views.generic import TemplateView

from articles.filters import SearchFilter
from articles.models import Article, Dossier, SearchDocument
from entities.models import Investment, Organisation, Place, Site
from entities.pages import FilteredList
from entities.views import listed

LATEST = 6
WAYS_IN = 12


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        investments = Investment.objects.public()
        return super().get_context_data(
            latest_investments=listed(investments)[:LATEST],
            largest_investments=listed(
                investments.with_headline("GBP")
                .exclude(status__in=Investment.VOID)
                .exclude(headline_in=None)
                .order_by("-headline_in", "pk")
            )[:LATEST],
            latest_articles=Article.objects.public().select_related("source").latest()[:LATEST],
            dossiers=Dossier.objects.public().with_articles(),
            organisations=most_named(),
            countries=Place.objects.public().filter(parent=None).by_label(),
            counts={
                model._meta.model_name: model.objects.public().count()
                for model in (Investment, Article, Organisation, Site, Place)
            },
            **kwargs,
        )


def most_named():
    """The public organisations that are party of most public investments, with `deals`."""
    named = Investment.objects.public().values("pk")
    return (
        Organisation.objects.public()
        .filter(parties__investment__in=named)
        .annotate(deals=Count("parties__investment", distinct=True))
        .order_by("-deals", "folded_name")[:WAYS_IN]
    )


class Search(FilteredList):
    model = SearchDocument
    filterset_class = SearchFilter
    context_object_name = "documents"
    template_name = "search.html"


class About(TemplateView):
    """How figures are kept, converted, counted and searched: for readers."""

    template_name = "about.html"
