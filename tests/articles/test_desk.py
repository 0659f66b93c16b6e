"""The desk: each finds what waits for them, and nothing that is not theirs to see."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.desk import comments
from articles.desk.queue import queues
from articles.models import Preferences
from tests.factories import ArticleFactory, UserFactory, approved, published, report

DESK = reverse("admin:index")


def submitted(**fields):
    article = ArticleFactory(**fields)
    return workflow.submit(article, by=article.author)


def titles(user):
    """Name of a queue -> the titles in it."""
    return {
        queue.name: [article.title for article in queue.articles]
        for queue in queues(user)
        if queue.articles
    }


@pytest.fixture
def sent_back(writer, editor):
    article = submitted(author=writer, title="Wrong sum")
    return workflow.send_back(article, by=editor, reason="The sum is that of last year.")


@pytest.mark.django_db
def test_a_writer_finds_drafts_and_what_was_sent_back_with_the_reason(client, writer, sent_back):
    ArticleFactory(author=writer, title="Begun")
    ArticleFactory(title="A colleague's")
    assert titles(writer) == {"sent_back": ["Wrong sum"], "drafts": ["Begun"]}
    client.force_login(writer)
    page = client.get(DESK).content.decode()
    assert "The sum is that of last year." in page
    assert "A colleague" not in page


@pytest.mark.django_db
def test_an_editor_finds_their_reviews_and_those_that_nobody_has(editor):
    submitted(title="Mine to review", reviewer=editor)
    submitted(title="Anybody's")
    submitted(title="My own", author=editor)
    submitted(title="Another's", reviewer=UserFactory(role="editor"))
    found = titles(editor)
    assert found["reviews"] == ["Mine to review"]
    assert found["unassigned"] == ["Anybody's"]
    assert found["waiting"] == ["My own"]


@pytest.mark.django_db
def test_a_publisher_finds_what_is_ready_scheduled_and_out(publisher):
    approved(ArticleFactory(title="Ready"))
    published(ArticleFactory(title="Later"), at=timezone.now() + timedelta(days=2))
    published(ArticleFactory(title="Out"))
    found = titles(publisher)
    assert (found["ready"], found["scheduled"], found["lately"]) == (["Ready"], ["Later"], ["Out"])
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        found = titles(publisher)
        assert found["lately"] == ["Later", "Out"]
        assert "scheduled" not in found


@pytest.mark.django_db
def test_what_is_due_soon_is_told_to_its_people_until_it_is_out(writer, editor, publisher):
    today = timezone.localdate()
    late = ArticleFactory(author=writer, reviewer=editor, title="Late", due_on=today)
    ArticleFactory(author=writer, title="Far", due_on=today + timedelta(days=30))
    for user in (writer, editor, publisher):
        assert titles(user)["due"] == ["Late"]
    published(late)
    assert "due" not in titles(writer)


@pytest.mark.django_db
def test_an_administrator_and_a_stranger_see_no_drafts(client, administrator, stranger):
    ArticleFactory(title="A draft")
    submitted(title="In review")
    for user in (administrator, stranger):
        assert titles(user) == {}
        client.force_login(user)
        assert b"A draft" not in client.get(DESK).content


@pytest.mark.django_db
def test_the_desk_asks_as_many_questions_for_many_articles_as_for_few(client, publisher):
    client.force_login(publisher)
    submitted()
    report()
    client.get(DESK)
    with CaptureQueriesContext(connection) as few:
        client.get(DESK)
    for _ in range(4):
        comments.add(submitted(reviewer=publisher), "Why?", by=publisher)
        report()
    with CaptureQueriesContext(connection) as many:
        client.get(DESK)
    # A list that has nothing in it is only counted.
    assert len(many) <= len(few) + 2


@pytest.mark.django_db
def test_a_queue_is_read_to_its_end_on_a_page_of_its_own(client, editor):
    for number in range(8):
        submitted(title=f"Article {number}")
    client.force_login(editor)
    url = reverse("admin:desk_queue", args=["unassigned"])
    assert url in client.get(DESK).content.decode()
    page = client.get(url).content.decode()
    assert all(f"Article {number}" in page for number in range(8))
    assert client.get(reverse("admin:desk_queue", args=["nothing"])).status_code == 404
    # Writers review nothing.
    client.force_login(UserFactory(role="writer"))
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_an_editor_takes_a_review_that_nobody_has(client, editor, writer):
    article = submitted()
    take = reverse("admin:desk_take", args=[article.pk])
    client.force_login(writer)
    assert client.post(take).status_code == 403
    client.force_login(editor)
    assert client.get(take).status_code == 405
    client.post(take)
    article.refresh_from_db()
    assert article.reviewer == editor
    client.force_login(UserFactory(role="editor"))
    answer = client.post(take, follow=True)
    assert "A colleague has taken this article" in answer.content.decode()
    article.refresh_from_db()
    assert article.reviewer == editor


@pytest.mark.django_db
def test_times_are_shown_in_ones_own_zone(client, publisher):
    Preferences.objects.create(user=publisher, time_zone="Asia/Tokyo")
    at = timezone.now().replace(year=timezone.now().year + 1, month=7, day=1, hour=20, minute=15)
    article = published(ArticleFactory(), at=at)
    client.force_login(publisher)
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert f"{at.year}-07-02 05:15 (Asia/Tokyo)" in page.content.decode()


@pytest.mark.django_db
def test_everybody_keeps_their_own_preferences(client, writer, editor):
    url = reverse("admin:preferences")
    client.force_login(writer)
    client.post(url, {"language": "fr", "time_zone": "Europe/Paris", "user": editor.pk})
    mine = Preferences.of(writer)
    assert (mine.language, mine.time_zone, mine.wants_mail) == ("fr", "Europe/Paris", False)
    assert not Preferences.objects.filter(user=editor).exists()
    answer = client.post(url, {"language": "fr", "time_zone": "Mars/Olympus"})
    assert "time_zone" in answer.context["form"].errors
    client.logout()
    assert client.get(url).status_code == 302
