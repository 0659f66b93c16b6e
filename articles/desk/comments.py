"""Remarks of colleagues on an article: made, answered, resolved, and opened again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.desk import notifications
from articles.models import Comment
from articles.workflow import WorkflowError
from entities.retrying import retried

MOST_TEXT = 2000


def add(article, text, *, by, field=""):
    """Remark `text` on `article`, or on the one `field` of its form."""
    return _write(article, text, by, field=field)


def answer(comment, text, *, by):
    """Answer a remark; an answer to an answer joins the same thread."""
    return _write(comment.article, text, by, answer_to=comment.answer_to or comment)


@retried
def _write(article, text, by, **about):
    _refuse(article, by)
    text = text.strip()[:MOST_TEXT]
    if not text:
        raise WorkflowError(_("Write the remark first."))
    with transaction.atomic():
        comment = Comment.objects.create(article=article, text=text, by=by, **about)
        notifications.commented(comment)
    return comment


def resolve(comment, *, by):
    """What the remark asked for is done. Whoever resolved it first stays named."""
    _refuse(comment.article, by)
    Comment.objects.open().filter(pk=comment.pk).update(resolved_by=by, resolved_at=timezone.now())


def reopen(comment, *, by):
    """It is not done after all."""
    _refuse(comment.article, by)
    Comment.objects.filter(pk=comment.pk).update(resolved_by=None, resolved_at=None)


def _refuse(article, by):
    if not (policy.may(by, "comment_article", article) and policy.may_read_article(by, article)):
        raise PermissionDenied


def number_open():
    """How many open remarks each article of a query has, as an expression."""
    of_article = Comment.objects.open().filter(article=OuterRef("pk")).order_by().values("article")
    return Coalesce(Subquery(of_article.annotate(number=Count("pk")).values("number")), 0)


def threads(article):
    """The remarks on `article`, the open ones first, each with its `all_answers`."""
    comments = list(article.comments.select_related("by", "resolved_by"))
    first = [each for each in comments if each.answer_to_id is None]
    for each in first:
        each.all_answers = [other for other in comments if other.answer_to_id == each.pk]
    return sorted(first, key=lambda each: each.resolved_at is not None)
