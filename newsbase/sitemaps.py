"""sitemap.xml: every public page in each language, for search engines."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.translation import override

from articles.models import Article, Dossier
from entities.models import Investment, Organisation, Place, Site

LISTS = [
    "home",
    "about",
    "entities:investment_list",
    "entities:organisation_list",
    "entities:place_list",
    "entities:site_list",
    "articles:article_list",
    "articles:dossier_list",
]


class Pages(Sitemap):
    """The pages of one language, under SITE_URL whatever host a request named.

    A section of its own for each: Django's i18n sitemaps read all rows to show one page of them.
    """

    limit = 5_000

    def __init__(self, language):
        self.language = language
        self.protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def items(self):
        return LISTS

    def address(self, item):
        return reverse(item)

    def location(self, item):
        with override(self.language):
            return self.address(item)


class Records(Pages):
    """The public rows of a model."""

    def __init__(self, model, language):
        super().__init__(language)
        self.model = model

    def items(self):
        rows = self.model.objects.public().order_by("pk")
        return rows.defer("body", "body_html") if self.model is Article else rows

    def address(self, item):
        return item.get_absolute_url()


RECORDS = [Article, Dossier, Organisation, Place, Site, Investment]
SITEMAPS = {
    f"{name}-{language}": pages
    for language, _name in settings.LANGUAGES
    for name, pages in [
        ("lists", Pages(language)),
        *((model._meta.model_name, Records(model, language)) for model in RECORDS),
    ]
}
