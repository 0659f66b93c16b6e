"""Pictures of a search at addresses of their own: as SVG, as CSV, and for other sites to show.

They take the parameters of the search itself. Only the page to be shown elsewhere may be framed.
"""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import ClassVar

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP, build_policy
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.clickjacking import xframe_options_exempt

from entities.charts.amounts import amounts
from entities.charts.money import WIDTH, money_by_year
from entities.charts.network import MOST_DEALS, network
from entities.deals import Deals
from entities.exports import guarded
from entities.investment_filter import InvestmentFilter
from entities.parameters import AFRESH
from entities.totals import total
from entities.views import first_of

MARGINS = 48 + 40
# A picture in a file of its own brings its style along and can do nothing else.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
EMBED_POLICY = build_policy(
    settings.SECURE_CSP | {"frame-ancestors": ["*"], "script-src": [CSP.NONE]}
)


@dataclass(frozen=True)
class Picture:
    """A kind of picture: what it is called and says, what makes it of a search, and the rows of
    its table."""

    name: str
    title: str
    description: str
    draw: object
    rows: object


def _money(search):
    return money_by_year(total(search.qs, search.currency_code), **search.asked)


def _money_rows(chart):
    yield "period", "deals", "low", "high", "is_open", "currency"
    for bar in chart.bars:
        yield (
            bar.label,
            bar.sum.number,
            bar.sum.low,
            bar.sum.high,
            bar.sum.is_open,
            chart.currency,
        )


def _network(search):
    return network(first_of(search.qs, "-amount", MOST_DEALS))


def _network_rows(chart):
    yield "organisation", "role", "investment"
    for link in chart.links:
        yield link.organisation.record.name, str(link.role), link.deal.record.title


def _amount_rows(chart):
    yield "from", "below", "currency", "deals", "deals_up_to"
    for bar in chart.bars:
        low, high = (end.high for end in bar.size.ends)
        yield low, high, chart.currency, bar.size.sure, bar.size.up_to


ONCE = gettext_lazy("Each sum of money is counted once; ‘up to’ stands apart.")
EACH = gettext_lazy("Each deal stands where its largest stated amount is; ‘up to’ stands apart.")
PICTURES = {
    picture.name: picture
    for picture in (
        Picture("money", gettext_lazy("Money announced by year"), ONCE, _money, _money_rows),
        Picture("amounts", gettext_lazy("Deals by size"), EACH, amounts, _amount_rows),
        Picture("network", gettext_lazy("Who with whom"), ONCE, _network, _network_rows),
    )
}


class Chart(View):
    """What the pages of a picture share: the search, the picture, and what it is called."""

    http_method_names: ClassVar = ["get", "head"]

    def get(self, request, name):
        if name not in PICTURES:
            raise Http404
        self.picture = PICTURES[name]
        self.search = InvestmentFilter(request.GET, queryset=Deals.public())
        if not self.search.is_valid():
            return JsonResponse({"errors": self.search.form.errors}, status=400)
        self.chart = self.picture.draw(self.search)
        return self.answer(request)

    @property
    def query(self):
        left = {name for name, change in AFRESH.items() if change is None}
        kept = self.request.GET.copy()
        for name in left & kept.keys():
            del kept[name]
        return kept.urlencode()

    def context(self):
        narrowed = ", ".join(str(words) for _label, words, _change in self.search.chosen)
        title = f"{self.picture.title}: {narrowed}" if narrowed else str(self.picture.title)
        page = reverse("entities:investment_list") + (f"?{self.query}" if self.query else "")
        name = self.picture.name
        return {
            "name": name,
            "title": title,
            "chart": self.chart,
            "network": self.chart if name == "network" else None,
            "id": name,
            "marks": f"charts/_{name}_marks.html",
            "frame": f"charts/_{name}.html",
            "page": page,
            "width": self.chart.width if self.chart else WIDTH,
            "height": int(self.chart.height if self.chart else 0) + MARGINS,
            "description": self.picture.description,
            "source": f"newsbase, {date_format(timezone.localdate())}, {settings.SITE_URL}{page}",
        }


class ChartSVG(Chart):
    def answer(self, request):
        context = self.context()
        # In a file, links lead to where they would from the page.
        context["page"] = settings.SITE_URL + reverse("entities:investment_list")
        response = render(request, "charts/alone.svg", context, content_type="image/svg+xml")
        response.headers["Content-Security-Policy"] = SVG_POLICY
        return response


class ChartCSV(Chart):
    def answer(self, request):
        text = StringIO()
        writer = csv.writer(text)
        rows = self.picture.rows(self.chart) if self.chart else ()
        writer.writerows([guarded(str(cell)) for cell in row] for row in rows)
        name = f'attachment; filename="newsbase-{self.picture.name}.csv"'
        headers = {"Content-Disposition": name}
        return HttpResponse(
            text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers
        )


class ChartShare(Chart):
    """How to show the picture elsewhere."""

    def answer(self, request):
        page = reverse("entities:chart_embed", args=[self.picture.name])
        address = settings.SITE_URL + page + (f"?{self.query}" if self.query else "")
        return render(request, "charts/share.html", {**self.context(), "embedded": address})


class ChartEmbed(Chart):
    """The picture alone, for any site's frame."""

    def answer(self, request):
        response = render(request, "charts/embed.html", self.context())
        response.headers["Content-Security-Policy"] = EMBED_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return xframe_options_exempt(lambda _request: response)(request)
