"""What is written about an article: its moves, remarks on it, and corrections readers see."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article, State
from entities.constraints import filled, lengths, not_itself, one_of


class Transition(models.Model):
    """Who moved an article between which states, when and why."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="transitions")
    action = models.CharField(_("action"), max_length=20)
    from_state = models.CharField(_("from"), max_length=20, choices=State)
    to_state = models.CharField(_("to"), max_length=20, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["-at", "-pk"]
        constraints = [
            filled("action"),
            lengths(reason=1000),
            one_of("from_state", State),
            one_of("to_state", State),
        ]

    def __str__(self):
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"


class CommentQuerySet(models.QuerySet):
    def open(self):
        """Remarks that wait for somebody: neither resolved nor answers."""
        return self.filter(answer_to=None, resolved_at=None)


class Comment(models.Model):
    """A remark of one colleague on an article or on one `field` of it, or an answer to one; never
    public."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments")
    field = models.CharField(_("about"), max_length=40, blank=True)
    answer_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers", editable=False
    )
    text = models.TextField(_("text"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="comments",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [
            filled("text"),
            lengths(text=2000, field=40),
            not_itself("answer_to", _("A remark does not answer itself.")),
            models.CheckConstraint(
                condition=Q(answer_to=None) | Q(field="", resolved_at=None),
                name="answer_stands_under_its_remark",
                violation_error_message=_("An answer is about what its remark is about."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_somebody",
                violation_error_message=_("A resolved remark names who resolved it."),
            ),
        ]

    def __str__(self):
        return self.text


class Correction(models.Model):
    """What was changed in a published article, told to its readers."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    note = models.CharField(_("note"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]
        constraints = [filled("note"), lengths(note=500)]

    def __str__(self):
        return self.note
