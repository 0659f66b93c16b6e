"""The page of all that rests on one source, to read before it is retracted or corrected."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.desk.pages import page, page_of
from articles.desk.resting import resting_on
from articles.models import Article
from entities.models import Organisation

SOURCES = {model._meta.model_name: model for model in (Article, Organisation)}
# More are counted and not listed.
MOST_LISTED = 200


def urls(site):
    """The address of this page on the admin site `site`."""
    return [path("rests-on/<slug:kind>/<int:pk>/", page(site, resting_view), name="resting")]


def resting_view(request, kind, pk):
    """All that rests on an article, or on the articles of a source organisation."""
    record = _source(request, kind, pk)
    resting = resting_on(record, policy.readable(request.user))
    context = {
        "title": _("What rests on it"),
        "subtitle": str(record),
        "record": record,
        "record_page": page_of(record),
        "articles": _listed(resting.articles),
        "number_of_claims": resting.claims.count(),
        "investments": _listed(resting.investments),
        "sites": _listed(resting.sites),
    }
    return TemplateResponse(request, "admin/desk/resting.html", context)


def _source(request, kind, pk):
    if kind not in SOURCES:
        raise Http404
    record = SOURCES[kind].objects.filter(pk=pk).first()
    if isinstance(record, Article) and not policy.may_read_article(request.user, record):
        raise Http404
    if record is None:
        raise Http404
    return record


def _listed(rows):
    """How many there are, and the first of them."""
    return {"number": rows.count(), "first": list(rows[:MOST_LISTED])}
