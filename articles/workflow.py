"""The only door to public: every move of an article between states.

Each transition is one row of TRANSITIONS. `move` checks the permission, then the state and the
version by a conditional UPDATE (never read, check, save), writes the Transition and recomputes
what is public, in one transaction. Admin, commands and tests call these functions and no others.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

import reversion
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import checks, policy, publishing
from articles.desk import merged, notifications
from articles.models import Article, State, Transition
from entities.retrying import retried


class WorkflowError(Exception):
    """A transition that can't be made; its text tells a person why and what to do."""


class StaleVersion(WorkflowError):
    """Somebody changed the article since the caller read it."""


class NotReady(WorkflowError):
    """The article fails checks that fall due at publishing."""

    def __init__(self, failures):
        self.failures = failures
        super().__init__(_("Not ready to publish yet: see the list."))


@dataclass(frozen=True)
class Step:
    """One kind of transition: between which states, what it is called, what it asks for."""

    label: str
    sources: tuple
    target: str
    needs_reason: bool = False


TRANSITIONS = {
    "submit": Step(_("Submit for review"), (State.DRAFT,), State.IN_REVIEW),
    "recall": Step(_("Take back"), (State.IN_REVIEW,), State.DRAFT),
    "send_back": Step(_("Send back"), (State.IN_REVIEW, State.APPROVED), State.DRAFT, True),
    "approve": Step(_("Approve"), (State.IN_REVIEW,), State.APPROVED),
    "publish": Step(_("Publish"), (State.APPROVED,), State.PUBLISHED),
    "reschedule": Step(_("Change the time"), (State.PUBLISHED,), State.PUBLISHED),
    "unschedule": Step(_("Cancel the schedule"), (State.PUBLISHED,), State.APPROVED),
    "retract": Step(_("Retract"), (State.PUBLISHED,), State.RETRACTED, True),
    "restore": Step(_("Restore as a draft"), (State.RETRACTED,), State.DRAFT, True),
}
NO_APPROVAL = {
    "approved_by": None,
    "approved_at": None,
    "approved_version": None,
    "self_approved": False,
}


def available(article, by):
    """Names of the transitions that the user `by` may make with `article` as it is now."""
    return [
        name
        for name, step in TRANSITIONS.items()
        if article.state in step.sources and _may(by, name, article) and _applies(name, article)
    ]


def _applies(name, article):
    return name not in ("reschedule", "unschedule") or article.is_scheduled


def _may(by, name, article):
    if policy.may(by, f"{name}_article", article):
        return True
    return name == "approve" and settings.ALLOW_SELF_APPROVAL and _reviews(by)


def _reviews(by):
    return policy.may(by, "approve_article")


def submit(article, *, by, reason=""):
    """Ask for a review."""
    return move(article, "submit", by=by, reason=reason)


def recall(article, *, by, reason=""):
    """Take a submitted article back to go on writing."""
    return move(article, "recall", by=by, reason=reason)


def send_back(article, *, by, reason):
    """Return it to its author, saying why."""
    return move(article, "send_back", by=by, reason=reason, **NO_APPROVAL)


def approve(article, *, by, reason=""):
    """Approve exactly the version that was read: `article.version`."""
    return move(
        article,
        "approve",
        by=by,
        reason=reason,
        approved_by=by,
        approved_at=timezone.now(),
        approved_version=F("version") + 1,
        self_approved=article.author_id == by.pk,
    )


def publish(article, *, by, at=None, reason=""):
    """Make it public now, or at the aware datetime `at`, which may be a minute ago.

    Raises NotReady with what the checks found, WorkflowError for a time that nobody can mean.
    """
    return move(article, "publish", by=by, reason=reason, public_from=_meant(at))


def reschedule(article, *, by, at=None, reason=""):
    """Give a publication that is still to come another time, now without one."""
    public_from = _meant(at)
    times = (article.public_from or public_from, public_from)
    told = " → ".join(each.strftime("%Y-%m-%d %H:%M UTC") for each in times)
    told = f"{told}: {reason}" if reason else told
    kept = {"approved_version": F("version")} if _is_as_approved(article) else {}
    return move(article, "reschedule", by=by, reason=told, public_from=public_from, **kept)


def _meant(at):
    now = timezone.now()
    if at is not None and at < now - timedelta(minutes=1):
        raise WorkflowError(_("This time has passed: leave it empty to publish now."))
    if at is not None and at.year > now.year + 5:
        raise WorkflowError(_("Choose a time within the next five years."))
    return max(at or now, now)


def unschedule(article, *, by, reason=""):
    """Cancel a publication that is still to come.

    It counts as approved only if nobody has corrected it since: otherwise it is in review again.
    """
    if _is_as_approved(article):
        target, changes = State.APPROVED, {"approved_version": F("version") + 1}
    else:
        target, changes = State.IN_REVIEW, {**NO_APPROVAL}
    changes["public_from"] = None
    return move(article, "unschedule", by=by, reason=reason, target=target, **changes)


def _is_as_approved(article):
    """Does a scheduled article say what was approved? Only publishing has moved its version on."""
    return article.approved_version == article.version - 1


def retract(article, *, by, reason, note=""):
    """Take it out of public view. Readers who had its address are told when and, if there is a
    `note`, why; `reason` stays among colleagues."""
    was = article.public_from if article.is_public else None
    return move(
        article,
        "retract",
        by=by,
        reason=reason,
        public_from=None,
        was_public_from=was,
        retraction_note=note.strip()[:500],
        **NO_APPROVAL,
    )


def restore(article, *, by, reason):
    """Make a retracted article a draft again, to be reviewed like any other."""
    return move(article, "restore", by=by, reason=reason, was_public_from=None, retraction_note="")


def move_by_name(article, name, *, by, reason="", at=None, note=""):
    """The transition whose name a button sent; KeyError for a name that is none."""
    transition = {
        "submit": submit,
        "recall": recall,
        "send_back": send_back,
        "approve": approve,
        "publish": publish,
        "reschedule": reschedule,
        "unschedule": unschedule,
        "retract": retract,
        "restore": restore,
    }[name]
    more = {"at": at} if transition in (publish, reschedule) else {}
    more |= {"note": note} if transition is retract else {}
    return transition(article, by=by, reason=reason, **more)


@retried
def move(article, name, *, by, reason="", target=None, **changes):
    """Make the transition `name` of TRANSITIONS, to `target` if not to the step's own; returns
    `article`, refreshed.

    Raises PermissionDenied, StaleVersion (someone changed or moved it since `article` was
    loaded), NotReady, or WorkflowError (wrong state, no reason given).
    """
    step = TRANSITIONS[name]
    target = target or step.target
    if article.state not in step.sources or not _applies(name, article):
        raise WorkflowError(
            _("This can't be done while the article is %(state)s.")
            % {"state": article.get_state_display()}
        )
    if not _may(by, name, article):
        raise PermissionDenied
    if step.needs_reason and not reason.strip():
        raise WorkflowError(_("Say why: your colleagues and the history need the reason."))
    moves_public = publishing.kept_true(article) if "public_from" in changes else nullcontext()
    with transaction.atomic(), moves_public, reversion.create_revision():
        if name == "publish" and (failures := checks.failures(article)):
            raise NotReady(failures)
        _compare_and_set(article, name, target, changes)
        Transition.objects.create(
            article=article,
            action=name,
            from_state=article.state,
            to_state=target,
            by=by,
            reason=reason.strip(),
        )
        article.refresh_from_db()
        notifications.moved(article, name, by=by, reason=reason.strip())
        reversion.add_to_revision(article)
        reversion.set_user(by)
        reversion.set_comment(f"{step.label}: {reason}" if reason else str(step.label))
    return article


def _compare_and_set(article, name, target, changes):
    read = Article.objects.filter(pk=article.pk, state=article.state, version=article.version)
    if name == "publish":
        read = read.filter(approved_version=F("version"))
    if name in ("retract", "reschedule", "unschedule"):
        read = read.filter(public_from=article.public_from)
    if name in ("reschedule", "unschedule"):
        read = read.filter(public_from__gt=timezone.now())
    if not read.update(state=target, version=F("version") + 1, **changes):
        raise StaleVersion(
            _("This article was changed since you opened it: read it again, then decide.")
        )


@retried
def take(article, *, by):
    """Become the reviewer of a submitted article that has none who may approve it; WorkflowError
    if somebody is."""
    if not policy.may(by, "approve_article", article):
        raise PermissionDenied
    waiting = Article.objects.filter(pk=article.pk, state=State.IN_REVIEW)
    with transaction.atomic(), reversion.create_revision():
        free = waiting.filter(policy.unreviewed()).first()
        # By the reviewer that was read: PostgreSQL does not ask again about other tables' rows.
        same = waiting.filter(reviewer=free.reviewer_id) if free else waiting.none()
        if not same.update(reviewer=by, version=F("version") + 1):
            raise WorkflowError(
                _("A colleague has taken this article, or it is no longer in review.")
            )
        article.refresh_from_db()
        reversion.add_to_revision(article)
        reversion.set_user(by)
        reversion.set_comment(str(_("Took the review")))


def planned(article):
    """Who reviews it and by when say nothing to readers: after such a change an approval stands."""
    Article.objects.filter(pk=article.pk).update(approved_version=F("approved_version") + 1)
    article.refresh_from_db(fields=["approved_version"])


def edited(record, *, by):
    """What an edit by `by` means for reviews. Whoever edits a colleague's article has a part in
    writing it. Raises LeadsToMerged for a link to what was merged meanwhile."""
    merged.refuse(record)
    if not isinstance(record, Article):
        review_again_about(record, by=by)
        return
    if record.author_id != by.pk:
        record.contributors.add(by)
    review_again(record, by=by)


def review_again(article, *, by):
    """Ask for a review again, because the article no longer says what was submitted or approved.

    Whoever read the last version can't approve it unread. Nothing in other states.
    """
    approved = (State.APPROVED, "void", _("Edited after its approval."))
    submitted = (State.IN_REVIEW, "edit", _("Edited during its review."))
    return _ask_again(article, *approved, by) or _ask_again(article, *submitted, by)


def _ask_again(article, state, action, reason, by):
    """Have it in review, with a new version, if it is in `state`; whether it was."""
    with transaction.atomic():
        changed = Article.objects.filter(pk=article.pk, state=state).update(
            state=State.IN_REVIEW, version=F("version") + 1, **NO_APPROVAL
        )
        if changed:
            Transition.objects.create(
                article=article,
                action=action,
                from_state=state,
                to_state=State.IN_REVIEW,
                by=by,
                reason=str(reason),
            )
            article.refresh_from_db()
            notifications.moved(article, action, by=by)
    return bool(changed)


def review_again_about(record, *, by):
    """Ask for a review again of the submitted and approved articles that would publish the changed
    `record`.

    A scheduled one keeps its time, and is in review if that is cancelled. What is public already is
    corrected live and voids nothing.
    """
    if not record.is_public:
        scheduled = Article.objects.filter(public_from__gt=timezone.now()).naming(record)
        Article.objects.filter(pk__in=scheduled.values("pk")).update(version=F("version") + 1)
        read = Article.objects.filter(state__in=[State.IN_REVIEW, State.APPROVED])
        for article in read.naming(record):
            review_again(article, by=by)
