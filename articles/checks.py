"""Is an article fit to publish? Every reason why not, each at its field."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models import Claim
from articles.quotes import stands_in
from entities.models import Investment


@dataclass(frozen=True)
class Failure:
    """What is missing: a message for people, and the form field or section to mend it in."""

    message: str
    field: str
    record: object = None


def failures(article):
    """All that keeps `article` from being published, as a list of Failure; empty when fit."""
    return [*_of_fields(article), *_of_claims(article), *_of_investments(article)]


NEEDED = {
    "body": _("Write the body: readers come for the text and its quotes."),
    "summary": _("Write the summary: one sentence in our own words."),
    "source": _("Name the source: who published it."),
    "source_url": _("Give the source's address, so that readers can check it."),
    "reported_on": _("Give the date on which the source published it."),
}


def _of_fields(article):
    for field, message in NEEDED.items():
        if not getattr(article, field):
            yield Failure(message, field)


def _of_claims(article):
    for claim in article.claims.all():
        if not stands_in(claim.quote, article.body):
            message = _("A claim's quote does not stand in the body: “%s”") % claim.quote
            yield Failure(message, "claims")


def _of_investments(article):
    claimed = Claim.objects.filter(article=article).values("investment")
    investments = Investment.objects.filter(pk__in=claimed)
    for investment in investments.prefetch_related("parties", "places", "sites__place"):
        if not investment.parties.all():
            yield _at(investment, "parties", _("“%s” names no party: who commits what?"))
        has_place = investment.places.all() or investment.sites.all()
        if not has_place and not investment.is_place_not_stated:
            message = _("“%s” has no place: give one, or tick that no source states it.")
            yield _at(investment, "places", message)


def _at(investment, field, message):
    return Failure(message % investment.title, field, investment)
