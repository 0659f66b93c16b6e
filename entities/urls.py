from django.urls import path, register_converter
from django.urls.converters import StringConverter

from entities import search_views as search
from entities import views
from entities.charts import views as charts

app_name = "entities"


class SlugsConverter(StringConverter):
    """The path of a place: slugs with a / between them, and nothing that no path contains."""

    regex = "[-a-zA-Z0-9_]+(?:/[-a-zA-Z0-9_]+)*"


register_converter(SlugsConverter, "slugs")

urlpatterns = [
    path("investments/", search.InvestmentList.as_view(), name="investment_list"),
    path("investments.csv", search.InvestmentExport.as_view(), name="investment_csv"),
    path(
        "investments.json",
        search.InvestmentExport.as_view(format="json"),
        name="investment_json",
    ),
    path(
        "investments.jsonl",
        search.InvestmentExport.as_view(format="jsonl"),
        name="investment_jsonl",
    ),
    path(
        "investments.xlsx",
        search.InvestmentExport.as_view(format="xlsx"),
        name="investment_xlsx",
    ),
    path("investments/<slug:slug>/", views.InvestmentDetail.as_view(), name="investment_detail"),
    path("organisations/", views.OrganisationList.as_view(), name="organisation_list"),
    path(
        "organisations/<slug:slug>/",
        views.OrganisationDetail.as_view(),
        name="organisation_detail",
    ),
    path("charts/<slug:name>.svg", charts.ChartSVG.as_view(), name="chart_svg"),
    path("charts/<slug:name>.csv", charts.ChartCSV.as_view(), name="chart_csv"),
    path("charts/<slug:name>/", charts.ChartShare.as_view(), name="chart_share"),
    path("embed/<slug:name>/", charts.ChartEmbed.as_view(), name="chart_embed"),
    path("compare/", views.Comparison.as_view(), name="comparison"),
    path("sites/", views.SiteList.as_view(), name="site_list"),
    path("sites/<slug:slug>/", views.SiteDetail.as_view(), name="site_detail"),
    path("places/", views.PlaceList.as_view(), name="place_list"),
    path("places/<slugs:path>/", views.PlaceDetail.as_view(), name="place_detail"),
]
