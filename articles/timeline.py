"""What was reported when: claims in the order of their articles."""

from dataclasses import dataclass
from datetime import date

from articles.models import Claim

MOST_EVENTS = 60
STATES = (Claim.Statement.FIGURE, Claim.Statement.QUANTITY, Claim.Statement.STATUS)


@dataclass(frozen=True)
class Day:
    """The claims reported on one day, each about a record."""

    on: date
    claims: list


def timeline(claims):
    """The Days of public `claims` that state something, the latest first, at most MOST_EVENTS
    claims; a record's `is_disputed` says that another source states another figure of it."""
    stated = claims.public().filter(statement__in=STATES, article__reported_on__isnull=False)
    stated = stated.select_related("investment", "site", "article__source").latest()
    shown = list(stated[:MOST_EVENTS])
    said = {}
    for claim in shown:
        said.setdefault(_subject(claim), set()).add((str(claim.interval), claim.status))
    days = {}
    for claim in shown:
        claim.is_disputed = len(said[_subject(claim)]) > 1 and claim.statement != "status"
        days.setdefault(claim.article.reported_on, []).append(claim)
    return [Day(on, found) for on, found in days.items()]


def _subject(claim):
    return claim.investment_id, claim.site_id, claim.statement, claim.unit
