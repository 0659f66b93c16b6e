"""What colleagues decided about what the checks and the search for duplicates showed them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from entities.constraints import filled, lengths, one_of


class WarningAccepted(models.Model):
    """Who let a check's warning about an article pass; `fingerprint` is of what it was about, so
    that a changed text is warned of again."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="warnings_accepted")
    check_name = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    message = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            filled("check_name", "fingerprint"),
            lengths(check_name=40, fingerprint=64, message=1000),
            models.UniqueConstraint(
                fields=["article", "fingerprint"], name="warning_accepted_once"
            ),
        ]

    def __str__(self):
        return self.message


class RecordKind(models.TextChoices):
    ARTICLE = "article", _("article")
    ORGANISATION = "organisation", _("organisation")
    INVESTMENT = "investment", _("investment")


class NotDuplicateQuerySet(models.QuerySet):
    def about(self, model, pks):
        """Decisions on records of `model`, of which one has its id among `pks`."""
        one = Q(first_id__in=pks) | Q(second_id__in=pks)
        return self.filter(one, kind=model._meta.model_name)


class NotDuplicate(models.Model):
    """Two records that look alike and are different, as a colleague decided."""

    Kind = RecordKind

    kind = models.CharField(max_length=20, choices=RecordKind)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = NotDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", RecordKind),
            models.UniqueConstraint(
                fields=["kind", "first_id", "second_id"], name="not_duplicate_once"
            ),
            models.CheckConstraint(
                condition=Q(first_id__lt=F("second_id")), name="not_duplicate_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.first_id} ≠ {self.second_id}"

    @classmethod
    def remember(cls, one, other, *, by):
        """Note that two records of one model are different; twice does no harm."""
        first, second = sorted((one.pk, other.pk))
        kind = one._meta.model_name
        cls.objects.get_or_create(kind=kind, first_id=first, second_id=second, defaults={"by": by})
