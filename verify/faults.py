"""Every statement of what colleagues do is broken off once, by each of the faults that another try
mends: whatever they did is done once, and whole.

What is injected is what PostgreSQL says of a serialisation failure, a deadlock and a lock that was
waited for too long; the part runs on SQLite, too, where only the injection is not real.
"""

import psycopg
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from articles import workflow
from articles.desk import comments, merging
from articles.models import Comment, Merge, Transition
from entities import retrying
from entities.models import Organisation
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    UserFactory,
    approved,
    draft_about,
    published,
)
from tests.html_forms import filled_in
from verify.figures import Figure

ROWS = ["T54"]
ENGINES = ["sqlite", "postgresql"]
FAULTS = (
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
)
MOST_STATEMENTS = 200


class Breaking:
    """Breaks off the statement with the number `at`; `is_done` if there was one."""

    def __init__(self, at, fault):
        self.left, self.fault, self.is_done = at, fault, False

    def __call__(self, execute, sql, params, many, context):
        # What stands alone holds no locks: nothing is in its way. Where Django asks whether a row
        # would break a constraint it takes any fault for a yes, and the form is shown again.
        self.left -= connection.in_atomic_block and '"_check"' not in sql
        if self.left == 0 and not self.is_done:
            self.is_done = True
            raise OperationalError("broken off") from self.fault()
        return execute(sql, params, many, context)


def run(quick):
    retrying.time.sleep = lambda seconds: None
    step = 7 if quick else 1
    tried = wrong = 0
    for name, prepare in DEEDS.items():
        for fault in FAULTS[:1] if quick else FAULTS:
            number, bad = broken_off(prepare, fault, step)
            tried, wrong = tried + number, wrong + bad
            print(f"    {name}, {fault.__name__}: {number} / {bad}", flush=True)
    yield Figure("statements broken off / deeds not done just once", tried, wrong, "all / 0",
                 least=40, note=f"{len(DEEDS)} deeds")  # fmt: skip


def broken_off(prepare, fault, step):
    """(how many statements were broken off, how often the deed was not done just once)"""
    wrong = 0
    for number, at in enumerate(range(1, MOST_STATEMENTS * step, step)):
        deed, count = prepare()
        before, breaking = count(), Breaking(at, fault)
        with connection.execute_wrapper(breaking):
            deed()
        if not breaking.is_done:
            return number, wrong
        wrong += count() != before + 1
    return number, wrong


# Each prepares a deed; returns it, and what counts how often it was done.


def steps():
    return Transition.objects.count()


def submitting():
    article = draft_about(InvestmentFactory())
    by = article.author
    return lambda: workflow.submit(article, by=by), steps


def approving():
    article = draft_about(InvestmentFactory())
    workflow.submit(article, by=article.author)
    by = UserFactory(role="editor")
    return lambda: workflow.approve(article, by=by), steps


def publishing():
    article, by = approved(draft_about(InvestmentFactory())), UserFactory(role="publisher")
    workflow.checks.accept_all(article, by=by)
    return lambda: workflow.publish(article, by=by), steps


def retracting():
    article, by = published(draft_about(InvestmentFactory())), UserFactory(role="publisher")
    return lambda: workflow.retract(article, by=by, reason="Wrong."), steps


def remarking():
    article = draft_about(InvestmentFactory())
    by = article.author
    return lambda: comments.add(article, "Why?", by=by), Comment.objects.count


def merging_two():
    source, target, by = OrganisationFactory(), OrganisationFactory(), UserFactory(role="publisher")
    InvestmentFactory(investors=[source])
    return lambda: merging.merge(source, target, by=by, reason="Same."), Merge.objects.count


def saving():
    client, record = Client(), OrganisationFactory()
    client.force_login(UserFactory(role="publisher"))
    url = reverse("admin:entities_organisation_change", args=[record.pk])
    form = filled_in(client.get(url), name=f"{record.name} anew")
    saved = Organisation.objects.filter(name=f"{record.name} anew")
    history = Version.objects.get_for_object(record)

    def count():
        return saved.count() if history.count() in (0, 2) else -1

    def save():
        # Where Django asks whether a row would break a constraint it takes any fault for a yes: the
        # form is shown again with what was typed, and the editor saves it again.
        if client.post(url, form).status_code == 200:
            client.post(url, form)

    return save, count


DEEDS = {
    "submit": submitting, "approve": approving, "publish": publishing, "retract": retracting,
    "remark": remarking, "merge": merging_two, "save in the admin": saving,
}  # fmt: skip
