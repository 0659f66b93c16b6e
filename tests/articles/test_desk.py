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
from tests.factories import (
    ArticleFactory,
    InvestmentFactory,
    UserFactory,
    approved,
    draft_about,
    published,
    report,
)
from tests.html_forms import filled_in

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
@pytest.mark.parametrize("state", ["draft", "approved", "published"])
def test_only_what_is_in_review_is_taken(state, client, editor):
    article = {"draft": lambda each: each, "approved": approved, "published": published}[state](
        ArticleFactory()
    )
    client.force_login(editor)
    client.post(reverse("admin:desk_take", args=[article.pk]))
    before = (article.version, article.reviewer)
    article.refresh_from_db()
    assert (article.version, article.reviewer) == before


@pytest.mark.django_db
def test_who_may_approve_nothing_takes_nothing(client, administrator, stranger, disabled):
    article = submitted()
    take = reverse("admin:desk_take", args=[article.pk])
    for user, status in ((administrator, 403), (stranger, 403), (disabled, 302)):
        client.force_login(user)
        assert client.post(take).status_code == status
    article.refresh_from_db()
    assert article.reviewer is None


@pytest.mark.django_db
def test_who_wrote_or_edited_it_does_not_take_its_review(client, editor):
    own, edited = submitted(author=editor), submitted()
    edited.contributors.add(editor)
    client.force_login(editor)
    for article in (own, edited):
        assert client.post(reverse("admin:desk_take", args=[article.pk])).status_code == 403


@pytest.mark.django_db
def test_times_are_shown_in_ones_own_zone(client, publisher):
    Preferences.objects.create(user=publisher, time_zone="Asia/Tokyo")
    at = timezone.now().replace(year=timezone.now().year + 1, month=7, day=1, hour=20, minute=15)
    article = published(ArticleFactory(), at=at)
    client.force_login(publisher)
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert f"{at.year}-07-02 05:15 (Asia/Tokyo)" in page.content.decode()


@pytest.mark.django_db
def test_the_desk_tells_times_in_ones_zone_what_is_overdue_and_what_was_said(client, publisher):
    Preferences.objects.create(user=publisher, time_zone="America/Sao_Paulo")
    at = timezone.now().replace(hour=12, minute=15) + timedelta(days=2)
    published(ArticleFactory(title="Later"), at=at)
    late = timezone.localdate() - timedelta(days=2)
    article = submitted(title="Late", due_on=late)
    workflow.approve(article, by=UserFactory(role="editor"), reason="Mind the picture.")
    client.force_login(publisher)
    page = client.get(DESK).content.decode()
    assert f"{at:%Y-%m-%d} 09:15 (America/Sao_Paulo)" in page
    assert f"overdue since {late}" in page
    assert "Mind the picture." in page
    assert f'<a href="{reverse("admin:desk_queue", args=["ready"])}">Ready to publish</a>' in page


@pytest.mark.django_db
def test_a_newcomer_is_told_what_to_do(client, writer):
    client.force_login(writer)
    page = client.get(DESK).content.decode()
    assert "You have no draft. Add an article to begin one." in page
    assert reverse("admin:articles_article_add") in page


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


def save(client, user, article, **changes):
    """Type `changes` into the article's form and save it, as `user`."""
    page = reverse("admin:articles_article_change", args=[article.pk])
    client.force_login(user)
    answer = client.post(page, filled_in(client.get(page), **changes))
    article.refresh_from_db()
    return answer


@pytest.mark.django_db
def test_who_reviews_it_and_by_when_is_arranged_without_a_part_in_it(client, editor, publisher):
    article = submitted()
    save(client, publisher, article, reviewer=editor.pk, due_on="2031-05-01")
    assert titles(editor)["reviews"] == [article.title]
    # Whoever arranged it may review it still, and an approval outlives another date.
    workflow.approve(article, by=publisher)
    save(client, publisher, article, due_on="2031-06-01")
    assert article.state == "approved"
    assert not article.contributors.exists()
    assert workflow.publish(article, by=publisher).is_public


@pytest.mark.django_db
def test_nobody_is_made_the_reviewer_of_what_they_wrote(client, editor, publisher, settings):
    article = ArticleFactory(author=editor)
    answer = save(client, editor, article, reviewer=editor.pk)
    assert "reviewer" in answer.context["adminform"].form.errors
    assert article.reviewer is None
    save(client, publisher, article, summary="Better.")
    answer = save(client, editor, article, reviewer=publisher.pk)
    assert "reviewer" in answer.context["adminform"].form.errors
    settings.ALLOW_SELF_APPROVAL = True
    save(client, editor, article, reviewer=editor.pk)
    assert article.reviewer == editor


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["took part", "left", "another role now"])
def test_a_review_is_open_to_others_when_its_reviewer_may_not_do_it(how, client, editor):
    article = submitted(reviewer=editor)
    colleague = UserFactory(role="editor")
    assert "unassigned" not in titles(colleague)
    if how == "took part":
        save(client, editor, article, summary="As I would say it.")
    elif how == "left":
        type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    else:
        editor.groups.clear()
    assert titles(colleague)["unassigned"] == [article.title]
    client.force_login(colleague)
    client.post(reverse("admin:desk_take", args=[article.pk]))
    article.refresh_from_db()
    assert article.reviewer == colleague


@pytest.mark.django_db
def test_an_edit_during_the_review_is_seen_and_not_approved_unread(client, editor, publisher):
    article = submitted(reviewer=editor)
    read = type(article).objects.get()
    save(client, publisher, article, summary="Another summary.")
    with pytest.raises(workflow.StaleVersion):
        workflow.approve(read, by=editor)
    last = article.transitions.first()
    assert (last.action, last.by, last.to_state) == ("edit", publisher, "in_review")
    client.force_login(editor)
    assert "Edited during its review." in client.get(DESK).content.decode()


@pytest.mark.django_db
def test_an_edit_of_what_it_would_publish_is_not_approved_unread_either(client, writer, editor):
    deal = InvestmentFactory()
    article = draft_about(deal)
    workflow.submit(article, by=article.author)
    page = reverse("admin:entities_investment_change", args=[deal.pk])
    client.force_login(writer)
    client.post(page, filled_in(client.get(page), figure="9bn"))
    with pytest.raises(workflow.StaleVersion):
        workflow.approve(article, by=editor)
    assert article.transitions.first().by == writer
