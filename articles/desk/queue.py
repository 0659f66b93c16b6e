"""What waits for whom: the lists on the desk, the admin's first page."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.desk import comments
from articles.models import Article, Comment, State, Transition

LATELY = timedelta(days=7)
SOON = timedelta(days=3)


@dataclass
class Queue:
    """Articles that wait for the same thing: `articles`, what to do with them, and what to say
    when there are none. Once read, `first` are the first of them and `number` is how many."""

    name: str
    title: str
    hint: str
    empty: str
    articles: QuerySet
    first: list = field(default_factory=list)
    number: int = 0

    def read(self, most):
        """Read how many there are, and the first `most`."""
        self.number = self.articles.count()
        self.first = list(self.articles[:most]) if self.number else []


def queues(user):
    """The Queues that concern `user`, those that wait for them first."""
    own = [_due, _sent_back, _reviews, _unassigned, _ready, _remarked, _drafts, _waiting]
    return [queue for queue in (each(user) for each in [*own, _scheduled, _lately]) if queue]


def _articles(user):
    """What `user` may read, each with `reason` and `moved_by` of its last move and the number
    of `open_remarks`."""
    last = Transition.objects.filter(article=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Article.objects.filter(policy.readable(user))
        .select_related("author", "reviewer", "source")
        .defer("body", "body_html")
        .annotate(
            reason=Subquery(last.values("reason")[:1]),
            moved_by=Subquery(last.values("by__username")[:1]),
            last_move=Subquery(last.values("action")[:1]),
            open_remarks=comments.number_open(),
        )
    )


def _due(user):
    soon = timezone.localdate() + SOON
    articles = _articles(user).filter(due_on__lte=soon)
    articles = articles.exclude(state__in=[State.PUBLISHED, State.RETRACTED])
    if not policy.may(user, "publish_article"):
        articles = articles.filter(Q(author=user) | Q(reviewer=user))
    return Queue(
        "due",
        _("Due"),
        _("Due within three days, or overdue."),
        _("Nothing is due."),
        articles.order_by("due_on", "pk"),
    )


def _sent_back(user):
    mine = Q(author=user) | Q(contributors=user)
    articles = _articles(user).filter(mine, state=State.DRAFT, last_move="send_back")
    return _of_writers(
        user,
        "sent_back",
        _("Sent back"),
        _("Mend what the reason says and submit again."),
        _("Nothing of yours was sent back."),
        articles.distinct().order_by("-changed_at"),
    )


def _drafts(user):
    articles = _articles(user).filter(author=user, state=State.DRAFT)
    return _of_writers(
        user,
        "drafts",
        _("My drafts"),
        _("Go on writing, then submit for review."),
        _("You have no draft. Add an article to begin one."),
        articles.exclude(last_move__exact="send_back", last_move__isnull=False).order_by(
            "-changed_at"
        ),
    )


def _waiting(user):
    articles = _articles(user).filter(author=user, state__in=[State.IN_REVIEW, State.APPROVED])
    return _of_writers(
        user,
        "waiting",
        _("Mine, with others"),
        _("Submitted or approved: a colleague has the next step."),
        _("Nothing of yours waits for a colleague."),
        articles.order_by("-changed_at"),
    )


def _of_writers(user, *told):
    return Queue(*told) if policy.may(user, "create_article") else None


def _reviewable(user):
    return (
        _articles(user)
        .filter(state=State.IN_REVIEW)
        .exclude(author=user)
        .exclude(contributors=user)
        .order_by("changed_at", "pk")
    )


def _reviews(user):
    if not policy.may(user, "approve_article"):
        return None
    return Queue(
        "reviews",
        _("For my review"),
        _("Approve, or send back with a reason."),
        _("No article waits for your review."),
        _reviewable(user).filter(reviewer=user),
    )


def _unassigned(user):
    if not policy.may(user, "approve_article"):
        return None
    return Queue(
        "unassigned",
        _("For anybody's review"),
        _("Nobody who may approve these has taken them yet."),
        _("No article waits for a reviewer."),
        _reviewable(user).filter(policy.unreviewed()),
    )


def _ready(user):
    if not policy.may(user, "publish_article"):
        return None
    return Queue(
        "ready",
        _("Ready to publish"),
        _("Approved: publish now or at a time."),
        _("No approved article waits."),
        _articles(user).filter(state=State.APPROVED).order_by("changed_at", "pk"),
    )


def _remarked(user):
    """Open remarks on what the user writes or reviews, and on what they may correct."""
    if not policy.may(user, "comment_article"):
        return None
    concerns = Q(author=user) | Q(pk__in=user.contributions.values("pk")) | Q(reviewer=user)
    if policy.may(user, "correct_article"):
        concerns |= Q(state=State.PUBLISHED)
    open_ones = Comment.objects.open().values("article")
    return Queue(
        "remarked",
        _("Open remarks"),
        _("Answer them, or resolve what is dealt with."),
        _("No remark is open on what you write or review."),
        _articles(user).filter(concerns, pk__in=open_ones).order_by("-changed_at", "pk"),
    )


def _scheduled(user):
    articles = _articles(user).filter(state=State.PUBLISHED, public_from__gt=timezone.now())
    return Queue(
        "scheduled",
        _("Scheduled"),
        _("Public by themselves when their time comes."),
        _("Nothing is scheduled."),
        articles.order_by("public_from", "pk"),
    )


def _lately(user):
    now = timezone.now()
    articles = _articles(user).filter(public_from__lte=now, public_from__gt=now - LATELY)
    return Queue(
        "lately",
        _("Published lately"),
        _("Within seven days."),
        _("Nothing was published within seven days."),
        articles.order_by("-public_from", "pk"),
    )
