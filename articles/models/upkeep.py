"""What is kept about the base's upkeep: findings set aside, and links that were asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths, one_of, web_address


class SetAsideQuerySet(models.QuerySet):
    def current(self):
        """Those whose day has not passed."""
        return self.filter(until__gte=timezone.localdate())


class SetAside(models.Model):
    """An editor's decision that a finding of articles.desk.health may wait `until` a day.

    `check_name` is the finding's, `kind` the record's model_name.
    """

    check_name = models.CharField(_("finding"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20)
    record_id = models.PositiveBigIntegerField()
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(_("until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now=True)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding set aside")
        verbose_name_plural = _("findings set aside")
        constraints = [
            filled("check_name", "kind", "reason"),
            lengths(check_name=40, kind=20, reason=500),
            models.UniqueConstraint(
                fields=["check_name", "kind", "record_id"], name="finding_set_aside_once"
            ),
        ]

    def __str__(self):
        return self.reason


class Outcome(models.TextChoices):
    ANSWERS = "answers", _("answers")
    MOVED = "moved", _("moved to another address")
    FAILED = "failed", _("does not answer")
    CLOSED = "closed", _("closed to programs")


class LinkCheckQuerySet(models.QuerySet):
    # A server may be down for a day, and for a weekend.
    DAYS_DEAD = 3

    def dead(self):
        """Those that failed on three different days in a row."""
        return self.filter(outcome=Outcome.FAILED, failures__gte=self.DAYS_DEAD)

    def moved(self):
        return self.filter(outcome=Outcome.MOVED)


class LinkCheck(models.Model):
    """Whether a web address answered when `check_links` last asked."""

    Outcome = Outcome

    address = models.URLField(_("address"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("checked at"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    redirected_to = models.CharField(_("redirected to"), max_length=2000, blank=True)
    failures = models.PositiveIntegerField(_("days of failure in a row"), default=0)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        constraints = [
            filled("address"),
            lengths(address=500, redirected_to=2000),
            one_of("outcome", Outcome),
            web_address("address"),
            models.CheckConstraint(
                condition=~Q(outcome="failed") | Q(failures__gte=1), name="failed_link_is_counted"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="moved") | ~Q(redirected_to=""), name="moved_link_says_where"
            ),
        ]

    def __str__(self):
        return self.address

    @classmethod
    def record(cls, address, outcome, status=None, redirected_to=""):
        """Note how asking `address` went just now; failures of one day count once."""
        now = timezone.now()
        known = cls.objects.filter(address=address).first() or cls(address=address, failures=0)
        if outcome == Outcome.FAILED:
            failed_today = known.outcome == outcome and known.checked_at.date() == now.date()
            known.failures += 0 if failed_today else 1
        elif outcome != Outcome.CLOSED:
            known.failures = 0
        known.checked_at, known.outcome, known.status = now, outcome, status
        known.redirected_to = redirected_to[:2000]
        known.save()
        return known
