"""Every door of the desk: the URL map of the admin walked, with who may look and who may act.

An address without an entry here fails a test: nothing of the desk goes unwatched. Who may do what
is asked of articles.policy; tests/articles/test_policy.py says what that must answer.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver, reverse
from reversion.models import Version

from articles import policy, workflow
from articles.desk import previews
from articles.desk.proposals import taking
from articles.models import Article, Dossier, SavedView
from entities.models import ExchangeRate, Investment, Organisation, Place, Site

RECORDS = (Organisation, Site, Place, Investment, Dossier)
KINDS = {
    model._meta.label_lower.replace(".", "_"): model for model in (Article, *RECORDS, ExchangeRate)
}


# Who may: functions of a user and a record.


def nobody(user, record):
    return False


def anybody(user, record):
    return True


def may(action):
    """A rule of the role alone."""
    return lambda user, record: policy.may(user, action)


def look(user, record):
    return policy.may_read(user, record)


def look_back(user, record):
    """The old version of an article shows it as it was: a draft, that not all who may read it now
    may have read then."""
    was = Article(state="draft", author_id=record.author_id) if is_article(record) else record
    return look(user, record) and look(user, was)


def edit(user, record):
    if is_article(record):
        return look(user, record) and policy.may_edit_article(user, record)
    if isinstance(record, ExchangeRate):
        return policy.may(user, "edit_public_record")
    return not is_merged(record) and policy.may_edit_record(user, record)


def create(user, record):
    if isinstance(record, ExchangeRate):
        return policy.may(user, "edit_public_record")
    return policy.may(user, "create_article" if is_article(record) else "create_record")


def delete(user, record):
    if is_article(record):
        return record.is_deletable and policy.may(user, "delete_article", record)
    return not is_merged(record) and policy.may(user, "delete_record")


def merge(user, record):
    return not is_merged(record) and policy.may(user, "merge_record")


def undo(user, record):
    return is_merged(record) and policy.may(user, "undo_merge")


def share(user, record):
    return previews.may_share(user, record)


def take(user, record):
    is_free = record.state == "in_review" and record.reviewer_id is None
    return is_free and policy.may(user, "approve_article", record)


def fill(user, article):
    return taking.may_take(user, article)


def move(name):
    return lambda user, article: name in workflow.available(article, user)


def remark(user, article):
    return policy.may(user, "comment_article") and look(user, article)


def set_aside(user, deal):
    return policy.may(user, "set_aside_finding") and not deal.claims.exists()


def is_article(record):
    return isinstance(record, Article)


def is_merged(record):
    return getattr(record, "merged_into_id", None) is not None


# What stands in their addresses.


def none(record):
    return []


def own(record):
    return [record.pk]


def version(record):
    """The record and the oldest of its versions."""
    return [record.pk, Version.objects.get_for_object(record).order_by("pk")[0].pk]


def view(record):
    """Somebody's saved view of the list."""
    return [SavedView.objects.filter(listing=record._meta.label_lower)[0].pk]


def nothing(record):
    """The number of no row."""
    return [0]


def finding(record):
    return ["without-claims", record.pk]


def kind(record):
    return [record._meta.model_name, record.pk]


@dataclass(frozen=True)
class Door:
    """Who gets the page, and who changes anything by what can be sent to it."""

    looks: object
    acts: object = nobody
    arguments: object = own


# The pages of one kind of record, by what follows the kind in the name of the address.
PAGES = {
    "changelist": Door(may("read_record"), edit, none),
    "add": Door(create, create, none),
    "change": Door(look, edit),
    "delete": Door(delete, delete),
    "history": Door(look),
    "compare": Door(look),
    "restore": Door(edit, edit, version),
    "revision": Door(look_back, nobody, version),
    "recoverlist": Door(nobody, nobody, none),
    "recover": Door(nobody, nobody, lambda record: version(record)[1:]),
    "preview": Door(look),
    "preview_links": Door(nobody, share),
    "editing": Door(nobody, edit),
    "save_view": Door(nobody, may("read_record"), none),
    "delete_view": Door(nobody, nobody, view),
    "merge": Door(merge, merge),
    "undo_merge": Door(undo, undo),
    "export": Door(may("read_record"), nobody, none),
    # A POST of it needs a file: tests/articles/test_transfer.py.
    "import": Door(may("import_records"), nobody, none),
    "effects": Door(nobody),
    "bulk": Door(nobody, edit, none),
}
# The other doors, those of all records by the kinds of record that they are tried with.
OF_RECORDS = {
    "desk_take": ({Article}, Door(nobody, take)),
    "health_set_aside": (
        {Investment}, Door(set_aside, set_aside, finding)
    ),
    "health_take_up": ({Investment}, Door(nobody, set_aside, finding)),
    "articles_article_enter": (set(), Door(may("create_article"), may("create_article"), none)),
    "articles_article_proposals": ({Article}, Door(fill, fill)),
    "resting": ({Article, Organisation}, Door(look, nobody, kind)),
    # Django's own way to a page by its number: it would tell the addresses of drafts.
    "view_on_site": (
        {Article, *RECORDS},
        Door(nobody, nobody,
             lambda record: [ContentType.objects.get_for_model(record).pk, record.pk]),
    ),
}  # fmt: skip
ACCOUNTS = may("manage_users")
OTHERS = {
    "index": Door(anybody, nobody, none),
    "login": Door(nobody, nobody, none),
    "logout": Door(nobody, nobody, none),
    "password_change": Door(anybody, nobody, none),
    "password_change_done": Door(anybody, nobody, none),
    "jsi18n": Door(anybody, nobody, none),
    "preferences": Door(anybody, anybody, none),
    "desk_queue": Door(may("approve_article"), nobody, lambda user: ["reviews"]),
    "health": Door(may("read_record"), nobody, none),
    "health_finding": Door(may("read_record"), nobody, lambda user: ["without-claims"]),
    "autocomplete": Door(nobody, nobody, none),
    "app_list": Door(may("read_record"), nobody, lambda user: ["entities"]),
    "auth_user_changelist": Door(ACCOUNTS, nobody, none),
    "auth_user_add": Door(ACCOUNTS, ACCOUNTS, none),
    "auth_user_change": Door(ACCOUNTS, ACCOUNTS),
    "auth_user_history": Door(ACCOUNTS),
    "auth_user_delete": Door(nobody),
    "auth_user_password_change": Door(ACCOUNTS, ACCOUNTS),
    "auth_user_reset_factor": Door(ACCOUNTS),
    # For those between password and second factor: tests/accounts/test_sign_in.py.
    "sign_in_code": Door(nobody, nobody, none),
    "second_factor": Door(anybody, nobody, none),
    "confirm": Door(anybody, nobody, none),
    "accounts_securityevent_changelist": Door(may("read_content_events"), nobody, none),
    "accounts_securityevent_add": Door(nobody, nobody, none),
    # Of an event that there is: tests/articles/test_accounts.py.
    "accounts_securityevent_change": Door(nobody, nobody, nothing),
    "accounts_securityevent_delete": Door(nobody, nobody, nothing),
    "accounts_securityevent_history": Door(nobody, nobody, nothing),
}


def names_of_doors():
    """The names of all addresses of the admin, without 'admin:'; those without a name only lead
    to one that has one."""
    found = (name for name in _names(get_resolver()) if name.startswith("admin:"))
    return sorted({name.removeprefix("admin:") for name in found} - {"None"})


def _names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"


def door(name):
    """(models it is of, Door); KeyError for an address that nobody has classified."""
    if name in OTHERS:
        return set(), OTHERS[name]
    if name in OF_RECORDS:
        return OF_RECORDS[name]
    listing = next(each for each in (*KINDS, name) if name.startswith(each))
    return {KINDS[listing]}, PAGES[name.removeprefix(f"{listing}_")]


def doors_of(record):
    """(name, Door, address) of each page of one record."""
    for name in names_of_doors():
        models, found = door(name)
        if type(record) in models:
            yield name, found, reverse(f"admin:{name}", args=found.arguments(record))
