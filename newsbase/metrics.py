"""How the newsroom stands, for Prometheus: read from the database each time that it asks.

It tells how many drafts there are, so it is served by a command of its own, never by the site.
"""

from datetime import UTC, datetime, time
from pathlib import Path

from django.db.models import Count, Max, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from articles.models import Article, Transition
from articles.models.articles import State
from entities.exchange import last_day

WAITING = (State.IN_REVIEW, State.APPROVED)


class NewsroomCollector:
    """Metrics of the workflow and of how fresh the base is; `backups` is a directory or None."""

    def __init__(self, backups=None):
        self.backups = backups

    def collect(self):
        now = timezone.now()
        yield _by_state("newsbase_articles", "Articles in each state", _numbers())
        yield _by_state("newsbase_oldest_seconds", "How long the oldest waits there", _ages(now))
        moments = {
            "newsbase_last_published": Article.objects.public().aggregate(at=Max("public_from")),
            "newsbase_next_scheduled": Article.objects.filter(
                state=State.PUBLISHED, public_from__gt=now
            ).aggregate(at=Min("public_from")),
        }
        for name, found in moments.items():
            if found["at"]:
                yield _moment(name, found["at"].timestamp())
        yield _moment("newsbase_rates_day", datetime.combine(last_day(), time.min, UTC).timestamp())
        if self.backups and (newest := _newest(self.backups)):
            yield _moment("newsbase_last_backup", newest)


def _by_state(name, told, numbers):
    family = GaugeMetricFamily(name, told, labels=["state"])
    for state, number in numbers.items():
        family.add_metric([state], number)
    return family


def _moment(name, seconds):
    return GaugeMetricFamily(f"{name}_timestamp_seconds", "Seconds since 1970, UTC", value=seconds)


def _numbers():
    counted = Article.objects.values_list("state").annotate(Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(counted)


def _ages(now):
    """For each state that somebody should end, the seconds since its oldest article came to it."""
    entered = Transition.objects.filter(article__state__in=WAITING)
    latest = entered.values_list("article__state", "article").annotate(at=Max("at"))
    ages = dict.fromkeys(WAITING, 0)
    for state, _article, at in latest:
        ages[state] = max(ages[state], (now - at).total_seconds())
    return ages


def _newest(directory):
    files = (path for path in Path(directory).iterdir() if path.is_file())
    return max((path.stat().st_mtime for path in files), default=None)
