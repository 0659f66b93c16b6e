from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths


class Entries(models.JSONField):
    """A list as JSON, without Django's CHECK: SQLite refuses JSON_VALID in a schema while PRAGMA
    trusted_schema is off."""

    def db_check(self, connection):
        return None


class Merge(models.Model):
    """One record that turned out to be another: who said so, and every change it made.

    `changes` are entries of articles.desk.merging, in the order in which they were made.
    """

    kind = models.CharField(_("kind of record"), max_length=40)
    source_id = models.PositiveBigIntegerField()
    target_id = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=1000)
    changes = Entries(default=list)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=1000, blank=True)
    left_as_is = Entries(default=list)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            filled("kind", "reason"),
            lengths(kind=40, reason=1000, undo_reason=1000),
            models.CheckConstraint(
                condition=~Q(source_id=F("target_id")), name="merge_into_another"
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undo_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undo_reason="")),
                name="merge_undone_by_someone_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["kind", "source_id"],
                condition=Q(undone_at__isnull=True),
                name="merge_of_a_record_is_one",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.source_id} → {self.target_id}"

    @property
    def is_undone(self):
        return self.undone_at is not None
