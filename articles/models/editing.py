"""Who has the page of which record open and works on it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths

# Somebody of whom nothing was heard for so long has left.
SILENCE = timedelta(seconds=60)


class EditingQuerySet(models.QuerySet):
    def present(self):
        """Those of whom something was heard lately."""
        return self.filter(at__gt=timezone.now() - SILENCE)

    def of(self, record):
        return self.filter(kind=record._meta.label_lower, record_id=record.pk)


class Editing(models.Model):
    """`user` edits the record of the model `kind` with the id `record_id`: since when, and when
    that was last heard of."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = EditingQuerySet.as_manager()

    class Meta:
        verbose_name = _("someone editing")
        verbose_name_plural = _("people editing")
        constraints = [
            filled("kind"),
            lengths(kind=60),
            models.UniqueConstraint(
                fields=["kind", "record_id", "user"], name="editing_once_by_each"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.kind} {self.record_id}"
