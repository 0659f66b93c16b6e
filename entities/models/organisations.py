from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from entities.constraints import filled, lengths, not_itself, one_of, web_address
from entities.models.places import Place
from entities.models.publication import Mergeable, PublicQuerySet
from entities.names import FoldedField, KeyField
from entities.trees import refuse_cycle


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("company")
    GOVERNMENT = "government", _("government")
    UNIVERSITY = "university", _("university")
    TRADE_BODY = "trade_body", _("trade body")
    RESEARCH_INSTITUTE = "research_institute", _("research institute")
    INVESTOR = "investor", _("investor")
    MEDIA = "media", _("news publisher")


class OrganisationQuerySet(PublicQuerySet):
    def called(self, word):
        """Those with the folded `word` somewhere in their name or another name of theirs."""
        named = Q(folded_name__contains=word) | Q(aliases__folded_name__contains=word)
        return self.filter(pk__in=Organisation.objects.order_by().filter(named).values("pk"))


class Organisation(Mergeable):
    """A company, government, university, trade body, research institute, investor or publisher."""

    Kind = OrganisationKind

    name = models.CharField(_("name"), max_length=200)
    folded_name = FoldedField("name")
    name_key = KeyField("name")
    kind = models.CharField(
        _("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.COMPANY
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("headquarters"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("belongs to"),
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    wikidata_id = models.CharField(
        _("Wikidata number"), max_length=20, blank=True, help_text=_("Q182477")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["folded_name"]
        constraints = [
            filled("name", "slug"),
            lengths(name=200, slug=80, website=300, wikidata_id=20),
            one_of("kind", OrganisationKind),
            web_address("website"),
            not_itself("parent", _("An organisation can't belong to itself.")),
            *Mergeable.rules(),
            models.UniqueConstraint(
                fields=["wikidata_id"],
                condition=~models.Q(wikidata_id=""),
                name="organisation_wikidata_id_is_one",
                violation_error_message=_("Another organisation has this Wikidata number."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("entities:organisation_detail", args=[self.slug])

    def clean(self):
        refuse_cycle(self, "parent")
        refuse_cycle(self, "merged_into")


class Alias(models.Model):
    """Another name of an Organisation: former, short, or in another script."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)
    folded_name = FoldedField("name")
    name_key = KeyField("name")

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["folded_name"]
        constraints = [
            filled("name"),
            lengths(name=200),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="alias_once_for_organisation",
                violation_error_message=_("This name is already there."),
            ),
        ]

    def __str__(self):
        return self.name
