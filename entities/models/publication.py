"""What every publishable record shares: when it is public, its version and its address."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from entities.constraints import not_itself
from entities.models.addresses import FormerAddress
from entities.names import folded_fields, make_slug

slug_rule = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Small letters a-z, digits and single hyphens only, e.g. 'coreweave-scotland'."),
)


def not_ahead(day):
    """Raise ValidationError for a date that has begun nowhere on Earth yet."""
    if day > timezone.localdate() + timedelta(days=1):
        raise ValidationError(_("This date is still to come: choose today or an earlier one."))


def checked_on():
    """A column: when the newsroom last looked whether the record still holds."""
    return models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        validators=[not_ahead],
        help_text=_("When somebody here last looked whether this still holds."),
    )


# Ids by model: what a preview, while it is made, takes for public besides what is.
_shown = ContextVar("shown")


@contextmanager
def showing(ids):
    """Within it the records with these ids, sets by model, count as public: a preview is made of
    the readers' own pages. Nothing is written, and nobody else's answer changes."""
    token = _shown.set(ids)
    try:
        yield
    finally:
        _shown.reset(token)


def shown(model):
    """The ids of the `model` that the preview under way takes for public; none outside of one."""
    return _shown.get({}).get(model, frozenset())


def public_now(model, relation=""):
    """The condition that a row of `model`, or the one that `relation` leads to, is public now."""
    path = f"{relation}__" if relation else ""
    condition = models.Q(**{f"{path}public_from__lte": timezone.now()})
    if pks := shown(model):
        condition |= models.Q(**{f"{path}pk__in": pks})
    return condition


class PublicQuerySet(models.QuerySet):
    def public(self):
        """The rows an anonymous reader may see now: the one door to everything shown in public.

        A relation that such a row loads lazily is loaded for all its neighbours at once, or
        refused where settings.RAISE_ON_LAZY_LOAD asks for it.
        """
        mode = models.FETCH_RAISE if settings.RAISE_ON_LAZY_LOAD else models.FETCH_PEERS
        return self.filter(public_now(self.model)).fetch_mode(mode)


class Publishable(models.Model):
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        validators=[slug_rule],
        help_text=_("The last part of the page's address. If changed, the old one redirects."),
        error_messages={"unique": _("Another record has this address: choose a different one.")},
    )
    public_from = models.DateTimeField(
        _("public from"), null=True, blank=True, editable=False, db_index=True
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        abstract = True

    # What a slug is made from.
    named_by = "name"

    def save(self, **options):
        """Also keep the folded copies true and remember the address this record is leaving, so
        that it redirects."""
        if (fields := options.get("update_fields")) is not None:
            options["update_fields"] = {*fields, *folded_fields(type(self))}
        super().save(**options)
        FormerAddress.remember(self)

    def claim_version(self):
        """Count the version on, if it still is the one that was read: False if somebody was
        quicker. A conditional UPDATE, so that of two at once one alone is told True."""
        rows = type(self).objects.filter(pk=self.pk, version=self.version)
        if not rows.update(version=models.F("version") + 1):
            return False
        self.version += 1
        return True

    @property
    def is_public(self):
        has_come = self.public_from is not None and self.public_from <= timezone.now()
        return has_come or self.pk in shown(type(self))

    @property
    def address(self):
        """The part of the URL that tells this record from the others of its model."""
        return self.slug

    def clean_fields(self, exclude=None):
        if not self.slug:
            self.slug = make_slug(getattr(self, self.named_by))
        super().clean_fields(exclude=set(exclude or ()) - {"slug"})

    @classmethod
    def from_db(cls, db, field_names, values, *, fetch_mode=None):
        record = super().from_db(db, field_names, values, fetch_mode=fetch_mode)
        if "slug" in field_names:
            record.loaded_address = record.address
        return record


class Mergeable(Publishable):
    """A record that can turn out to be another one: it stays, leads there and is not public."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True

    @staticmethod
    def rules():
        """The constraints of a model whose records can be merged."""
        return [
            not_itself("merged_into", _("A record can't be merged into itself.")),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(public_from__isnull=True),
                name="%(app_label)s_%(class)s_merged_is_not_public",
                violation_error_message=_("This record was merged into another: choose that."),
            ),
        ]
