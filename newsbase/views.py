"""Pages about the whole base: home, search, and how it all works."""

from django.views.generic import TemplateView

from articles.filters import SearchFilter
from articles.models import Article, Dossier, SearchDocument
from entities.deals import Deals
from entities.dimensions import DIMENSIONS, by_organisation, most_named, with_deals
from entities.models import Investment, Organisation, Place, Site
from entities.pages import FilteredList
from entities.parameters import Chosen
from entities.views import first_of

LATEST = 6
WAYS_IN = 12


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        deals = Deals.public()
        tally = by_organisation(deals)
        organisations = most_named(Organisation.objects.public(), tally, WAYS_IN)
        return super().get_context_data(
            latest_investments=first_of(deals, "-date", LATEST),
            largest_investments=first_of(largest(deals), "-amount", LATEST),
            latest_articles=Article.objects.public().select_related("source").latest()[:LATEST],
            dossiers=Dossier.objects.public().with_articles(),
            organisations=with_deals(organisations, tally),
            countries=Place.objects.public().filter(parent=None).by_label(),
            counts={
                "investment": len(deals),
                **{
                    model._meta.model_name: model.objects.public().count()
                    for model in (Article, Organisation, Site, Place)
                },
            },
            **kwargs,
        )


def largest(deals):
    """The deals that have a figure and will come."""
    void = Chosen([], [*Investment.VOID])
    figure = Chosen([], ["undisclosed", "not_convertible"])
    will_come = deals.where(DIMENSIONS["status"].mask(deals.snapshot, void))
    return will_come.where(DIMENSIONS["figure"].mask(deals.snapshot, figure))


class Search(FilteredList):
    model = SearchDocument
    filterset_class = SearchFilter
    context_object_name = "documents"
    template_name = "search.html"


class About(TemplateView):
    """How figures are kept, converted, counted and searched: for readers."""

    template_name = "about.html"
