"""Pages about the whole base: home, search, how it all works, and what is not there."""

import re
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from articles.filters import SearchFilter
from articles.models import Article, Dossier, SearchDocument
from articles.search import matching
from articles.trending import trending
from entities.charts.money import money_by_month
from entities.deals import Deals
from entities.dimensions import DIMENSIONS, by_organisation, most_named, with_deals
from entities.figures import Figure
from entities.maps.country_maps import map_of_total
from entities.models import Investment, Organisation, Place, Site
from entities.pages import FilteredList
from entities.parameters import DEFAULT_CURRENCY, MOST_TEXT, MOST_WORDS, Chosen
from entities.totals import by_year, total
from entities.views import first_of
from newsbase import finding
from newsbase.design import components

LATEST = 6
TRENDING = 6
SUGGESTED = 5
TRIED = 3
WAYS_IN = 12
TOLD_FOR = timedelta(days=180)  # RFC 9116 asks for less than a year
# Steps that a reader thinks in, in the default currency.
AMOUNTS = (10**11, 10**10, 10**9, 10**8)


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        deals = Deals.public()
        tally = by_organisation(deals)
        organisations = most_named(Organisation.objects.public(), tally, WAYS_IN)
        trending_since, trending_claims = trending(TRENDING)
        counted = total(deals, DEFAULT_CURRENCY)
        latest_year = max((int(year) for year, _sum in by_year(counted)), default=None)
        return super().get_context_data(
            latest_investments=first_of(deals, "-date", LATEST),
            largest_investments=first_of(largest(deals), "-amount", LATEST),
            trending_since=trending_since,
            trending=trending_claims,
            specimen=next((each for each in trending_claims if each.statement == "figure"), None),
            latest_articles=Article.objects.public().select_related("source").latest()[:LATEST],
            dossiers=Dossier.objects.public().with_articles(),
            organisations=with_deals(organisations, tally),
            countries=Place.objects.public().filter(parent=None).by_label(),
            map=map_of_total(counted),
            money=money_by_month(counted, latest_year) if latest_year else None,
            latest_year=latest_year,
            amounts=[(least, Figure(least, None, "GBP")) for least in AMOUNTS],
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

    def get_context_data(self, **kwargs):
        text = self.filterset.form.cleaned_data.get("q") if self.is_valid else ""
        return super().get_context_data(answer=finding.answer(text or ""), **kwargs)


@require_safe
def find(request):
    """What the command palette lists for the words `q`: part of a page."""
    form = SearchFilter(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest(" ".join(map(str, chain(*form.errors.values()))))
    text = form.form.cleaned_data.get("q") or ""
    found = {"answer": finding.answer(text), "groups": finding.pages(text)}
    return render(request, "_found.html", found)


class About(TemplateView):
    """How figures are kept, converted, counted and searched: for readers."""

    template_name = "about.html"


class Design(TemplateView):
    """Every component of the pages, for contributors."""

    template_name = "design.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**components(), **kwargs)


def not_found(request, exception):
    """404, with public pages whose titles have words of the address."""
    # The end of a preview's address is a secret, and no words to look for.
    is_preview = request.resolver_match and request.resolver_match.view_name == "articles:preview"
    found = [] if is_preview else suggestions(request.path)
    return render(request, "404.html", {"suggestions": found}, status=404)


def suggestions(path):
    """Public search documents with all the words at the end of `path`, or else with one of the
    longest: each may be the one that was mistyped."""
    end = unquote(path).rstrip("/").rpartition("/")[2][:MOST_TEXT]
    words = re.findall(r"\w+", end)[:MOST_WORDS]
    if not words:
        return []
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:TRIED]
    tries = (list(matching(query)[:SUGGESTED]) for query in (" ".join(words), *longest))
    return next(filter(None, tries), [])


@require_safe
def robots(request):
    """What search engines are asked to leave alone, and where they find the rest."""
    roots = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != "en")]
    closed = "".join(f"Disallow: {root}/admin/\n" for root in roots)
    sitemap = f"Sitemap: {settings.SITE_URL}{reverse('sitemap_index')}\n"
    return HttpResponse(f"User-agent: *\n{closed}{sitemap}", content_type="text/plain")


@require_safe
def security_txt(request):
    """Whom to tell of a hole in the site's security (RFC 9116); 404 unless somebody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = datetime.combine(timezone.now().date() + TOLD_FOR, time.min, UTC)
    told = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": settings.SITE_URL + reverse("security_txt"),
    }
    lines = "".join(f"{name}: {value}\n" for name, value in told.items())
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
