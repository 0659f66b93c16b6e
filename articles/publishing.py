"""What is public, and since when: the one function that keeps `public_from` true everywhere.

An article's own `public_from` is set by the workflow. A record is public from the earliest of
the published (also scheduled) articles that report it:

- an Investment: articles with a claim on it;
- a Site: articles that claim or name it, and its public investments;
- an Organisation: articles that name it or come from it, the investments it is a party of, the
  sites it operates;
- a Place: its sites, the investments announced for it, and the places below it;
- a Dossier: its articles.

A part does not make its programme public, nor a subsidiary its parent.
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, Least

from articles import search
from articles.models import Article, Claim, Dossier
from entities.models import Investment, Organisation, Party, Place, Site


class Touched:
    """The records whose publication may depend on some articles and records: ids by model."""

    MODELS = (Article, Investment, Site, Organisation, Place, Dossier)

    def __init__(self):
        self.ids = {model: set() for model in self.MODELS}

    def add(self, record):
        """`record` and all that it makes public."""
        if type(record) in self.ids:
            self.ids[type(record)].add(record.pk)
        if isinstance(record, Article):
            self._add_article(record)
        if isinstance(record, Place):
            # Their addresses follow from its own.
            self.ids[Place] |= set(Place.objects.within(record).values_list("pk", flat=True))
        self._follow()
        return self

    def _add_article(self, article):
        claims = Claim.objects.filter(article=article)
        named = {
            Investment: claims.values_list("investment", flat=True),
            Site: [*claims.values_list("site", flat=True), *_pks(article.sites)],
            Organisation: [*_pks(article.organisations), *_source(article)],
            Dossier: _pks(article.dossiers),
        }
        for model, pks in named.items():
            self.ids[model] |= set(pks) - {None}

    def _follow(self):
        investments = self.ids[Investment]
        built = Investment.sites.through.objects.filter(investment__in=investments)
        self.ids[Site] |= set(built.values_list("site", flat=True))
        parties = Party.objects.filter(investment__in=investments)
        operators = Site.operators.through.objects.filter(site__in=self.ids[Site])
        self.ids[Organisation] |= set(parties.values_list("organisation", flat=True))
        self.ids[Organisation] |= set(operators.values_list("organisation", flat=True))
        self._follow_places()

    def _follow_places(self):
        announced = Investment.places.through.objects.filter(investment__in=self.ids[Investment])
        sites = Site.objects.filter(pk__in=self.ids[Site])
        self.ids[Place] |= set(announced.values_list("place", flat=True))
        self.ids[Place] |= set(sites.values_list("place", flat=True))
        places = Place.objects.filter(pk__in=self.ids[Place])
        self.ids[Place] |= set(Place.objects.above(*places).values_list("pk", flat=True))

    def __ior__(self, other):
        for model, pks in other.ids.items():
            self.ids[model] |= pks
        return self


def _pks(manager):
    return manager.values_list("pk", flat=True)


def _source(article):
    # As saved: the instance may hold a change that isn't.
    return Article.objects.filter(pk=article.pk).values_list("source", flat=True)


@contextmanager
def kept_true(*records):
    """Wrap a change of `records` (or of what they link): what is public is right afterwards.

    One transaction; what was linked before counts as well as what is linked after.
    """
    with transaction.atomic():
        touched = Touched()
        for record in records:
            if record.pk:
                touched.add(record)
        yield
        for record in records:
            if record.pk:
                touched.add(record)
        refresh(touched)


def refresh(touched):
    """Recompute `public_from` of the touched records, and their entries in the search."""
    with transaction.atomic():
        for model, expression in RULES.items():
            _update(model.objects.filter(pk__in=touched.ids[model]), expression)
        for place in Place.objects.filter(pk__in=touched.ids[Place]).order_by("-path"):
            # Deepest first: a place's own date is settled before the place above asks for it.
            _update(Place.objects.filter(pk=place.pk), PLACE_RULE)
        for model, pks in touched.ids.items():
            search.index(model, pks)


def refresh_all():
    """Recompute everything from the articles: for repairs, and for bases that grew elsewhere."""
    touched = Touched()
    for model in Touched.MODELS:
        touched.ids[model] = set(model.objects.values_list("pk", flat=True))
    refresh(touched)


def _update(rows, expression):
    due_rows = rows.annotate(due=expression).values_list("pk", "public_from", "due")
    for pk, public_from, due in due_rows:
        if public_from != due:
            rows.model.objects.filter(pk=pk).update(public_from=due)


def _earliest(queryset, field, **link):
    """The smallest `field` among the rows of `queryset` that `link` ties to the outer row."""
    rows = queryset.filter(**{name: OuterRef(outer) for name, outer in link.items()})
    rows = rows.order_by().values(*link).annotate(earliest=Min(field))
    return Subquery(rows.values("earliest"))


def _least(*expressions):
    """The earliest of several, NULL counting as never (SQLite's LEAST is NULL if any is)."""
    never = Coalesce(*expressions)
    return Least(*(Coalesce(expression, never) for expression in expressions))


RULES = {
    Investment: _earliest(Claim.objects, "article__public_from", investment="pk"),
    Site: _least(
        _earliest(Claim.objects, "article__public_from", site="pk"),
        _earliest(Article.sites.through.objects, "article__public_from", site="pk"),
        _earliest(Investment.sites.through.objects, "investment__public_from", site="pk"),
    ),
    Organisation: _least(
        _earliest(Article.organisations.through.objects, "article__public_from", organisation="pk"),
        _earliest(Article.objects, "public_from", source="pk"),
        _earliest(Party.objects, "investment__public_from", organisation="pk"),
        _earliest(Site.operators.through.objects, "site__public_from", organisation="pk"),
    ),
    Dossier: _earliest(Dossier.articles.through.objects, "article__public_from", dossier="pk"),
}
PLACE_RULE = _least(
    _earliest(Site.objects, "public_from", place="pk"),
    _earliest(Investment.places.through.objects, "investment__public_from", place="pk"),
    _earliest(Place.objects, "public_from", parent="pk"),
)
