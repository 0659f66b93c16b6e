from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from entities.constraints import coordinates, filled, lengths, one_of
from entities.models.organisations import Organisation
from entities.models.places import Place
from entities.models.publication import Mergeable, PublicQuerySet, checked_on
from entities.names import FoldedField


class SiteKind(models.TextChoices):
    DATA_CENTRE = "data_centre", _("data centre")
    SUPERCOMPUTER = "supercomputer", _("supercomputer")
    AI_FACTORY = "ai_factory", _("AI factory")
    FAB = "fab", _("chip plant")
    RESEARCH_HUB = "research_hub", _("research hub")
    QUANTUM_CENTRE = "quantum_centre", _("quantum centre")
    OFFICE = "office", _("office")


class SiteStatus(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    PERMITTED = "permitted", _("permitted")
    UNDER_CONSTRUCTION = "under_construction", _("under construction")
    OPERATIONAL = "operational", _("operational")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", _("cancelled")


# A site's life, if nothing stops it.
LIFE = [
    SiteStatus.ANNOUNCED,
    SiteStatus.PERMITTED,
    SiteStatus.UNDER_CONSTRUCTION,
    SiteStatus.OPERATIONAL,
]


class SiteQuerySet(PublicQuerySet):
    def in_place(self, place):
        """Sites in `place` or anywhere below it."""
        return self.filter(place__in=Place.objects.within(place))

    def located(self):
        """Sites whose coordinates are known."""
        return self.filter(latitude__isnull=False, longitude__isnull=False)


class Site(Mergeable):
    """A physical place that an announcement builds or uses."""

    Kind = SiteKind
    Status = SiteStatus

    # Nothing more is waited for.
    FINISHED = (SiteStatus.OPERATIONAL, SiteStatus.CANCELLED)

    name = models.CharField(_("name"), max_length=200)
    folded_name = FoldedField("name")
    kind = models.CharField(_("kind"), max_length=20, choices=SiteKind)
    status = models.CharField(
        _("status"), max_length=20, choices=SiteStatus, default=SiteStatus.ANNOUNCED
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="sites", verbose_name=_("place"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    checked_on = checked_on()
    operators = models.ManyToManyField(
        Organisation, blank=True, related_name="operated_sites", verbose_name=_("operators")
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["folded_name"]
        constraints = [
            filled("name", "slug"),
            lengths(name=200, slug=80),
            one_of("kind", SiteKind),
            one_of("status", SiteStatus),
            coordinates(),
            *Mergeable.rules(),
        ]

    def __str__(self):
        return self.name

    @property
    def stages(self):
        """(status, is it there now?) along a site's life."""
        return [(stage, stage == self.status) for stage in LIFE]

    @property
    def is_on_its_way(self):
        """Is it at a stage of its life, neither paused nor cancelled?"""
        return self.status in LIFE

    def get_absolute_url(self):
        return reverse("entities:site_detail", args=[self.slug])
