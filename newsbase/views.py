"""Pages about the whole base: home, search, and how it all works."""

from collections import Counter

from django.views.generic import TemplateView

from articles.filters import SearchFilter
from articles.models import Article, Dossier, SearchDocument
from entities.deals import Deals
from entities.facets import DIMENSIONS, deals_by_organisation
from entities.models import Investment, Organisation, Place, Site
from entities.ordering import Listing, keys
from entities.pages import FilteredList
from entities.parameters import DEFAULT_CURRENCY, Chosen
from entities.views import listed

LATEST = 6
WAYS_IN = 12


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        deals = Deals.public()
        return super().get_context_data(
            latest_investments=first_of(deals, "-date"),
            largest_investments=first_of(largest(deals), "-amount"),
            latest_articles=Article.objects.public().select_related("source").latest()[:LATEST],
            dossiers=Dossier.objects.public().with_articles(),
            organisations=most_named(deals),
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


def first_of(deals, sort):
    page = Listing(deals, keys(sort, DEFAULT_CURRENCY), LATEST).page(1)
    return deals.records(page.positions, listed(Investment.objects.public()))


def largest(deals):
    """The deals that have a figure and will come."""
    void = Chosen([], [*Investment.VOID])
    figure = Chosen([], ["undisclosed", "not_convertible"])
    will_come = deals.where(DIMENSIONS["status"].mask(deals.snapshot, void))
    return will_come.where(DIMENSIONS["figure"].mask(deals.snapshot, figure))


def most_named(deals):
    """The public organisations that are party of most `deals`, with their number as `deals`."""
    counts = deals_by_organisation(deals)
    ranked = Counter({pk: number for pk, number in counts.items() if pk}).most_common(WAYS_IN)
    organisations = list(Organisation.objects.public().filter(pk__in=[pk for pk, _ in ranked]))
    for organisation in organisations:
        organisation.deals = counts[organisation.pk]
    return sorted(organisations, key=lambda each: (-each.deals, each.folded_name))


class Search(FilteredList):
    model = SearchDocument
    filterset_class = SearchFilter
    context_object_name = "documents"
    template_name = "search.html"


class About(TemplateView):
    """How figures are kept, converted, counted and searched: for readers."""

    template_name = "about.html"
