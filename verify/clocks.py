"""Times of publication across zones and changes of the clocks, and a clock that is put about.

A local time that comes twice is refused with both times it may mean, one that the clocks leave out
with the next that exists, and a year that nobody can mean is refused. Then articles are scheduled
and the clock is put up to two hours forward and back: what readers see is at each moment what is
due by then, and each article is published by one step.
"""

import random
import zoneinfo
from datetime import UTC, datetime, timedelta

import time_machine
from django.test import Client

from articles.desk import times
from articles.models import Article
from tests.factories import InvestmentFactory, draft_about, published
from verify.figures import Figure

ROWS = ["T59"]
ENGINES = ["sqlite", "postgresql"]
ZONES = (
    "Europe/London", "Europe/Paris", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores",
    "Europe/Helsinki", "America/New_York", "America/Los_Angeles", "America/St_Johns",
    "America/Santiago", "America/Havana", "Asia/Beirut", "Asia/Jerusalem", "Africa/Cairo",
    "Africa/Casablanca", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Chatham", "Antarctica/Troll", "America/Asuncion", "America/Nuuk",
)  # fmt: skip
FIRST, LAST = datetime(2026, 11, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC)
MEANINGLESS = ("0001-01-01 00:00", "9999-12-31 23:59", "2027-02-30 10:00", "soon")
QUARTER = timedelta(minutes=15)


def run(quick):
    cases = [case for name in ZONES for case in transitions(zoneinfo.ZoneInfo(name))]
    wrong = [f"{zone} {moment}" for zone, moment in cases if not is_told(zone, moment)]
    wrong += [text for text in MEANINGLESS for name in ZONES if is_taken(text, name)]
    yield Figure("local times at a change of clocks / taken wrongly", len(cases), len(wrong),
                 "40 / 0", least=40, note="; ".join(wrong[:3]))  # fmt: skip
    yield from stepped(5 if quick else 20, 40 if quick else 400)


def transitions(zone):
    """(zone, the moment) of each change of its clocks within two years."""
    moment = FIRST
    while moment < LAST:
        then = moment + QUARTER
        if moment.astimezone(zone).utcoffset() != then.astimezone(zone).utcoffset():
            yield zone, then
        moment = then


def is_told(zone, moment):
    """Is the wall time in the middle of a change refused with what it may mean?"""
    before = (moment - QUARTER).astimezone(zone).utcoffset()
    change = moment.astimezone(zone).utcoffset() - before
    # By the old clock for what is left out, by the new one for what comes twice.
    wall = (moment + before + min(change, timedelta(0)) + abs(change) / 2).replace(tzinfo=None)
    text = wall.strftime(times.SHOWN)
    return (is_left_out if change > timedelta(0) else is_twice)(text, zone, moment, change)


def is_left_out(text, zone, moment, change):
    try:
        times.read_local(text, zone)
    except times.TimeError as error:
        return (moment.astimezone(zone) + change / 2).strftime(times.SHOWN) in str(error)
    return False


def is_twice(text, zone, moment, change):
    try:
        times.read_local(text, zone)
    except times.TimeError:
        first, second = (times.read_local(text, zone, which) for which in ("first", "second"))
        offered = [offset for _which, offset in times.choices(text, zone)]
        due = [each.astimezone(zone).strftime("UTC%:z") for each in (first, second)]
        return first < moment <= second and second - first == -change and offered == due
    return False


def is_taken(text, name):
    try:
        times.read_local(text, zoneinfo.ZoneInfo(name))
    except times.TimeError:
        return False
    return True


def stepped(number, steps):
    start = datetime(2026, 12, 1, 12, tzinfo=UTC)
    hours = timedelta(hours=2)
    with time_machine.travel(start - 2 * hours, tick=False):
        drafts = [draft_about(InvestmentFactory()) for _ in range(number)]
        articles = [published(each, at=start + random.uniform(-1, 1) * hours) for each in drafts]
    wrong, now = 0, start
    for _step in range(steps):
        now = min(max(now + random.uniform(-1, 1) * hours, start - hours), start + hours)
        wrong += is_shown_otherwise(articles, now)
    wrong += is_shown_otherwise(articles, start + hours)
    yield Figure("steps of the clock by up to 2 hours / shown otherwise than due", steps, wrong,
                 "all / 0", least=40)  # fmt: skip
    twice = sum(each.transitions.filter(action="publish").count() != 1 for each in articles)
    yield Figure("articles scheduled / published twice or never", number, twice, "all / 0",
                 least=5)  # fmt: skip


def is_shown_otherwise(articles, now):
    due = {each.pk for each in articles if each.public_from <= now}
    with time_machine.travel(now, tick=False):
        shown = set(Article.objects.public().values_list("pk", flat=True))
        one = random.choice(articles)
        status = Client().get(one.get_absolute_url()).status_code
    return shown != due or (status == 200) != (one.pk in due)
