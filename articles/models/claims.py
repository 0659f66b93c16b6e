from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.quotes import anchor, nearest_sentence, stands_in
from entities.constraints import (
    CURRENCY_CODE,
    NOT_STATED,
    STATED,
    filled,
    interval,
    lengths,
    one_of,
)
from entities.figures import Figure, Interval
from entities.models import Capacity, Investment, Site
from entities.models.publication import public_now


class Statement(models.TextChoices):
    MENTION = "mention", _("mentions it")
    FIGURE = "figure", _("states a figure")
    QUANTITY = "quantity", _("states a quantity")
    STATUS = "status", _("states a status")
    DATE = "date", _("states a date")


# The statuses of investments and of sites: what a claim may say of either.
STATUSES = dict([*Investment.Status.choices, *Site.Status.choices])


class ClaimQuerySet(models.QuerySet):
    def public(self):
        """Claims of public articles: a claim is public with its article."""
        return self.filter(public_now(Article, "article"))

    def stating(self, low, high, currency):
        """Those with exactly these bounds, expressions that may be NULL, in this currency."""
        missing = Value(-1)
        known = self.alias(known_low=Coalesce("low", missing), known_high=Coalesce("high", missing))
        return known.filter(
            known_low=Coalesce(low, missing),
            known_high=Coalesce(high, missing),
            currency=currency,
        )

    def latest(self):
        return self.order_by("-article__reported_on", "-article", "pk")


class Claim(models.Model):
    """What one Article says about one Investment or Site, with the sentence that says it."""

    Statement = Statement

    article = models.ForeignKey(Article, models.CASCADE, related_name="claims")
    investment = models.ForeignKey(
        Investment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("investment"),
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("site")
    )
    quote = models.TextField(
        _("quote"), max_length=1000, help_text=_("The sentence, word for word as in the body.")
    )
    statement = models.CharField(
        _("what it states"), max_length=20, choices=Statement, default=Statement.MENTION
    )
    low = models.BigIntegerField(_("lower bound"), null=True, blank=True)
    high = models.BigIntegerField(_("upper bound"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    is_approximate = models.BooleanField(_("approximate"), default=False)
    unit = models.CharField(_("unit"), max_length=20, choices=Capacity.Unit, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=STATUSES, blank=True)
    summary = models.CharField(
        _("in a few words"), max_length=200, blank=True, help_text=_("Shown beside other claims.")
    )
    is_chosen = models.BooleanField(
        _("chosen"), default=False, help_text=_("The newsroom follows this claim.")
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["pk"]
        constraints = [
            filled("quote"),
            lengths(quote=1000, summary=200),
            one_of("statement", Statement),
            *interval(),
            models.CheckConstraint(
                condition=Q(investment__isnull=True, site__isnull=False)
                | Q(investment__isnull=False, site__isnull=True),
                name="claim_on_one_record",
                violation_error_message=_("A claim is about one investment or about one site."),
            ),
            models.CheckConstraint(
                condition=(Q(statement="figure", unit="", status="") & STATED & CURRENCY_CODE)
                | (
                    Q(statement="quantity", currency="", status="")
                    & Q(unit__in=Capacity.Unit.values)
                    & STATED
                )
                | (
                    Q(statement="status", currency="", unit="")
                    & Q(status__in=[*STATUSES])
                    & NOT_STATED
                )
                | (
                    Q(statement__in=["mention", "date"], currency="", unit="", status="")
                    & NOT_STATED
                ),
                name="claim_states_what_it_says",
                violation_error_message=_(
                    "Fill in what the claim states, and nothing else: a figure with its currency,"
                    " a quantity with its unit, or a status."
                ),
            ),
            *(
                models.UniqueConstraint(
                    fields=[record, "statement", "unit"],
                    condition=Q(is_chosen=True, **{f"{record}__isnull": False}),
                    name=f"claim_chosen_once_for_{record}",
                    violation_error_message=_(
                        "Another claim of this kind is already chosen for this record."
                    ),
                )
                for record in ("investment", "site")
            ),
        ]

    def __str__(self):
        return self.summary or self.quote

    def get_absolute_url(self):
        """The sentence, marked, in its article."""
        return f"{self.article.get_absolute_url()}#{anchor(self.quote)}"

    @property
    def record(self):
        return self.investment or self.site

    @property
    def interval(self):
        """What is stated: a Figure, an Interval of the unit, or None."""
        if self.statement == Statement.FIGURE:
            return Figure(self.low, self.high, self.currency, self.is_approximate)
        if self.statement == Statement.QUANTITY:
            return Interval(self.low, self.high, self.is_approximate)
        return None

    @interval.setter
    def interval(self, interval):
        self.low, self.high = interval.low, interval.high
        self.is_approximate = interval.is_approximate
        self.currency = getattr(interval, "currency", "")

    def clean(self):
        if not stands_in(self.quote, self.article.body):
            raise ValidationError({"quote": self._not_there()})

    def _not_there(self):
        if nearest := nearest_sentence(self.quote, self.article.body):
            return (
                _("These words don't stand in the article's body. The nearest sentence is: “%s”")
                % nearest
            )
        return _("These words don't stand in the article's body, which is empty.")
