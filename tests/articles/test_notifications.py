"""Mail goes to those whom it concerns, in their language, and to nobody else."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.desk import comments
from articles.models import Preferences
from tests.factories import ArticleFactory, UserFactory, approved
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db(transaction=True)


def person(name, role, **fields):
    return UserFactory(username=name, role=role, email=f"{name}@example.org", **fields)


@pytest.fixture
def ada(transactional_db):
    return person("ada", "writer")


@pytest.fixture
def bob(transactional_db):
    return person("bob", "editor")


@pytest.fixture
def article(ada):
    return ArticleFactory(author=ada, title="The deal", reviewer=None)


def sent():
    """(addressee, subject) of each mail, which are then forgotten."""
    found = sorted((message.to[0].split("@")[0], message.subject) for message in mail.outbox)
    mail.outbox.clear()
    return found


def test_each_step_is_told_to_those_it_concerns_and_not_to_who_made_it(article, ada, bob):
    publisher = person("pia", "publisher")
    workflow.submit(article, by=ada)
    assert sent() == [("bob", "ada asks for a review of “The deal”")]
    workflow.send_back(article, by=bob, reason="The sum is wrong.")
    assert "The sum is wrong." in mail.outbox[0].body
    assert sent() == [("ada", "bob sent “The deal” back")]
    workflow.submit(article, by=ada)
    mail.outbox.clear()
    workflow.approve(article, by=bob)
    assert sent() == [("ada", "bob approved “The deal”"), ("pia", "bob approved “The deal”")]
    workflow.publish(article, by=publisher)
    assert {name for name, _subject in sent()} == {"ada", "bob"}
    workflow.retract(article, by=publisher, reason="It was wrong.")
    assert {name for name, _subject in sent()} == {"ada", "bob"}


def test_a_submission_goes_to_the_assigned_reviewer_alone(article, ada, bob):
    article.reviewer = person("rob", "editor")
    article.save()
    workflow.submit(article, by=ada)
    assert [name for name, _subject in sent()] == ["rob"]


def test_mail_speaks_the_readers_language_and_time(article, ada, bob):
    Preferences.objects.create(user=ada, language="fr", time_zone="Asia/Tokyo")
    approved(article)
    mail.outbox.clear()
    at = timezone.now().replace(hour=20, minute=0) + timedelta(days=3)
    workflow.publish(article, by=person("pia", "publisher"), at=at)
    (message,) = [each for each in mail.outbox if each.to == ["ada@example.org"]]
    assert "05:00 (Asia/Tokyo)" in message.subject
    assert "a programmé" in message.subject
    assert reverse("admin:articles_article_change", args=[article.pk]) in message.body


@pytest.mark.parametrize(
    "change",
    [
        lambda user: Preferences.objects.create(user=user, wants_mail=False),
        lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False),
        lambda user: type(user).objects.filter(pk=user.pk).update(email=""),
        lambda user: user.groups.clear(),
    ],
    ids=["switched off", "left", "no address", "no role any more"],
)
def test_who_does_not_want_or_may_not_read_gets_none(change, article, ada, bob):
    workflow.submit(article, by=ada)
    mail.outbox.clear()
    change(ada)
    workflow.send_back(article, by=bob, reason="Why?")
    assert sent() == []


def test_a_remark_is_told_to_writer_reviewer_and_those_who_took_part(article, ada, bob):
    rob = person("rob", "editor")
    article.reviewer = rob
    article.save()
    workflow.submit(article, by=ada)
    mail.outbox.clear()
    first = comments.add(article, "Is it new money?", by=bob, field="body")
    assert {name for name, _subject in sent()} == {"ada", "rob"}
    comments.answer(first, "Yes.", by=ada)
    assert {name for name, _subject in sent()} == {"bob", "rob"}


def test_who_is_chosen_as_reviewer_or_reads_an_edited_text_is_told(client, article, ada, bob):
    page = reverse("admin:articles_article_change", args=[article.pk])
    client.force_login(ada)
    client.post(page, filled_in(client.get(page), reviewer=bob.pk))
    assert sent() == [("bob", "ada chose you to review “The deal” once it is submitted")]
    workflow.submit(article.__class__.objects.get(), by=ada)
    mail.outbox.clear()
    client.force_login(person("pia", "publisher"))
    client.post(page, filled_in(client.get(page), summary="Another summary."))
    assert sent() == [("bob", "pia edited “The deal”, which waits for your review")]


def test_what_is_rolled_back_is_told_to_nobody(article, ada, bob):
    with pytest.raises(ZeroDivisionError):
        submit_and_fail(article, ada)
    assert sent() == []


def submit_and_fail(article, ada):
    with transaction.atomic():
        workflow.submit(article, by=ada)
        raise ZeroDivisionError


def test_a_mail_server_that_is_down_loses_no_work(article, ada, bob, settings):
    options = {"host": "127.0.0.1", "port": 1, "timeout": 1}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    workflow.submit(article, by=ada)
    article.refresh_from_db()
    assert article.state == "in_review"


class OneIsRefused(EmailBackend):
    """A mail server that knows no ada."""

    def send_messages(self, messages):
        if messages[0].to == ["ada@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"unknown")})
        return super().send_messages(messages)


def test_an_address_that_is_refused_keeps_nobody_else_from_their_mail(article, ada, bob, settings):
    person("pia", "publisher")
    workflow.submit(article, by=ada)
    mail.outbox.clear()
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.OneIsRefused"}}
    workflow.approve(article, by=bob)
    assert [name for name, _subject in sent()] == ["pia"]


def test_a_submission_goes_to_publishers_where_no_editor_may_review_it(article, ada):
    pia = person("pia", "publisher")
    workflow.submit(article, by=ada)
    assert [name for name, _subject in sent()] == ["pia"]
    article.contributors.add(pia)
    workflow.recall(article, by=ada)
    mail.outbox.clear()
    workflow.submit(article, by=ada)
    assert sent() == []


def test_a_submission_goes_to_all_where_its_reviewer_has_left(article, ada, bob):
    article.reviewer = person("rob", "editor", is_active=False)
    article.save()
    workflow.submit(article, by=ada)
    assert [name for name, _subject in sent()] == ["bob"]


def test_whose_approval_is_void_is_told(client, article, ada, bob):
    approved = workflow.approve(workflow.submit(article, by=ada), by=bob)
    mail.outbox.clear()
    page = reverse("admin:articles_article_change", args=[approved.pk])
    client.force_login(person("pia", "publisher"))
    client.post(page, filled_in(client.get(page), summary="Another summary."))
    assert [name for name, _subject in sent()] == ["ada", "bob"]


def test_who_is_chosen_as_reviewer_while_it_is_submitted_gets_one_mail(client, article, ada, bob):
    page = reverse("admin:articles_article_change", args=[article.pk])
    client.force_login(ada)
    client.post(page, filled_in(client.get(page), reviewer=bob.pk, _move="submit"))
    assert sent() == [("bob", "ada asks for a review of “The deal”")]


def test_no_mail_holds_the_text_of_an_article(article, ada, bob):
    workflow.submit(article, by=ada)
    comments.add(article, "Why?", by=ada)
    for message in mail.outbox:
        assert article.body[:20] not in message.body
        assert article.summary not in message.body
