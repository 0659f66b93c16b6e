"""The public map on one screen. Unprefixed addresses are English, /fr/ ones French."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from newsbase import health, outages, views
from newsbase.sitemaps import SITEMAPS

handler404 = views.not_found
handler500 = outages.failed
SITEMAP = {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sitemap.xml", index, SITEMAP, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(
        path("", views.Home.as_view(), name="home"),
        path("find/", views.find, name="find"),
        path("search/", views.Search.as_view(), name="search"),
        path("about/", views.About.as_view(), name="about"),
        path("design/", views.Design.as_view(), name="design"),
        path("", include("articles.urls")),
        path("", include("entities.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
