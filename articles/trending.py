"""What several sources report on at the same time, counted from claims: readers are not tracked."""

from datetime import timedelta

from django.db.models import Count, Max

from articles.models import Article, Claim

# Days before the latest report. A quiet base looks further back, so that there is something to see.
PERIODS = (7, 30, 90, 365)
FEW_SOURCES = 2


def trending(number):
    """(first day, claims) of the shortest of PERIODS with half of `number` investments that several
    sources reported on, or of the longest: the claim that tells most of each, with `sources`, how
    many there were; those with most sources first. (None, []) while nothing is public."""
    latest = Article.objects.public().aggregate(day=Max("reported_on"))["day"]
    if latest is None:
        return None, []
    for days in PERIODS:
        since = latest - timedelta(days=days)
        found = _reported_since(since, number)
        if 2 * len(found) >= number:
            break
    return since, _told(found)


def _reported_since(since, number):
    """Investment id -> number of sources, at most `number` of them."""
    claims = Claim.objects.public().filter(
        investment__isnull=False, article__reported_on__gte=since, article__source__isnull=False
    )
    counted = claims.values("investment").annotate(
        sources=Count("article__source", distinct=True), latest=Max("article__reported_on")
    )
    several = counted.filter(sources__gte=FEW_SOURCES).order_by("-sources", "-latest", "investment")
    return dict(several.values_list("investment", "sources")[:number])


def _told(found):
    """For each investment its claim that the newsroom follows, or else the latest."""
    claims = Claim.objects.public().filter(investment__in=found)
    claims = claims.select_related("investment", "article__source")
    best = {}
    for claim in claims.order_by("is_chosen", "article__reported_on", "pk"):
        if claim.statement == Claim.Statement.FIGURE or claim.investment_id not in best:
            best[claim.investment_id] = claim
    for pk, claim in best.items():
        claim.sources = found[pk]
    return [best[pk] for pk in found if pk in best]
