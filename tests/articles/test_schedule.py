"""Times of publication, as people type them where they are."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import workflow
from articles.desk import times
from articles.models import Article, Preferences
from tests.factories import ArticleFactory, InvestmentFactory, approved, draft_about, published
from tests.html_forms import filled_in

ZONES = ["Europe/London", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"]


@given(
    moment=st.integers(50_000, 3_500_000).map(lambda n: datetime.fromtimestamp(n * 600, UTC)),
    name=st.sampled_from(ZONES),
)
def test_a_time_that_is_shown_and_typed_again_is_the_same(moment, name):
    zone = zoneinfo.ZoneInfo(name)
    local = moment.astimezone(zone)
    text = local.strftime("%Y-%m-%d %H:%M")
    which = times.SECOND if local.fold else times.FIRST
    assert times.read_local(text, zone, which) == moment


@pytest.mark.parametrize(
    ("zone", "typed", "offered"),
    [
        ("Europe/Paris", "2027-03-28 02:30", "2027-03-28 03:30"),
        ("America/New_York", "2027-03-14T02:30", "2027-03-14 03:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-04 02:40"),
    ],
)
def test_a_time_that_clocks_leave_out_is_refused_with_the_next_one(zone, typed, offered):
    with pytest.raises(times.TimeError, match=offered):
        times.read_local(typed, zoneinfo.ZoneInfo(zone))


def test_a_time_that_comes_twice_is_asked_back():
    zone = zoneinfo.ZoneInfo("Europe/Paris")
    with pytest.raises(times.TimeError, match="comes twice"):
        times.read_local("2026-10-25 02:30", zone)
    assert times.choices("2026-10-25 02:30", zone) == [
        ("first", "UTC+02:00"),
        ("second", "UTC+01:00"),
    ]
    first, second = (
        times.read_local("2026-10-25 02:30", zone, which) for which in ("first", "second")
    )
    assert (first.hour, second - first) == (0, timedelta(hours=1))


@pytest.mark.parametrize(
    "typed", ["soon", "", "2026-13-01 10:00", "0001-01-01 00:00", "9999-12-31 23:59"]
)
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(times.TimeError):
        times.read_local(typed, zoneinfo.ZoneInfo("Asia/Tokyo"))


def test_an_offset_that_is_typed_wins():
    zone = zoneinfo.ZoneInfo("Asia/Tokyo")
    assert times.read_local("2026-10-25T02:30+01:00", zone).hour == 1


@pytest.fixture
def page(client, publisher):
    """Presses a button of an article's page as a publisher in Paris; returns what is shown."""
    Preferences.objects.create(user=publisher, time_zone="Europe/Paris")
    client.force_login(publisher)

    def press(article, button, **typed):
        url = reverse("admin:articles_article_change", args=[article.pk])
        form = filled_in(client.get(url), _move=button, **typed)
        answer = client.post(url, form, follow=True)
        article.refresh_from_db()
        return answer.content.decode()

    return press


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC))
def test_a_publisher_schedules_in_their_own_time(page):
    article = approved(draft_about(InvestmentFactory()))
    assert "Europe/Paris" in page(article, "publish", move_at="2026-10-20T09:30")
    assert article.public_from == datetime(2026, 10, 20, 7, 30, tzinfo=UTC)


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC))
def test_an_hour_that_comes_twice_is_chosen_and_nothing_typed_is_lost(page):
    article = approved(draft_about(InvestmentFactory()))
    shown = page(article, "publish", move_at="2026-10-25T02:30", move_reason="As agreed")
    assert article.state == "approved"
    assert 'value="2026-10-25T02:30"' in shown
    assert 'value="As agreed"' in shown
    assert "UTC+02:00" in shown
    page(article, "publish", move_at="2026-10-25T02:30", move_which="second")
    assert article.public_from == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_a_scheduled_article_gets_another_time_and_keeps_its_approval(page, publisher):
    article = published(draft_about(InvestmentFactory()), at=datetime.now(UTC) + timedelta(days=2))
    later = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M+00:00")
    page(article, "reschedule", move_at=later)
    assert (article.public_from - datetime.now(UTC)).days == 8
    deal = article.claims.get().investment
    assert deal.public_from == article.public_from
    assert " → " in article.transitions.first().reason
    workflow.unschedule(article, by=publisher)
    assert (article.state, article.approved_version) == ("approved", article.version)


@pytest.mark.django_db
def test_what_was_corrected_while_it_was_scheduled_is_reviewed_again(page):
    article = published(draft_about(InvestmentFactory()), at=datetime.now(UTC) + timedelta(days=2))
    page(article, "unschedule", summary="Otherwise.")
    assert (article.state, article.approved_by) == ("in_review", None)


@pytest.mark.django_db
def test_what_is_public_gets_no_other_time(publisher):
    article = published(ArticleFactory())
    with pytest.raises(workflow.WorkflowError):
        workflow.reschedule(article, by=publisher, at=datetime.now(UTC) + timedelta(days=2))
    assert Article.objects.public().get() == article
