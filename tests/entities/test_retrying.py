"""What the database breaks off because of somebody else is done anew, once and whole."""

import psycopg
import pytest
from django.db import OperationalError, connection

from articles import workflow
from articles.models import Article
from entities.retrying import retried
from tests.factories import InvestmentFactory, UserFactory, approved, draft_about

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = [
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
]


class Breaking:
    """Breaks off the statement with the number `at`, and only that."""

    def __init__(self, at, fault, times=1):
        self.at, self.fault, self.times, self.number = at, fault, times, 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        if self.at <= self.number and self.times:
            self.times -= 1
            raise OperationalError("broken off") from self.fault()
        return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr("entities.retrying.time.sleep", lambda seconds: None)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("at", [1, 5, 9, 13, 20])
def test_a_step_that_is_broken_off_at_any_statement_is_taken_once(fault, at):
    author = UserFactory(role="writer")
    article = draft_about(InvestmentFactory(), author=author)
    with connection.execute_wrapper(Breaking(at, fault)):
        workflow.submit(article, by=author)
    assert article.transitions.count() == 1
    assert Article.objects.get(pk=article.pk).version == article.version
    workflow.approve(article, by=UserFactory(role="editor"))


def test_what_is_broken_off_again_and_again_is_given_up_and_changes_nothing():
    article = approved(draft_about(InvestmentFactory()))
    editor = article.approved_by
    breaking = Breaking(1, psycopg.errors.DeadlockDetected, times=100)
    with pytest.raises(OperationalError), connection.execute_wrapper(breaking):
        workflow.send_back(article, by=editor, reason="No.")
    assert 100 - breaking.times == 4
    assert Article.objects.get(pk=article.pk).state == "approved"


@pytest.mark.parametrize("fault", [psycopg.errors.AdminShutdown, psycopg.errors.DiskFull])
def test_what_another_try_would_not_mend_is_not_tried_again(fault):
    calls = []

    @retried
    def save():
        calls.append(1)
        raise OperationalError from fault()

    with pytest.raises(OperationalError):
        save()
    assert calls == [1]
