"""Two people at once, each in a connection of their own. SQLite's writers take turns anyway."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from articles import checks, consistency, workflow
from articles.desk import comments, ledger, merging
from articles.desk.pages import page_of
from entities.models import Investment, Party
from tests.articles.racing import MOVES, edit, press, sent_at_once, told_off
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    UserFactory,
    approved,
    draft_about,
)
from tests.html_forms import filled_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers take turns"),
]


def at_once(user, posts):
    """Send each (record, changes) of `posts` as its filled-in form, all together; the statuses."""
    together = Barrier(len(posts))

    def send(record, changes):
        client = Client()
        client.force_login(user)
        url = reverse("admin:entities_investment_change", args=[record.pk])
        form = filled_in(client.get(url), **changes)
        together.wait()
        try:
            return client.post(url, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as threads:
        return sorted(threads.map(send, *zip(*posts, strict=True)))


def test_of_two_halves_of_a_circle_one_is_refused_at_its_field(publisher):
    deals = [InvestmentFactory(investors=[OrganisationFactory()]) for _ in range(2)]
    halves = [(deals[0], {"part_of": deals[1].pk}), (deals[1], {"part_of": deals[0].pk})]
    assert at_once(publisher, halves) == [200, 302]
    assert Investment.objects.exclude(part_of=None).count() == 1


def test_of_two_who_save_the_same_record_one_wins_and_the_other_is_told(publisher):
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    assert at_once(publisher, [(deal, {"title": "One"}), (deal, {"title": "Two"})]) == [302, 409]
    assert Investment.objects.get().title in ("One", "Two")


# What one does while the other has a page open, then both at once.


class Paused:
    """A function that stops at its first call until it is let go on."""

    def __init__(self, function):
        self.function, self.reached, self.going = function, Event(), Event()

    def __call__(self, *args, **options):
        self.reached.set()
        assert self.going.wait(20)
        return self.function(*args, **options)


def in_thread(pool, work):
    def done():
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(done)


@pytest.mark.parametrize("added", [False, True])
def test_a_form_saved_during_a_merge_leaves_nothing_that_leads_to_the_merged(
    added, publisher, monkeypatch
):
    source, target = OrganisationFactory(), OrganisationFactory()
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    page = "add" if added else "change"
    arguments = [] if added else [deal.pk]
    url = reverse(f"admin:entities_investment_{page}", args=arguments)
    client = Client()
    client.force_login(publisher)
    form = filled_in(client.get(url), title="New", kind="grant", announced_on="2025-09-16",
                     is_place_not_stated="on")  # fmt: skip
    form |= {"parties-TOTAL_FORMS": 2, "parties-1-organisation": source.pk,
             "parties-1-role": "partner"}  # fmt: skip
    paused = Paused(ledger.Ledger.move)
    monkeypatch.setattr(merging.Ledger, "move", lambda *args: paused(*args))
    with ThreadPoolExecutor(2) as pool:
        merge = in_thread(
            pool, lambda: merging.merge(source, target, by=publisher, reason="The same.")
        )
        assert paused.reached.wait(20)
        save = in_thread(pool, lambda: client.post(url, form))
        sleep(0.5)
        paused.going.set()
        merge.result(), save.result()
    assert not Party.objects.filter(organisation=source).exists()
    answer = save.result()
    assert answer.status_code == 200
    assert b"errornote" in answer.content


@pytest.mark.parametrize("name", MOVES)
def test_of_a_move_and_an_edit_at_once_one_wins_and_the_other_is_told(name):
    make, mover = MOVES[name]
    article = make(draft_about(InvestmentFactory(), title="Before"))
    checks.accept_all(article, by=UserFactory(role="publisher"))
    by = article.author if mover == "author" else UserFactory(role=mover)
    other = by if mover == "author" else UserFactory(role="publisher")
    answers = sent_at_once(
        [press(by, article, name), edit(other, article, title="After", is_touch_up="on")]
    )
    article.refresh_from_db()
    is_moved = article.state == workflow.TRANSITIONS[name].target
    is_edited = article.title == "After"
    assert is_moved != is_edited
    assert [told_off(answer) for answer in answers] == [is_edited, is_moved]


def test_of_two_who_publish_one_now_and_one_later_one_wins_and_the_other_is_told():
    article = approved(draft_about(InvestmentFactory()))
    people = [UserFactory(role="publisher") for _ in range(2)]
    checks.accept_all(article, by=people[0])
    later = timezone.localtime() + timedelta(days=2)
    answers = sent_at_once([
        press(people[0], article, "publish"),
        press(people[1], article, "publish", move_at=later.strftime("%Y-%m-%dT%H:%M")),
    ])  # fmt: skip
    assert article.transitions.filter(action="publish").count() == 1
    assert sorted(map(told_off, answers)) == [False, True]


def test_of_two_who_take_a_review_one_has_it_and_the_other_is_told():
    article = workflow.submit(draft_about(InvestmentFactory()), by=UserFactory(is_superuser=True))
    people = [UserFactory(role="editor") for _ in range(2)]
    url = reverse("admin:desk_take", args=[article.pk])
    answers = sent_at_once([(person, url, {}) for person in people])
    article.refresh_from_db()
    assert article.reviewer in people
    assert [told_off(answer) for answer in answers] == [each != article.reviewer for each in people]


def test_of_a_change_in_bulk_and_an_edit_at_once_one_wins_and_the_other_is_told(publisher, editor):
    deal = InvestmentFactory(title="Before", investors=[OrganisationFactory()])
    url = reverse("admin:entities_investment_bulk")
    bulk = {"reason": "Why.", "seen": f"{deal.pk}:{deal.version}", "status": "paused",
            "_confirm": "1"}  # fmt: skip
    answers = sent_at_once([(editor, url, bulk), edit(publisher, deal, title="After")])
    deal.refresh_from_db()
    assert (deal.status == "paused") != (deal.title == "After")
    assert ("Left as they were" in answers[0].content.decode()) == (deal.title == "After")
    assert told_off(answers[1]) == (deal.status == "paused")


def test_of_restoring_and_an_edit_at_once_one_wins_and_the_other_is_told(publisher, editor):
    deal = InvestmentFactory(title="First", investors=[OrganisationFactory()])
    for title in ("Second", "Third"):
        sent_at_once([edit(publisher, deal, title=title)])
    deal.refresh_from_db()
    _before, old, _now = Version.objects.get_for_object(deal).order_by("pk")
    url = reverse("admin:entities_investment_restore", args=[deal.pk, old.pk])
    restore = {"reason": "Better.", "version_read": deal.version}
    answers = sent_at_once([(editor, url, restore), edit(publisher, deal, title="Fourth")])
    deal.refresh_from_db()
    assert deal.title in ("Second", "Fourth")
    assert [told_off(each) for each in answers] == [deal.title == "Fourth", deal.title == "Second"]


def test_a_merge_undone_while_its_target_is_edited_leaves_both_whole(publisher, editor):
    source, target = OrganisationFactory(), OrganisationFactory(name="Before")
    deal = InvestmentFactory(investors=[source])
    merging.merge(source, target, by=publisher, reason="The same.")
    url = reverse("admin:entities_organisation_undo_merge", args=[source.pk])
    answers = sent_at_once(
        [(publisher, url, {"reason": "Not."}), edit(editor, target, name="After")]
    )
    source.refresh_from_db(), target.refresh_from_db()
    assert (target.name == "After") == (not told_off(answers[1]))
    assert (source.merged_into is None) == (not told_off(answers[0]))
    assert deal.parties.get().organisation == (source.merged_into or source)
    assert [*consistency.public_dates(), *consistency.folded_copies()] == []


def test_a_remark_answered_and_resolved_at_once_has_both(writer, editor):
    article = workflow.submit(draft_about(InvestmentFactory(), author=writer), by=writer)
    remark = comments.add(article, "Why?", by=writer)
    url = page_of(article)
    answer = {"_remark": f"answer {remark.pk}", f"remark_{remark.pk}": "So."}
    sent_at_once([(writer, url, answer), (editor, url, {"_remark": f"resolve {remark.pk}"})])
    remark.refresh_from_db()
    assert remark.resolved_by == editor
    assert remark.answers.get().by == writer
