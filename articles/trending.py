"""What several sources report on at the same time, counted from claims: readers are not tracked."""

from datetime import timedelta

from django.db.models import Count, Max

from articles.models import Article, Claim

# Days before the latest report. A quiet base looks further back, so that there is something to see.
PERIODS = (7, 30, 90, 365)
# The latest so many, so that a large base is asked no more than a small one.
MOST_REPORTS = 1000
FEW_SOURCES = 2


def trending(number):
    """(first day, claims) of the shortest of PERIODS with half of `number` investments that several
    sources reported on, or of the longest: the claim that tells most of each, with `sources`, how
    many there were; those with most sources first. (None, []) while nothing is public."""
    reports = _latest_reports()
    if not reports:
        return None, []
    for days in PERIODS:
        since = reports[0][1] - timedelta(days=days)
        found = _told_by_several([article for article, day in reports if day >= since], number)
        if 2 * len(found) >= number:
            break
    return since, _told(found)


def _latest_reports():
    """(id, day) of articles, the latest first."""
    articles = Article.objects.public().filter(reported_on__isnull=False, source__isnull=False)
    latest = articles.order_by("-reported_on", "-id").values_list("pk", "reported_on")
    return list(latest[:MOST_REPORTS])


def _told_by_several(articles, number):
    """Investment id -> number of sources among `articles`, at most `number` of them."""
    claims = Claim.objects.public().filter(investment__isnull=False, article__in=articles)
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
