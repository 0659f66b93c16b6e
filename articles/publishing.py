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

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least

from articles import search
from articles.models import Article, Claim, Dossier
from entities.models import Investment, Organisation, Party, Place, Site

# More records than an editor touches at once are taken in turns.
AT_ONCE = 2_000


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

    def add_all(self, model, pks):
        """The investments, sites or organisations `pks`, and all that they make public."""
        self.ids[model] |= set(pks)
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


_watching = ContextVar("watching", default=None)


@contextmanager
def watched():
    """Yields a Touched that collects whatever is refreshed within."""
    token = _watching.set(Touched())
    try:
        yield _watching.get()
    finally:
        _watching.reset(token)


def refresh(touched):
    """Recompute `public_from` of the touched records, and their entries in the search."""
    if (watching := _watching.get()) is not None:
        watching |= touched
    with transaction.atomic():
        for model in (Investment, Site, Organisation, Dossier):
            for pks in batched(touched.ids[model], AT_ONCE):
                _update(_unsettled(model.objects.filter(pk__in=pks), touched))
        for pks in _deepest_first(touched.ids[Place]):
            # A place's own date is settled before the place above asks for it.
            _update(_unsettled(Place.objects.filter(pk__in=pks), touched))
        for model, pks in touched.ids.items():
            for batch in batched(pks, AT_ONCE):
                search.index(model, batch)


def _deepest_first(pks):
    """The ids of places, in lists by the depth they lie at."""
    levels = defaultdict(list)
    for pk, path in Place.objects.filter(pk__in=pks).values_list("pk", "path"):
        levels[path.count("/")].append(pk)
    return [levels[depth] for depth in sorted(levels, reverse=True)]


def refresh_all():
    """Recompute everything from the articles: for repairs, and for bases that grew elsewhere."""
    touched = Touched()
    for model in Touched.MODELS:
        touched.ids[model] = set(model.objects.values_list("pk", flat=True))
    refresh(touched)


def _update(rows):
    """Write what is due to those of `rows` that have another `public_from`."""
    times = rows.annotate(due=due(rows.model)).values_list("pk", "public_from", "due")
    changed = [rows.model(pk=pk, public_from=at) for pk, known, at in times if known != at]
    rows.model.objects.bulk_update(changed, ["public_from"], batch_size=AT_ONCE)


class Reported:
    """Something that makes a record public: the rows of `queryset` tie it, by `link`, to records
    of `model`, named `through` there, that have the time in `field`."""

    def __init__(self, queryset, link, model, through):
        self.queryset, self.link, self.model, self.through = queryset, link, model, through
        self.field = "public_from" if through == "pk" else f"{through}__public_from"

    def _rows(self):
        return self.queryset.filter(**{self.link: OuterRef("pk")}).order_by()

    def earliest(self):
        """The earliest time of all that makes the outer record public."""
        rows = self._rows().values(self.link).annotate(earliest=Min(self.field))
        return Subquery(rows.values("earliest"))

    def confirms(self):
        """Is there one with the very time that the outer record has?"""
        return Exists(self._rows().filter(**{self.field: OuterRef("public_from")}))

    def precedes(self, touched):
        """Is one of the touched earlier than the time that the outer record has?"""
        pks = touched.ids[self.model]
        earlier = {f"{self.through}__in": pks, f"{self.field}__lt": OuterRef("public_from")}
        return Exists(self._rows().filter(**earlier))


RULES = {
    Investment: [Reported(Claim.objects, "investment", Article, "article")],
    Site: [
        Reported(Claim.objects, "site", Article, "article"),
        Reported(Article.sites.through.objects, "site", Article, "article"),
        Reported(Investment.sites.through.objects, "site", Investment, "investment"),
    ],
    Organisation: [
        Reported(Article.organisations.through.objects, "organisation", Article, "article"),
        Reported(Article.objects, "source", Article, "pk"),
        Reported(Party.objects, "organisation", Investment, "investment"),
        Reported(Site.operators.through.objects, "organisation", Site, "site"),
    ],
    Dossier: [Reported(Dossier.articles.through.objects, "dossier", Article, "article")],
    Place: [
        Reported(Site.objects, "place", Site, "pk"),
        Reported(Investment.places.through.objects, "place", Investment, "investment"),
        Reported(Place.objects, "parent", Place, "pk"),
    ],
}


def reporting(record):
    """The ids of the articles that make `record` public, or would if they were: RULES followed
    back. What lies below a place is not asked for it."""
    found, waiting = set(), [(type(record), {record.pk})]
    while waiting:
        model, pks = waiting.pop()
        for rule in RULES[model]:
            rows = rule.queryset.filter(**{f"{rule.link}__in": pks}).order_by()
            made = set(rows.values_list(rule.through, flat=True)) - {None}
            if rule.model is Article:
                found |= made
            elif made and rule.model is not model:
                waiting.append((rule.model, made))
    return found


def due(model):
    """When a record of `model` becomes public: the earliest by all its rules, NULL for never
    (SQLite's LEAST is NULL if any is)."""
    expressions = [rule.earliest() for rule in RULES[model]]
    if len(expressions) == 1:
        return expressions[0]
    never = Coalesce(*expressions)
    return Least(*(Coalesce(expression, never) for expression in expressions))


def _unsettled(rows, touched):
    """Those of `rows` whose time may have to change, found through indexes.

    A time was the earliest before the change. It still is if something that makes the record
    public has that very time and nothing touched has an earlier one. A company of a hundred
    thousand deals would otherwise be asked for all of them whenever one is published. Where so
    much is touched that everything may be wrong, all are asked.
    """
    if max(map(len, touched.ids.values())) > AT_ONCE:
        return rows
    confirmed, preceded = Q(pk__in=[]), Q(pk__in=[])
    for rule in RULES[rows.model]:
        confirmed |= Q(rule.confirms())
        preceded |= Q(rule.precedes(touched))
    return rows.exclude(confirmed & ~preceded)
