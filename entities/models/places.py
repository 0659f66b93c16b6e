from babel import Locale
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from entities.constraints import coordinates, filled, lengths, not_itself, one_of
from entities.models.publication import Mergeable, PublicQuerySet, slug_rule
from entities.names import FoldedField
from entities.trees import refuse_cycle


class PlaceKind(models.TextChoices):
    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    CITY = "city", _("city")


def territory(iso_code, language):
    """The name of a country (ISO 3166-1) in a language, as CLDR knows it; None if it does not."""
    return Locale.parse(to_locale(language)).territories.get(iso_code) if iso_code else None


class PlaceQuerySet(PublicQuerySet):
    def within(self, place):
        """`place` and every place below it."""
        return self.filter(Q(path=place.path) | Q(path__startswith=f"{place.path}/"))

    def called(self, word):
        """Those with the folded `word` somewhere in their English or French name."""
        return self.filter(Q(folded_name__contains=word) | Q(folded_name_fr__contains=word))

    def by_label(self):
        """In the order of the names in the reader's language."""
        if get_language() == "fr":
            french = NullIf("folded_name_fr", Value(""))
            return self.order_by(Coalesce(french, "folded_name"), "path")
        return self.order_by("folded_name", "path")

    def above(self, *places):
        """The places that contain any of `places`, countries first; without `places` themselves."""
        paths = set()
        for place in places:
            parts = place.path.split("/")
            paths |= {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        return self.filter(path__in=paths).order_by("path")


class Place(Mergeable):
    """A node of the gazetteer: the tree that locations are browsed by."""

    Kind = PlaceKind

    slug = models.SlugField(
        _("address"),
        max_length=80,
        validators=[slug_rule],
        help_text=_("For a country its two-letter ISO 3166-1 code; otherwise made from the name."),
    )
    path = models.CharField(
        max_length=400,
        unique=True,
        editable=False,
        error_messages={"unique": _("There is already a place with this address here.")},
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
    )
    name = models.CharField(_("name"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    folded_name = FoldedField("name")
    folded_name_fr = FoldedField("name_fr")
    kind = models.CharField(_("kind"), max_length=20, choices=PlaceKind)
    iso_code = models.CharField(
        _("ISO 3166 code"), max_length=6, blank=True, help_text=_("GB or GB-SCT.")
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["path"]
        constraints = [
            filled("name", "slug", "path"),
            lengths(name=200, name_fr=200, slug=80, path=400, iso_code=6),
            one_of("kind", PlaceKind),
            not_itself("parent", _("A place can't lie in itself.")),
            models.CheckConstraint(
                condition=Q(kind="country", parent__isnull=True)
                | (~Q(kind="country") & Q(parent__isnull=False)),
                name="place_countries_are_roots",
                violation_error_message=_(
                    "A country lies in no other place; a region or city needs the place it lies in."
                ),
            ),
            coordinates(),
            *Mergeable.rules(),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """The name in the reader's language; that of CLDR for a country that has none here."""
        language = get_language() or "en"
        if language == "en":
            return self.name
        given = language == "fr" and self.name_fr
        return given or territory(self.iso_code, language) or self.name

    @property
    def address(self):
        return self.path

    def get_absolute_url(self):
        return reverse("entities:place_detail", args=[self.path])

    def clean_fields(self, exclude=None):
        if not self.slug and self.kind == PlaceKind.COUNTRY:
            self.slug = self.iso_code.lower()
        super().clean_fields(exclude)

    def clean(self):
        refuse_cycle(self, "parent")
        self.path = self.made_path()

    def validate_unique(self, exclude=None):
        # The path is made, not typed, so forms leave it out; the clash is told at the address.
        try:
            super().validate_unique(set(exclude or ()) - {"path"})
        except ValidationError as clash:
            fields = {"path": "slug"}
            raise ValidationError(
                {fields.get(name, name): errors for name, errors in clash.error_dict.items()}
            ) from clash

    def made_path(self):
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug

    def save(self, **options):
        """Keep the paths of this place and of all below it true."""
        left = getattr(self, "loaded_address", None)
        self.path = self.made_path()
        if (fields := options.get("update_fields")) is not None:
            options["update_fields"] = {*fields, "path"}
        with transaction.atomic():
            super().save(**options)
            if left and left != self.path:
                for child in self.children.all():
                    child.parent = self
                    child.save()
