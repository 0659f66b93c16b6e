"""Two at once on one record: one wins, the other is told, and no half of either is left.

Each race is two requests of two people, sent together from forms that both had read before.
"""

from functools import partial
from threading import Barrier, Thread

from django.db import connection
from django.urls import reverse
from reversion.models import Version

from articles import checks, workflow
from articles.desk import merging
from articles.models import Article
from entities.models import Investment
from tests.articles.racing import MOVES, edit, press, sent_at_once, told_off
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    UserFactory,
    approved,
    draft_about,
    published,
)
from verify.figures import Figure

ROWS = ["T26", "T27", "T28"]
ENGINES = ["sqlite", "postgresql"]

OF_FORMS = 10
OF_STEPS = 200


def publisher():
    return UserFactory(role="publisher")


def has_one_winner(won, answers):
    """Did exactly one of two win, and was the other told?"""
    return sum(won) == 1 and [told_off(answer) for answer in answers] == [not each for each in won]


def move_and_edit(name):
    """A step of the workflow against an edit of the title."""

    def race():
        make, mover = MOVES[name]
        article = make(draft_about(InvestmentFactory(), title="Before"))
        checks.accept_all(article, by=publisher())
        by = article.author if mover == "author" else UserFactory(role=mover)
        other = by if mover == "author" else publisher()
        answers = sent_at_once(
            [press(by, article, name), edit(other, article, title="After", is_touch_up="on")]
        )
        article.refresh_from_db()
        moved = article.state == workflow.TRANSITIONS[name].target
        return has_one_winner([moved, article.title == "After"], answers) and is_approved(article)

    return race


def is_approved(article):
    """Was what is published approved as it is, by somebody with no part in it?"""
    if article.state != "published":
        return True
    return article.approved_by_id not in (None, article.author_id)


def publish_twice():
    article = approved(draft_about(InvestmentFactory()))
    people = [publisher(), publisher()]
    checks.accept_all(article, by=people[0])
    answers = sent_at_once([press(person, article, "publish") for person in people])
    told = sorted(map(told_off, answers))
    return article.transitions.filter(action="publish").count() == 1 and told == [False, True]


def publish_and_send_back():
    article = approved(draft_about(InvestmentFactory()))
    people = [publisher(), UserFactory(role="editor")]
    checks.accept_all(article, by=people[0])
    names = ["publish", "send_back"]
    answers = sent_at_once(
        [press(person, article, name) for person, name in zip(people, names, strict=True)]
    )
    article.refresh_from_db()
    won = [article.state == workflow.TRANSITIONS[name].target for name in names]
    return has_one_winner(won, answers)


def take_twice():
    article = workflow.submit(draft_about(InvestmentFactory()), by=UserFactory(is_superuser=True))
    people = [UserFactory(role="editor") for _ in range(2)]
    url = reverse("admin:desk_take", args=[article.pk])
    answers = sent_at_once([(person, url, {}) for person in people])
    article.refresh_from_db()
    return has_one_winner([article.reviewer == person for person in people], answers)


def save_twice():
    deal = InvestmentFactory(title="Before", investors=[OrganisationFactory()])
    answers = sent_at_once([edit(publisher(), deal, title=title) for title in ("One", "Two")])
    deal.refresh_from_db()
    return has_one_winner([deal.title == title for title in ("One", "Two")], answers)


def bulk_and_save():
    deal = InvestmentFactory(title="Before", investors=[OrganisationFactory()])
    bulk = {"reason": "Why.", "seen": f"{deal.pk}:{deal.version}", "status": "paused",
            "_confirm": "1"}  # fmt: skip
    url = reverse("admin:entities_investment_bulk")
    editor = UserFactory(role="editor")
    answers = sent_at_once([(editor, url, bulk), edit(publisher(), deal, title="After")])
    deal.refresh_from_db()
    won = [deal.status == "paused", deal.title == "After"]
    is_told = "Left as they were" in answers[0].content.decode()
    return sum(won) == 1 and [is_told, told_off(answers[1])] == [not each for each in won]


def restore_and_save():
    deal = InvestmentFactory(title="First", investors=[OrganisationFactory()])
    for title in ("Second", "Third"):
        sent_at_once([edit(publisher(), deal, title=title)])
    deal.refresh_from_db()
    _before, old, _now = Version.objects.get_for_object(deal).order_by("pk")
    url = reverse("admin:entities_investment_restore", args=[deal.pk, old.pk])
    restore = {"reason": "Better.", "version_read": deal.version}
    answers = sent_at_once(
        [(UserFactory(role="editor"), url, restore), edit(publisher(), deal, title="Fourth")]
    )
    deal.refresh_from_db()
    return has_one_winner([deal.title == title for title in ("Second", "Fourth")], answers)


def merge_and_save():
    """Merging an organisation against an edit of a deal that gains it as a party."""
    source, target = OrganisationFactory(), OrganisationFactory()
    deal = InvestmentFactory(title="Before", investors=[source])
    by = publisher()
    together = Barrier(2)

    def merge():
        together.wait()
        try:
            merging.merge(source, target, by=by, reason="The same.")
        finally:
            connection.close()

    person, url, form = edit(publisher(), deal, title="After")
    merger = Thread(target=merge)
    merger.start()
    together.wait()
    sent_at_once([(person, url, form)])
    merger.join()
    left = Investment.objects.filter(parties__organisation=source).exists()
    return not left and deal.parties.get().organisation == target


FORMS = {
    **{f"{name} / edit": move_and_edit(name) for name in MOVES},
    "publish / publish": publish_twice,
    "publish / send back": publish_and_send_back,
    "take / take": take_twice,
    "save / save": save_twice,
    "bulk change / save": bulk_and_save,
    "restore / save": restore_and_save,
    "merge / save": merge_and_save,
}

# The same without browsers, many times: two steps on what both have read.
STEPS = [
    (lambda article: article, "submit", "submit"),
    (lambda article: workflow.submit(article, by=article.author), "approve", "recall"),
    (lambda article: workflow.submit(article, by=article.author), "approve", "send_back"),
    (approved, "publish", "publish"),
    (approved, "publish", "send_back"),
    (published, "retract", "retract"),
]


def steps_at_once(make, *names):
    """Did exactly one of two steps of the workflow succeed, leaving one Transition?"""
    article = make(draft_about(InvestmentFactory()))
    checks.accept_all(article, by=publisher())
    before, together, won = article.transitions.count(), Barrier(2), []

    def step(name, read, by):
        together.wait()
        try:
            workflow.move_by_name(read, name, by=by, reason="Why.")
            won.append(name)
        except workflow.WorkflowError:
            pass
        finally:
            connection.close()

    threads = []
    for name in names:
        by = article.author if name in ("submit", "recall") else publisher()
        read = Article.objects.get(pk=article.pk)
        threads.append(Thread(target=step, args=(name, read, by)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    article.refresh_from_db()
    is_one = len(won) == 1 and article.transitions.count() == before + 1
    return is_one and article.state == workflow.TRANSITIONS[won[0]].target and is_approved(article)


def run(quick):
    yield counted(
        "races of two forms / not exactly one winner with the other told",
        FORMS, 1 if quick else OF_FORMS,
    )  # fmt: skip
    races = {f"{one} / {other}": partial(steps_at_once, make, one, other)
             for make, one, other in STEPS}  # fmt: skip
    yield counted("races of two steps / not exactly one winner", races, 5 if quick else OF_STEPS)


def counted(what, races, number):
    wrong = [name for name, race in races.items() for _time in range(number) if not race()]
    note = f"{len(races)} pairs" + (f", wrong: {sorted(set(wrong))}" if wrong else "")
    tried = number * len(races)
    return Figure(what, tried, len(wrong), "2,000 on both databases / 0", tried, note=note)
