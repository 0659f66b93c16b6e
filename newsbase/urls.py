"""The public map on one screen. Unprefixed addresses are English, /fr/ ones French."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from newsbase import health, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *i18n_patterns(
        path("", views.Home.as_view(), name="home"),
        path("search/", views.Search.as_view(), name="search"),
        path("about/", views.About.as_view(), name="about"),
        path("", include("articles.urls")),
        path("", include("entities.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
