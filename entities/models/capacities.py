from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.constraints import STATED, interval, lengths, not_itself, one_of
from entities.figures import Interval
from entities.models.investments import Investment
from entities.models.sites import Site
from entities.trees import refuse_cycle


class Unit(models.TextChoices):
    GPU = "gpu", _("GPUs")
    SUPERCHIP = "superchip", _("superchips")
    MEGAWATT = "mw", _("MW")
    JOB = "job", _("jobs")
    SQUARE_METRE = "m2", _("m²")
    HOUSEHOLD = "household", _("households")


class Capacity(models.Model):
    """A physical quantity promised by an Investment or for a Site: 60,000 GPUs, 90 MW, 250 jobs."""

    Unit = Unit

    investment = models.ForeignKey(
        Investment, models.CASCADE, null=True, blank=True, related_name="capacities"
    )
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="capacities")
    unit = models.CharField(_("unit"), max_length=20, choices=Unit)
    product = models.CharField(_("product"), max_length=120, blank=True)
    low = models.BigIntegerField(_("lower bound"), null=True, blank=True)
    high = models.BigIntegerField(_("upper bound"), null=True, blank=True)
    is_approximate = models.BooleanField(_("approximate"), default=False)
    due_by = models.DateField(_("due by"), null=True, blank=True)
    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The larger quantity that contains this one, so that they are not added."),
    )

    class Meta:
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        ordering = ["pk"]
        constraints = [
            lengths(product=120),
            one_of("unit", Unit),
            *interval(),
            models.CheckConstraint(
                condition=STATED,
                name="capacity_is_stated",
                violation_error_message=_("Type a quantity, e.g. 60,000 or up to 90."),
            ),
            models.CheckConstraint(
                condition=Q(investment__isnull=True, site__isnull=False)
                | Q(investment__isnull=False, site__isnull=True),
                name="capacity_of_one_record",
                violation_error_message=_("A capacity belongs to one investment or to one site."),
            ),
            not_itself("part_of", _("A capacity can't be part of itself.")),
        ]

    def __str__(self):
        return f"{self.owner}: {self.interval.headline} {self.get_unit_display()}"

    @property
    def owner(self):
        return self.investment or self.site

    def is_overdue(self, last_news, today):
        """Was it promised for a day that has passed, with nothing heard since?

        `last_news` is the date of the latest report on its record, None for none.
        """
        if self.due_by is None or self.due_by >= today or self.owner.status in self.owner.FINISHED:
            return False
        heard = [day for day in (last_news, self.owner.checked_on) if day]
        return not any(day > self.due_by for day in heard)

    @property
    def public_whole(self):
        """The larger quantity that contains this one, if its own record is public; or None."""
        return self.part_of if self.part_of and self.part_of.owner.is_public else None

    @property
    def interval(self):
        """The quantity as an Interval of whole units."""
        return Interval(self.low, self.high, self.is_approximate)

    @interval.setter
    def interval(self, interval):
        self.low, self.high = interval.low, interval.high
        self.is_approximate = interval.is_approximate

    def clean(self):
        refuse_cycle(self, "part_of")
        if self.part_of and self.part_of.unit != self.unit:
            raise ValidationError({"part_of": _("The larger quantity has another unit.")})
