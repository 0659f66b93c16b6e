from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from articles import workflow
from articles.models import Article, Transition
from articles.workflow import NotReady, StaleVersion, WorkflowError
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    UserFactory,
    approved,
    published,
    report,
    retracted,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def submitted(article):
    return workflow.submit(article, by=article.author)


def sent_back(article):
    return workflow.send_back(submitted(article), by=UserFactory(role="editor"), reason="Why?")


def scheduled(article):
    return published(article, at=datetime.now(UTC) + timedelta(days=9))


STATES = {
    "draft": lambda article: article,
    "sent back": sent_back,
    "in review": submitted,
    "approved": approved,
    "scheduled": scheduled,
    "published": published,
    "retracted": lambda article: retracted(published(article)),
}


def co_author(article):
    person = UserFactory(role="publisher")
    article.contributors.add(person)
    return person


def author_who_edits(article):
    article.author.groups.add(*UserFactory(role="editor").groups.all())
    article.author.groups.add(*UserFactory(role="publisher").groups.all())
    return article.author


PEOPLE = {
    "author": lambda article: article.author,
    "author who is editor and publisher": author_who_edits,
    "other writer": lambda article: UserFactory(role="writer"),
    "editor": lambda article: UserFactory(role="editor"),
    "publisher": lambda article: UserFactory(role="publisher"),
    "co-author who publishes": co_author,
    "administrator": lambda article: UserFactory(role="administrator"),
    "superuser": lambda article: UserFactory(is_superuser=True),
    "no role": lambda article: UserFactory(),
    "disabled publisher": lambda article: UserFactory(role="publisher", is_active=False),
    "disabled superuser": lambda article: UserFactory(is_superuser=True, is_active=False),
    "anonymous": lambda article: AnonymousUser(),
}

# DESIGN.md rule 7 and the matrix of SECURITY.md 3: all that is not here is refused.
ALLOWED = {
    "draft": {
        "author": {"submit"},
        "author who is editor and publisher": {"submit"},
        "superuser": {"submit"},
    },
    "in review": {
        "author": {"recall"},
        "author who is editor and publisher": {"recall"},
        "editor": {"approve", "send_back"},
        "publisher": {"approve", "send_back"},
        "superuser": {"recall", "approve", "send_back"},
    },
    "approved": {
        "author who is editor and publisher": {"publish"},
        "editor": {"send_back"},
        "publisher": {"publish", "send_back"},
        "co-author who publishes": {"publish"},
        "superuser": {"publish", "send_back"},
    },
    "published": {
        "author who is editor and publisher": {"retract"},
        "publisher": {"retract"},
        "co-author who publishes": {"retract"},
        "administrator": {"retract"},
        "superuser": {"retract"},
    },
    "retracted": {
        "author who is editor and publisher": {"restore"},
        "publisher": {"restore"},
        "co-author who publishes": {"restore"},
        "superuser": {"restore"},
    },
}
ALLOWED["sent back"] = ALLOWED["draft"]
ALLOWED["scheduled"] = {
    "author who is editor and publisher": {"retract", "reschedule", "unschedule"},
    "publisher": {"retract", "reschedule", "unschedule"},
    "co-author who publishes": {"retract", "reschedule", "unschedule"},
    "administrator": {"retract"},
    "superuser": {"retract", "reschedule", "unschedule"},
}


def snapshot():
    return list(Article.objects.values()), list(Transition.objects.order_by("pk").values())


def is_made(article, name, by):
    """Whether the move is made; it is undone, and a refused one has changed nothing."""
    before = snapshot()
    with transaction.atomic():
        try:
            workflow.move_by_name(Article.objects.get(pk=article.pk), name, by=by, reason="Why.")
        except (PermissionDenied, WorkflowError):
            assert snapshot() == before
            return False
        transaction.set_rollback(True)
    return True


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_move_an_article_in_a_state(state, person):
    article = STATES[state](ArticleFactory())
    by = PEOPLE[person](article)
    made = {name for name in workflow.TRANSITIONS if is_made(article, name, by)}
    assert made == ALLOWED[state].get(person, set())
    # The buttons that the page offers are those that work.
    assert set(workflow.available(article, by)) == made


def test_every_move_goes_to_its_state_and_is_recorded(publisher, editor):
    article = ArticleFactory()
    by = {"submit": article.author, "recall": article.author}
    by |= dict.fromkeys(["approve", "send_back"], editor)
    soon = datetime.now(UTC) + timedelta(days=1)
    path = ["submit", "recall", "submit", "send_back", "submit", "approve", "publish", "unschedule"]
    for name in [*path, "publish", "retract", "restore"]:
        at = soon if name == "publish" else None
        workflow.move_by_name(article, name, by=by.get(name, publisher), reason="Why.", at=at)
    rows = article.transitions.order_by("pk").values_list("action", "from_state", "to_state", "by")
    assert list(rows) == [
        ("submit", "draft", "in_review", article.author.pk),
        ("recall", "in_review", "draft", article.author.pk),
        ("submit", "draft", "in_review", article.author.pk),
        ("send_back", "in_review", "draft", editor.pk),
        ("submit", "draft", "in_review", article.author.pk),
        ("approve", "in_review", "approved", editor.pk),
        ("publish", "approved", "published", publisher.pk),
        ("unschedule", "published", "approved", publisher.pk),
        ("publish", "approved", "published", publisher.pk),
        ("retract", "published", "retracted", publisher.pk),
        ("restore", "retracted", "draft", publisher.pk),
    ]
    assert article.state == "draft"


def test_a_move_without_a_name_of_ours_is_none(publisher):
    with pytest.raises(KeyError):
        workflow.move_by_name(ArticleFactory(), "destroy", by=publisher)


@pytest.mark.parametrize(
    ("state", "name"),
    [("in review", "send_back"), ("published", "retract"), ("retracted", "restore")],
)
@pytest.mark.parametrize("reason", ["", " \n"])
def test_what_undoes_the_work_of_others_needs_a_reason(state, name, reason, publisher):
    article = STATES[state](ArticleFactory())
    before = snapshot()
    with pytest.raises(WorkflowError, match="Say why"):
        workflow.move_by_name(article, name, by=publisher, reason=reason)
    assert snapshot() == before


class TestApproval:
    def test_it_is_of_the_version_that_was_read(self, editor):
        article = submitted(ArticleFactory())
        read = Article.objects.get(pk=article.pk)
        Article.objects.update(version=F("version") + 1, title="Changed")
        with pytest.raises(StaleVersion, match="read it again"):
            workflow.approve(read, by=editor)
        article.refresh_from_db()
        assert (article.state, article.approved_by) == ("in_review", None)

    def test_an_edit_voids_it(self, editor, publisher):
        article = approved(ArticleFactory())
        read = Article.objects.get(pk=article.pk)
        assert workflow.review_again(article, by=editor)
        assert (article.state, article.approved_by, article.approved_version) == (
            "in_review",
            None,
            None,
        )
        assert article.transitions.first().action == "void"
        with pytest.raises(StaleVersion):
            workflow.publish(read, by=publisher)

    def test_an_edit_in_review_asks_for_another_look(self, editor, publisher):
        article = submitted(ArticleFactory())
        read = Article.objects.get(pk=article.pk)
        assert workflow.review_again(article, by=editor)
        assert article.transitions.first().action == "edit"
        with pytest.raises(StaleVersion):
            workflow.approve(read, by=publisher)

    @pytest.mark.parametrize("state", ["draft", "published", "retracted"])
    def test_an_edit_in_another_state_voids_nothing(self, state, editor):
        article = STATES[state](ArticleFactory())
        before = snapshot()
        assert not workflow.review_again(article, by=editor)
        assert snapshot() == before

    def test_an_edit_that_nobody_voided_is_not_published_either(self, publisher):
        article = approved(ArticleFactory())
        Article.objects.update(version=F("version") + 1)
        article.refresh_from_db()
        with pytest.raises(StaleVersion):
            workflow.publish(article, by=publisher)

    def test_it_is_gone_when_the_article_is_sent_back(self, editor):
        article = workflow.send_back(approved(ArticleFactory()), by=editor, reason="Why?")
        assert (article.approved_by, article.approved_at, article.approved_version) == (None,) * 3

    @pytest.mark.parametrize("is_allowed", [True, False])
    def test_ones_own_work_is_approved_only_where_the_newsroom_allows_it(
        self, is_allowed, editor, settings
    ):
        settings.ALLOW_SELF_APPROVAL = is_allowed
        article = submitted(ArticleFactory(author=editor))
        assert ("approve" in workflow.available(article, editor)) == is_allowed
        assert is_made(article, "approve", editor) == is_allowed

    def test_approving_ones_own_work_is_recorded(self, editor, settings):
        settings.ALLOW_SELF_APPROVAL = True
        own, other = ArticleFactory(author=editor), ArticleFactory()
        assert workflow.approve(submitted(own), by=editor).self_approved
        assert not workflow.approve(submitted(other), by=editor).self_approved

    def test_a_writer_never_approves(self, writer, settings):
        settings.ALLOW_SELF_APPROVAL = True
        assert not is_made(submitted(ArticleFactory(author=writer)), "approve", writer)


class TestPublishing:
    def test_everything_that_is_missing_is_listed_at_once(self, publisher):
        article = ArticleFactory(summary="", source=None, source_url="", reported_on=None)
        claim = ClaimFactory(article=article)
        claim.investment.is_place_not_stated = False
        claim.investment.save()
        Article.objects.filter(pk=article.pk).update(body="")
        article.refresh_from_db()
        approved(article)
        with pytest.raises(NotReady) as refused:
            workflow.publish(article, by=publisher)
        assert {failure.field for failure in refused.value.failures} == {
            *["body", "summary", "source", "source_url", "reported_on"],
            *["claims", "parties", "places"],
        }
        article.refresh_from_db()
        assert (article.state, article.public_from) == ("approved", None)

    def test_it_is_public_from_now(self, publisher):
        article = approved(ArticleFactory())
        with time_machine.travel(NOON, tick=False):
            assert workflow.publish(article, by=publisher).public_from == NOON

    def test_a_time_that_has_passed_is_refused_and_the_minute_just_typed_is_now(self, publisher):
        article = approved(ArticleFactory())
        with time_machine.travel(NOON, tick=False):
            with pytest.raises(WorkflowError, match="has passed"):
                workflow.publish(article, by=publisher, at=NOON - timedelta(minutes=2))
            workflow.publish(article, by=publisher, at=NOON - timedelta(seconds=40))
        assert article.public_from == NOON

    def test_a_time_that_nobody_means_is_refused(self, publisher):
        article = approved(ArticleFactory())
        with pytest.raises(WorkflowError, match="next five years"):
            workflow.publish(article, by=publisher, at=datetime(9999, 1, 1, tzinfo=UTC))

    def test_two_who_publish_at_once_publish_once(self, publisher):
        article = approved(ArticleFactory())
        read = Article.objects.get(pk=article.pk)
        workflow.publish(article, by=publisher)
        with pytest.raises(StaleVersion):
            workflow.publish(read, by=publisher)
        assert article.transitions.filter(action="publish").count() == 1

    def test_a_schedule_is_not_cancelled_once_its_time_has_come(self, publisher):
        with time_machine.travel(NOON - timedelta(days=1), tick=False):
            article = published(ArticleFactory(), at=NOON)
        with time_machine.travel(NOON, tick=False), pytest.raises(WorkflowError):
            workflow.unschedule(article, by=publisher)
        assert Article.objects.public().filter(pk=article.pk).exists()

    def test_a_cancelled_schedule_can_be_set_anew(self, publisher):
        article = workflow.unschedule(scheduled(ArticleFactory()), by=publisher)
        assert article.public_from is None
        assert workflow.publish(article, by=publisher).is_public


class TestRetracting:
    def test_readers_of_what_was_public_are_told(self):
        article = retracted(published(ArticleFactory()))
        assert list(Article.objects.retracted()) == [article]
        assert not Article.objects.public().exists()

    def test_what_never_was_public_leaves_no_trace(self):
        retracted(scheduled(ArticleFactory()))
        assert not Article.objects.retracted().exists()

    def test_a_restored_article_is_a_draft_without_its_approval(self, publisher):
        article = retracted(published(ArticleFactory()))
        workflow.restore(article, by=publisher, reason="Confirmed.")
        assert (article.state, article.approved_by, article.public_from) == ("draft", None, None)
        assert not Article.objects.retracted().exists()

    def test_a_stale_retraction_is_refused(self, publisher):
        article = published(ArticleFactory())
        Article.objects.update(version=F("version") + 1)
        with pytest.raises(StaleVersion):
            workflow.retract(article, by=publisher, reason="Wrong.")
        assert Article.objects.public().exists()


@pytest.mark.parametrize(
    ("state", "is_deletable"),
    [("draft", True), ("sent back", True), ("in review", False), ("published", False),
     ("scheduled", False), ("retracted", False)],
)  # fmt: skip
def test_only_a_draft_that_was_never_published_can_be_deleted(state, is_deletable):
    assert STATES[state](ArticleFactory()).is_deletable == is_deletable


def test_a_restored_article_is_history_and_not_deleted(publisher):
    article = retracted(published(ArticleFactory()))
    assert not workflow.restore(article, by=publisher, reason="Confirmed.").is_deletable


@pytest.mark.parametrize(("is_public", "state"), [(False, "in_review"), (True, "approved")])
def test_a_record_edited_while_its_article_is_scheduled_is_reviewed_again(
    is_public, state, publisher
):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    if is_public:
        report(deal)
    article = report(deal, at=datetime.now(UTC) + timedelta(days=1))
    deal.refresh_from_db()
    workflow.review_again_about(deal, by=publisher)
    article.refresh_from_db()
    assert article.is_scheduled
    assert workflow.unschedule(article, by=publisher).state == state
