"""Who may do what: the permission matrix as data, and the one function that reads it.

Admin, workflow, commands and later the API ask `may`; nothing else decides.
"""

from enum import Enum

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

WRITER, EDITOR, PUBLISHER, ADMINISTRATOR = ROLES = (
    "writer",
    "editor",
    "publisher",
    "administrator",
)


# They publish, or say who may: a password that was learnt must not be enough.
WITH_SECOND_FACTOR = {PUBLISHER, ADMINISTRATOR}


class Scope(Enum):
    """Which articles a role may do something with."""

    ANY = "any"
    OWN = "their own"
    OWN_DRAFT = "their own while it is a draft"
    ASSIGNED = "those they wrote or are to review"
    REVIEWABLE = "those they wrote or are to review, and all that were submitted"
    OTHERS = "those they have no part in writing"


MATRIX = {
    "create_article": {WRITER: Scope.ANY, EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "read_article": {
        WRITER: Scope.OWN,
        EDITOR: Scope.REVIEWABLE,
        PUBLISHER: Scope.ANY,
    },
    "read_published_article": dict.fromkeys(ROLES, Scope.ANY),
    "edit_article": {WRITER: Scope.OWN_DRAFT, EDITOR: Scope.ASSIGNED, PUBLISHER: Scope.ANY},
    "correct_article": {EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "comment_article": {WRITER: Scope.ANY, EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "delete_article": {WRITER: Scope.OWN_DRAFT, PUBLISHER: Scope.ANY},
    "submit_article": {WRITER: Scope.OWN, EDITOR: Scope.OWN, PUBLISHER: Scope.OWN},
    "recall_article": {WRITER: Scope.OWN, EDITOR: Scope.OWN, PUBLISHER: Scope.OWN},
    "send_back_article": {EDITOR: Scope.OTHERS, PUBLISHER: Scope.OTHERS},
    "approve_article": {EDITOR: Scope.OTHERS, PUBLISHER: Scope.OTHERS},
    "accept_warning": {EDITOR: Scope.REVIEWABLE, PUBLISHER: Scope.ANY},
    "publish_article": {PUBLISHER: Scope.ANY},
    "reschedule_article": {PUBLISHER: Scope.ANY},
    "unschedule_article": {PUBLISHER: Scope.ANY},
    "retract_article": {PUBLISHER: Scope.ANY, ADMINISTRATOR: Scope.ANY},
    "restore_article": {PUBLISHER: Scope.ANY},
    "revoke_preview": {PUBLISHER: Scope.ANY},
    "read_record": dict.fromkeys(ROLES, Scope.ANY),
    "create_record": {WRITER: Scope.ANY, EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "edit_record": {WRITER: Scope.ANY, EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "edit_public_record": {EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "import_records": {EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "delete_record": {PUBLISHER: Scope.ANY},
    "merge_record": {PUBLISHER: Scope.ANY},
    "undo_merge": {PUBLISHER: Scope.ANY},
    "set_aside_finding": {EDITOR: Scope.ANY, PUBLISHER: Scope.ANY},
    "manage_users": {ADMINISTRATOR: Scope.ANY},
    "read_security_events": {ADMINISTRATOR: Scope.ANY},
    "read_content_events": {PUBLISHER: Scope.ANY, ADMINISTRATOR: Scope.ANY},
}


def roles_of(user):
    """The user's roles: names of groups; none for a disabled or anonymous user."""
    if not user.is_active:
        return frozenset()
    if not hasattr(user, "newsroom_roles"):
        names = user.groups.values_list("name", flat=True)
        user.newsroom_roles = frozenset(names) & set(ROLES)
    return user.newsroom_roles


def needs_second_factor(user):
    """Whether `user` may do so much that a password alone is too little."""
    return user.is_superuser or bool(roles_of(user) & WITH_SECOND_FACTOR)


def may(user, action, article=None):
    """Whether `user` may do `action`, on `article` where the matrix limits it to some articles.

    Without an article: whether there can be any on which they may. A superuser may do all but
    what is reserved for people who had no part in the writing.
    Raises KeyError for an action that the matrix doesn't have.
    """
    scopes = {MATRIX[action].get(role) for role in roles_of(user)} - {None}
    if user.is_active and user.is_superuser:
        needs_another = Scope.OTHERS in MATRIX[action].values()
        scopes.add(Scope.OTHERS if needs_another else Scope.ANY)
    if article is None:
        return bool(scopes)
    return any(_covers(scope, user, article) for scope in scopes)


def _covers(scope, user, article):
    own = article.author_id in (None, user.pk)
    to_review = article.reviewer_id == user.pk
    match scope:
        case Scope.ANY:
            return True
        case Scope.OWN:
            return own
        case Scope.OWN_DRAFT:
            return own and article.state == "draft"
        case Scope.ASSIGNED:
            return own or to_review
        case Scope.REVIEWABLE:
            return own or to_review or article.state != "draft"
        case Scope.OTHERS:
            return not own and not article.contributors.filter(pk=user.pk).exists()


def may_edit_article(user, article):
    """Whether `user` may save changes to `article` as it is now.

    A published one is corrected by editors and publishers; a retracted one is restored first.
    """
    if article.state == "retracted":
        return False
    return may(user, "correct_article" if article.state == "published" else "edit_article", article)


def may_read_article(user, article):
    """Whether `user` may read `article` in the admin, its history and its preview."""
    action = "read_published_article" if article.is_public else "read_article"
    return may(user, action, article)


def may_read(user, record):
    """Whether `user` may read `record`, an Article or another, in the admin and in a preview."""
    is_article = record._meta.model_name == "article"
    return may_read_article(user, record) if is_article else may(user, "read_record")


def name_for(user, record):
    """What `user` may know `record` by where another one links to it: an article that they may not
    read is named to nobody."""
    return str(record) if may_read(user, record) else _("(an article you may not read)")


def readable(user):
    """The condition for articles that `user` may read in the admin, as a Q: may_read_article."""
    published = Q(public_from__lte=timezone.now())
    scopes = {MATRIX["read_article"].get(role) for role in roles_of(user)}
    if Scope.ANY in scopes or (user.is_active and user.is_superuser):
        return Q()
    if Scope.REVIEWABLE in scopes:
        return Q(author=user) | Q(reviewer=user) | ~Q(state="draft")
    if Scope.OWN in scopes:
        return Q(author=user) | published
    return published if roles_of(user) else Q(pk__in=[])


def able(action):
    """The users who may do `action` with some article or record, each once."""
    named = Group.objects.filter(name__in=MATRIX[action], user=OuterRef("pk"))
    can = Q(is_superuser=True) | Exists(named)
    return get_user_model().objects.filter(can, is_active=True)


def grantable(user):
    """The roles that `user` may give and take away: none above their own."""
    if user.is_superuser:
        return ROLES
    own = [number for number, role in enumerate(ROLES) if role in roles_of(user)]
    return ROLES[: max(own) + 1] if own else ()


def hold_accounts():
    """Until this transaction ends nobody else changes who manages accounts: of two administrators
    who take the role from each other, one is the last."""
    list(Group.objects.select_for_update().filter(name=ADMINISTRATOR))


def unreviewed():
    """The condition for articles whose reviewer, if they have one, may not approve them: they left,
    lost the role, or have a part in the writing by now."""
    reviewer = able("approve_article").filter(pk=OuterRef("reviewer"))
    return ~Exists(reviewer.exclude(pk=OuterRef("author")).exclude(contributions=OuterRef("pk")))


def may_edit_record(user, record):
    """Whether `user` may change an Organisation, Site, Place, Investment or Dossier.

    What is public or scheduled is changed by editors and publishers alone: a writer's change
    would be live at once.
    """
    public = record is not None and record.public_from is not None
    return may(user, "edit_public_record" if public else "edit_record")


def make_roles(using="default", **kwargs):
    """Create the groups that stand for the roles; called after every migrate."""
    for role in ROLES:
        Group.objects.using(using).get_or_create(name=role)
