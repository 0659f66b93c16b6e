"""The search for investments: its page, and its rows as files."""

from django.conf import settings
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entities import exports
from entities.amounts import histogram
from entities.charts.money import money_by_year
from entities.deals import Deals
from entities.facets import facets
from entities.investment_filter import InvestmentFilter
from entities.models import Investment, Place
from entities.pages import FilteredList
from entities.parameters import AFRESH
from entities.totals import NOWHERE, SEVERAL, by_country, total
from entities.views import listed


class InvestmentList(FilteredList):
    model = Investment
    filterset_class = InvestmentFilter
    context_object_name = "investments"

    def get_queryset(self):
        return Deals.public()

    def get_context_data(self, **kwargs):
        context = {"view": self, "filterset": self.filterset, "form": self.filterset.form}
        if not self.is_valid:
            return {**context, "is_valid": False, "investments": self.object_list}
        deals, currency = self.object_list, self.filterset.currency_code
        page = self.filterset.page
        if not page.is_there:
            raise Http404
        rows = deals.records(page.positions, listed(Investment.objects.public()))
        shown = total(deals, currency)
        return {
            **context,
            "is_valid": True,
            "currency": currency,
            "page": page,
            "investments": shown.explain(rows),
            "facets": facets(self.filterset),
            "chosen": self.filterset.chosen,
            "histogram": histogram(self.filterset),
            "total": shown,
            "money": money_by_year(shown, **self.filterset.asked),
            "by_country": named_countries(shown),
            "beside": self.filterset.beside(),
            "citation": self.citation(page.total),
            **kwargs,
        }

    def citation(self, number):
        """What an author puts below a table: the search, how much it found, when, and where."""
        narrowed = ", ".join(f"{label}: {words}" for label, words, _c in self.filterset.chosen)
        kept = self.request.GET.copy()
        for name in AFRESH.keys() & kept.keys() - {"not_counted"}:
            del kept[name]
        address = reverse("entities:investment_list") + (f"?{kept.urlencode()}" if kept else "")
        return _(
            "newsbase, “Investments%(narrowed)s”, %(number)s found on %(day)s, %(address)s"
        ) % {
            "narrowed": f" ({narrowed})" if narrowed else "",
            "number": number,
            "day": date_format(timezone.localdate()),
            "address": settings.SITE_URL + address,
        }


def named_countries(total):
    """(name, Sum) of what a Total counts in each public country, the largest first; deals in
    several countries, and in none, stand apart."""
    deals = total.deals
    countries = {place.pk: place.label for place in Place.objects.public().filter(parent=None)}
    # A country may become public, or stop being it, without a deal changing.
    name = ("by country", total.currency, *countries)
    parts = deals.once(name, lambda: by_country(total, [*countries]))
    countries[SEVERAL] = _("in several countries, not split")
    countries[NOWHERE] = _("no country stated")
    return [(countries[pk], part) for pk, part in parts]


class InvestmentExport(InvestmentList):
    """All rows of a search, with the search's own parameters, in one of exports.FORMATS."""

    format = "csv"

    def get(self, request, *args, **kwargs):
        filterset = self.filterset_class(request.GET, queryset=self.get_queryset())
        if not filterset.is_valid():
            return JsonResponse({"errors": filterset.form.errors}, status=400)
        write, content_type = exports.FORMATS[self.format]
        rows = exports.rows(filterset.listing, filterset.currency_code)
        response = StreamingHttpResponse(write(rows), content_type=content_type)
        name = f'attachment; filename="newsbase-investments.{self.format}"'
        response.headers["Content-Disposition"] = name
        return response
