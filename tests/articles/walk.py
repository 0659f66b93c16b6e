"""Every door of the desk tried by everyone, with forms borrowed from those who may.

Nobody gets a page or changes a row that the policy does not give them, no page names an article
that is hidden from them, and nothing that they send breaks the server. `make verify` walks through
all of it on both databases, test_doors.py through a part.
"""

from contextlib import contextmanager
from datetime import date, timedelta

import reversion
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import policy, publishing, workflow
from articles.admin.effects import PREVIEWED
from articles.desk import comments, merging, previews
from articles.models import Article, Comment, Editing, PreviewLink, SavedView
from entities.models import ExchangeRate, Investment, Organisation
from tests.articles import doors
from tests.factories import (
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
    approved,
    draft_about,
    published,
    retracted,
)
from tests.html_forms import filled_in

PEOPLE = ["nobody", "visitor", "writer", "editor", "publisher", "administrator"]
FACTORIES = (OrganisationFactory, SiteFactory, PlaceFactory, InvestmentFactory, DossierFactory)
MAKE = dict(zip(doors.RECORDS, FACTORIES, strict=True))
STATES = {
    "draft": lambda article: article,
    "in review": lambda article: workflow.submit(article, by=article.author),
    "approved": approved,
    "scheduled": lambda article: published(article, at=timezone.now() + timedelta(days=9)),
    "published": published,
    "retracted": lambda article: retracted(published(article)),
}
# What no form has and a forger adds.
FORGED = {
    "state": "published", "public_from": "2020-01-01 00:00", "public_from_0": "2020-01-01",
    "public_from_1": "00:00", "author": "1", "approved_by": "1", "self_approved": "on",
    "merged_into": "1", "version": "9", "is_superuser": "on", "user": "1", "by": "1",
    "transitions-0-to_state": "published", "comments-0-text": "forged",
}  # fmt: skip
OUR_APPS = {"accounts", "articles", "entities", "auth", "reversion", "admin"}
# What newsbase notes by itself of who came and what was refused.
NOTES = ("django_session", "accounts_securityevent", "accounts_attempts")
# What only the workflow writes.
# Of the buttons that somebody who edits the article may press, those worth a try.
PRESSED = ("save", "approve", "publish", "restore")
# Every move in every state is tried by tests/articles/test_workflow.py.
LIKE_OTHERS = ("in review", "scheduled")
MARK = "Canaries sing in this body."
GUARDED = ("state", "public_from", "author", "approved_by", "self_approved", "was_public_from")


def rows():
    """What every table holds, but for when people signed in."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OUR_APPS:
            columns = [each.attname for each in model._meta.concrete_fields]
            values = model._base_manager.values_list(*set(columns) - {"last_login"})
            found[model._meta.label_lower] = sorted(values, key=str)
    # Written anew each time, under other numbers.
    for model in ("articles.searchdocument", "accounts.securityevent", "accounts.attempts"):
        del found[model]
    return found


class Writes:
    """Notes whether anything but a session was written: only then all rows are read."""

    seen = False

    def __call__(self, execute, sql, params, many, context):
        is_write = sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")
        self.seen |= is_write and not any(table in sql for table in NOTES)
        return execute(sql, params, many, context)


@contextmanager
def taken_back():
    """Yields a Writes; whatever was written within is undone."""
    with transaction.atomic(), connection.execute_wrapper(writes := Writes()):
        yield writes
        transaction.set_rollback(True)


def kept(record):
    """`record` with a version in its history."""
    with reversion.create_revision():
        reversion.add_to_revision(record)
    return record


class Base:
    """A newsroom with an article in every state, records of every kind, and all that hangs on
    them. `tried` has (what to call it, record) of each, `rows` what the tables hold."""

    def __init__(self):
        self.author = UserFactory(username="author", role="writer")
        self.people = {name: UserFactory(username=name, role=name) for name in PEOPLE[2:]}
        self.people |= {"nobody": None, "visitor": UserFactory(username="visitor")}
        records = {model: list(self._records(model)) for model in doors.RECORDS}
        articles = {state: self._article(state) for state in STATES}
        articles["own draft"] = self._article("own draft", author=self.people["writer"])
        self.articles = list(articles.values())
        self._tie(records, articles["published"])
        self.tried = [*articles.items()]
        for model, found in records.items():
            # They share what guards them: one of them is tried with all that it may be.
            shown = found if model in (Organisation, Investment) else found[1:2]
            self.tried += [(f"{row._meta.verbose_name} {row.pk}", row) for row in shown]
        rate = {"valid_on": date(2025, 9, 16), "per_eur": "4.31", "source": "By hand"}
        self.tried.append(("a rate", ExchangeRate.objects.create(currency="AED", **rate)))
        for model in doors.KINDS.values():
            listing = model._meta.label_lower
            SavedView.objects.create(user=self.author, name="A view", listing=listing)
        self.chief = UserFactory(username="chief", is_superuser=True)
        self.seen = {look: look() for look in (rows, by_workflow)}

    def _tie(self, records, article):
        """Let the published `article` name the second record of each kind, and all articles."""
        organisation, site, place, deal, dossier = (found[1] for found in records.values())
        with publishing.kept_true(article):
            PartyFactory(investment=deal, organisation=organisation)
            ClaimFactory(article=article, investment=deal)
            deal.sites.add(site)
            deal.places.add(place)
            dossier.articles.set(self.articles)
            article.related.set(self.articles)
        for record in (organisation, site, place, deal, dossier):
            record.refresh_from_db()

    def _article(self, state, **fields):
        article = draft_about(
            InvestmentFactory(),
            title=f"Canary of {state}",
            body=f"{MARK} More is to come.",
            slug=f"canary-{state.replace(' ', '-')}",
            **{"author": self.author, **fields},
        )
        article = STATES.get(state, STATES["draft"])(kept(article))
        remark = comments.add(article, "A remark.", by=article.author)
        Comment.objects.create(article=article, answer_to=remark, text="Yes.", by=self.author)
        if previews.may_share(article.author, article):
            previews.make_link(article, by=article.author)
        Editing.objects.create(user=self.author, kind="articles.article", record_id=article.pk)
        return article

    def _records(self, model):
        """A record of the model that is not public, one that will be, and a merged one."""
        private, public = kept(MAKE[model]()), kept(MAKE[model]())
        previews.make_link(private, by=self.author)
        yield from (private, public)
        if hasattr(model, "merged_into"):
            source, by = kept(MAKE[model]()), UserFactory(role="publisher")
            merging.merge(source, MAKE[model](), by=by, reason="The same.")
            yield source

    def as_each(self, names):
        """(person, their browser) of each of the PEOPLE called `names`."""
        for person in map(self.people.get, names):
            browser = Client()
            if person:
                browser.force_login(person)
            yield person, browser

    def hidden_from(self, person):
        """The titles and addresses of articles that this person must read nowhere."""
        hidden = [
            article
            for article in self.articles
            if person is None or not policy.may_read_article(person, article)
        ]
        return {text for article in hidden for text in (article.title, article.slug)}


def may(rule, person, record):
    return person is not None and rule(person, record)


def named_in(answer, texts):
    """Those of `texts` that the answer or its headers have."""
    said = "" if answer.streaming else answer.content.decode()
    return {text for text in texts if text in said or text in str(answer.headers)}


def tried(browser, method, url, base, data=None, look=rows):
    """The answer, and whether what `look` sees was otherwise than before, until it was undone."""
    with taken_back() as writes:
        answer = getattr(browser, method)(url, data)
        changed = writes.seen and look() != base.seen[look]
    assert answer.status_code < 500, (method, url, data)
    return answer, changed


def by_workflow():
    """What only the workflow writes, of the articles that `Base` has."""
    made = Article.objects.filter(body__startswith=MARK).order_by("pk")
    return list(made.values(*GUARDED))


def borrowed(chief, url):
    """The form as whoever may do everything would send it."""
    answer = chief.get(url)
    is_form = answer.status_code == 200 and "html" in answer.headers["Content-Type"]
    return filled_in(answer) if is_form else {}


def forgeries(base, record, name, form):
    """(what it tries, data, who alone may change anything by it or None for the door's own) for
    the page `name` of a record."""
    page = next((each for each in doors.PAGES if name.endswith(f"_{each}")), name)
    named, said = getattr(type(record), "named_by", "source"), {"reason": "Forged.", "post": "yes"}
    form = {**form, **FORGED, **said, "correction": "Forged.", "correction_note": "Forged."}
    if page in ("change", "add"):
        yield "save", {**form, named: "Forged", "slug": "forged", "_save": "1"}, None
    elif page == "merge":
        into = type(record).objects.filter(merged_into=None).exclude(pk=record.pk).first()
        chosen = dict.fromkeys(("name", "place", "parent", "kind", "latitude-longitude"), "source")
        versions = {"source_version": record.version, "target_version": into.version}
        yield "merge", {**form, **chosen, **versions, "target": into.pk, "_merge": "1"}, None
    elif page == "changelist":
        ticked = {"_selected_action": record.pk, "index": 0, "select_across": 0, **said}
        seen = f"{record.pk}:{getattr(record, 'version', 1)}"
        values = {"status": "paused", "kind": "fund", "seen": seen, "_confirm": "1"}
        yield "bulk", {**ticked, **values, "action": "change_these"}, None
        yield "delete", {**ticked, "action": "delete_selected"}, doors.delete
    elif page == "preview_links":
        yield "link", {"lifetime": "day"}, None
        links = PreviewLink.objects.order_by("pk")
        for link in {*links.to(record), links.first()}:
            yield "revoke", {"revoke": link.pk}, revoke(link)
    elif page == "editing":
        yield "typing", {"typing": "1"}, None
    elif page == "save_view":
        yield "view", {"name": "Forged", "query": "", "is_shared": "on"}, None
    else:
        yield (
            "form",
            {**form, "slug": "forged", "until": timezone.localdate(), "version_read": record.pk},
            None,
        )
    if doors.is_article(record):
        yield from article_forgeries(base, record, page, form)


def revoke(link):
    """Who may revoke the link: on its own record, whoever made it and publishers."""

    def may_revoke(user, record):
        own = link.kind == record._meta.model_name and link.record_id == record.pk
        live = own and PreviewLink.objects.live().filter(pk=link.pk).exists()
        return live and doors.look(user, record) and previews.may_revoke(user, link)

    return may_revoke


def article_forgeries(base, article, page, form):
    if page == "effects":
        for name in (*PREVIEWED, "approve"):
            yield name, {**form, "_move": name, "move_reason": "Forged."}, move_alone(name)
    elif page == "change":
        said = {"move_reason": "Forged.", "remark": "Forged.", "accept_warning": ["1", "x"]}
        for name in workflow.TRANSITIONS:
            yield name, {**form, **said, "_move": name}, either(doors.edit, doors.move(name))
        yield "add", {**form, **said, "_remark": "add"}, doors.remark
        remarks = Comment.objects.filter(answer_to=None).order_by("pk")
        for remark in {remarks.get(article=article), remarks.first(), remarks.last()}:
            data = {**form, **said, f"remark_{remark.pk}": "Forged.", "title": "Forged"}
            here = doors.remark if remark.article_id == article.pk else doors.nobody
            for button in ("answer", "resolve"):
                yield button, {**data, "_remark": f"{button} {remark.pk}"}, here


def move_alone(name):
    """The page of effects makes three of the steps and edits nothing."""
    return doors.move(name) if name in PREVIEWED else doors.nobody


def either(one, other):
    return lambda user, record: one(user, record) or other(user, record)


def pages(base, people=PEOPLE):
    """None or what is wrong, for each page of each record asked for by each of `people`."""
    asked = [(*tried, *door) for tried in base.tried for door in doors.doors_of(tried[1])]
    for person, browser in base.as_each(people):
        hidden = base.hidden_from(person)
        for what, record, name, door, url in asked:
            url += f"?from={doors.version(record)[1]}" if name.endswith("_compare") else ""
            answer, changed = tried(browser, "get", url, base)
            gets, named = answer.status_code == 200, named_in(answer, hidden)
            is_wrong = gets != may(door.looks, person, record) or named or changed
            found = (str(person), name, what, answer.status_code, named, changed)
            yield found if is_wrong else None


def other_pages(base, people=PEOPLE):
    """None or what is wrong, for each page of no record asked for by each of `people`."""
    for person, browser in base.as_each(people):
        hidden = base.hidden_from(person)
        for name, door in doors.OTHERS.items():
            url = reverse(f"admin:{name}", args=door.arguments(base.author))
            answer, changed = tried(browser, "get", url, base)
            gets, named = answer.status_code == 200, named_in(answer, hidden)
            expected = may(door.looks, person, base.author) or (name == "login" and not person)
            is_wrong = gets != expected or named or changed
            yield (str(person), name, answer.status_code, named, changed) if is_wrong else None


def forged_posts(base, people=PEOPLE, left_out=LIKE_OTHERS):
    """None or what is wrong, for each forged button on each page of each record but those
    `left_out`, pressed by each of `people`."""
    chief = Client()
    chief.force_login(base.chief)
    forged = [
        (what, record, name, url, rule or door.acts, aim, data)
        for what, record in base.tried
        if what not in left_out
        for name, door, url in doors.doors_of(record)
        for aim, data, rule in forgeries(base, record, name, borrowed(chief, url))
    ]
    for person, browser in base.as_each(people):
        for what, record, name, url, rule, aim, data in forged:
            is_allowed = may(rule, person, record)
            if is_allowed and not (doors.is_article(record) and aim in PRESSED):
                # What they may do is tested where it is done.
                continue
            moves = aim in workflow.TRANSITIONS and may(doors.move(aim), person, record)
            # Whoever may edit an approved article returns it to review by that.
            voids = what == "approved" and may(doors.edit, person, record)
            look = by_workflow if is_allowed else rows
            _answer, changed = tried(browser, "post", url, base, data, look)
            is_wrong = changed and not (is_allowed and (moves or voids))
            yield (str(person), name, what, aim) if is_wrong else None
