"""What rests on one source: its claims, and the records and figures that they support."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article, Claim, State, Statement
from entities.models import Investment, Organisation, Site


@dataclass(frozen=True)
class Resting:
    """`articles` of a source, their `claims`, and the `investments` and `sites` that these support.

    A record has `is_alone` if no published article of another source supports it, an investment
    `has_figure` if its figure is one that these articles state, and `is_figure_alone` if no
    published article of another source states the same. What rests on them alone comes first.
    """

    articles: QuerySet
    claims: QuerySet
    investments: QuerySet
    sites: QuerySet


def resting_on(record, readable):
    """The Resting of an Article, or of an Organisation as a source.

    `readable` is the condition for the articles that the asker may know of.
    """
    articles = Article.objects.filter(readable, **_own(record)).latest()
    claims = Claim.objects.filter(article__in=articles.order_by().values("pk"))
    return Resting(
        articles.prefetch_related("claims__investment", "claims__site").defer("body", "body_html"),
        claims,
        _supported(Investment, claims, record).annotate(**_figures(claims, record)),
        _supported(Site, claims, record),
    )


def _own(record, prefix=""):
    field = "source" if isinstance(record, Organisation) else "pk"
    return {f"{prefix}{field}": record.pk}


def _others(record):
    """The claims of published articles that are not the record's."""
    published = Claim.objects.filter(article__state=State.PUBLISHED)
    return published.exclude(**_own(record, "article__"))


def _supported(model, claims, record):
    link = model._meta.model_name
    other = _others(record).filter(**{link: OuterRef("pk")})
    supported = model.objects.filter(pk__in=claims.order_by().values(link))
    return supported.annotate(is_alone=~Exists(other)).order_by("-is_alone", "pk")


def _figures(claims, record):
    return {
        "has_figure": Exists(_stating_the_figure(claims)),
        "is_figure_alone": Q(Exists(_stating_the_figure(claims)))
        & ~Q(Exists(_stating_the_figure(_others(record)))),
    }


def _stating_the_figure(claims):
    """Those of `claims` that state the figure of the outer investment."""
    figures = claims.filter(investment=OuterRef("pk"), statement=Statement.FIGURE)
    return figures.stating(OuterRef("low"), OuterRef("high"), OuterRef("currency"))
