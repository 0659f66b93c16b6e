"""Links that show what is not public to somebody without an account."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.dossiers import Dossier
from entities.constraints import one_of
from entities.models import Investment, Organisation, Place, Site

MODELS = {
    model._meta.model_name: model
    for model in (Article, Dossier, Investment, Organisation, Site, Place)
}
Kind = models.TextChoices(
    "Kind", {name.upper(): (name, model._meta.verbose_name) for name, model in MODELS.items()}
)


class PreviewLinkQuerySet(models.QuerySet):
    def live(self):
        """Those that open now: neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def to(self, record):
        return self.filter(kind=record._meta.model_name, record_id=record.pk)


class PreviewLink(models.Model):
    """A secret address at which one record is shown as readers will see it, until a time.

    Only the SHA-256 of its secret is kept: who reads the database can't open it.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("kind of record"), max_length=20, choices=Kind, editable=False)
    record_id = models.PositiveBigIntegerField(_("record"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), editable=False)
    expires_at = models.DateTimeField(_("expires at"), editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["kind", "record_id"], name="preview_link_record")]
        constraints = [
            one_of("kind", Kind),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="preview_link_expires_after_it_is_made",
                violation_error_message=_("A link expires after it is made."),
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("digest"), 64)),
                name="preview_link_keeps_a_digest",
                violation_error_message=_("Only the digest of a link's secret is kept."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.record_id}"

    @property
    def record(self):
        """The record that it shows, or None if there is no such record any more."""
        return MODELS[self.kind].objects.filter(pk=self.record_id).first()
