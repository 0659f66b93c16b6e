from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from entities import exchange
from entities.constraints import (
    figure_with_currency,
    filled,
    interval,
    lengths,
    not_itself,
    one_of,
)
from entities.figures import Figure
from entities.models.exchange_rates import ExchangeRate
from entities.models.organisations import Organisation
from entities.models.places import Place
from entities.models.publication import PublicQuerySet, Publishable, checked_on, public_now
from entities.models.sites import Site
from entities.names import FoldedField
from entities.trees import refuse_cycle


class InvestmentKind(models.TextChoices):
    CAPITAL_EXPENDITURE = "capital_expenditure", _("capital expenditure")
    EQUITY = "equity", _("equity")
    ACQUISITION = "acquisition", _("acquisition")
    GRANT = "grant", _("grant")
    LOAN = "loan", _("loan")
    FUND = "fund", _("fund")
    PLEDGE = "pledge", _("pledge")
    PURCHASE = "purchase", _("purchase")
    PARTNERSHIP = "partnership", _("partnership")


class InvestmentStatus(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    COMMITTED = "committed", _("committed")
    UNDER_WAY = "under_way", _("under way")
    COMPLETED = "completed", _("completed")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", _("cancelled")
    SUPERSEDED = "superseded", _("superseded")


class Nature(models.TextChoices):
    NEW_MONEY = "new_money", _("new money")
    RUNNING_TOTAL = "running_total", _("running total")


class DatePrecision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Role(models.TextChoices):
    INVESTOR = "investor", _("investor")
    RECIPIENT = "recipient", _("recipient")
    PARTNER = "partner", _("partner")
    OPERATOR = "operator", _("operator")
    SUPPLIER = "supplier", _("supplier")
    CUSTOMER = "customer", _("customer")
    GOVERNMENT = "government", _("government")


class Year(models.Func):
    """The year of a date, by SQL that a generated column may use on both databases."""

    template = "EXTRACT(YEAR FROM %(expressions)s)::integer"
    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(SUBSTR(%(expressions)s, 1, 4) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


class InvestmentQuerySet(PublicQuerySet):
    def with_headline(self, currency):
        """Annotate `low_in`, `high_in` and `headline_in`: whole units of `currency`, a reporting
        currency, or NULL where nothing is stated or the figure can't be converted."""
        code = currency.lower()
        return self.annotate(
            low_in=F(f"low_{code}"), high_in=F(f"high_{code}"), headline_in=F(f"headline_{code}")
        )


def bound(name):
    return models.BigIntegerField(name, null=True, blank=True)


def converted():
    return models.BigIntegerField(null=True, blank=True, editable=False)


def known_by(low, high):
    """A stored column: the number the figure is known by."""
    return models.GeneratedField(
        expression=Coalesce(high, low),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
        db_index=True,
    )


def reference_rate():
    return models.DecimalField(
        max_digits=20, decimal_places=12, null=True, blank=True, editable=False
    )


class Investment(Publishable):
    """One announced commitment of money or capacity."""

    Kind = InvestmentKind
    Status = InvestmentStatus
    Nature = Nature
    DatePrecision = DatePrecision

    # Money that will not come, or that a later record stands for.
    VOID = (InvestmentStatus.CANCELLED, InvestmentStatus.SUPERSEDED)
    # Nothing more is waited for.
    FINISHED = (*VOID, InvestmentStatus.COMPLETED)
    CONVERSION = (
        *(f"{name}_{code.lower()}" for code in exchange.REPORTING_CURRENCIES
          for name in ("low", "high", "rate")),
        "rate_on",
        "rate_source",
    )  # fmt: skip

    named_by = "title"

    title = models.CharField(_("title"), max_length=200)
    folded_title = FoldedField("title")
    kind = models.CharField(_("kind"), max_length=20, choices=InvestmentKind)
    status = models.CharField(
        _("status"), max_length=20, choices=InvestmentStatus, default=InvestmentStatus.ANNOUNCED
    )
    nature = models.CharField(
        _("nature"),
        max_length=20,
        choices=Nature,
        default=Nature.NEW_MONEY,
        help_text=_(
            "A running total restates a sum ('bringing its total to 2.5bn') and adds no money:"
            " what it sums up are its parts."
        ),
    )
    low = bound(_("lower bound"))
    high = bound(_("upper bound"))
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    is_approximate = models.BooleanField(_("approximate"), default=False)
    headline = known_by("low", "high")
    low_usd, high_usd, headline_usd = converted(), converted(), known_by("low_usd", "high_usd")
    low_eur, high_eur, headline_eur = converted(), converted(), known_by("low_eur", "high_eur")
    low_gbp, high_gbp, headline_gbp = converted(), converted(), known_by("low_gbp", "high_gbp")
    rate_usd, rate_eur, rate_gbp = reference_rate(), reference_rate(), reference_rate()
    rate_on = models.DateField(_("date of the rates"), null=True, blank=True, editable=False)
    rate_source = models.CharField(max_length=300, blank=True, editable=False)
    announced_on = models.DateField(_("announced on"), db_index=True)
    date_precision = models.CharField(
        _("of the date, known is the"),
        max_length=5,
        choices=DatePrecision,
        default=DatePrecision.DAY,
    )
    announced_year = models.GeneratedField(
        expression=Year("announced_on"),
        output_field=models.IntegerField(),
        db_persist=True,
        db_index=True,
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The programme or running total whose money contains this money."),
    )
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
        help_text=_("The earlier plan that this one replaces."),
    )
    may_overlap = models.ManyToManyField(
        "self",
        blank=True,
        verbose_name=_("may overlap"),
        help_text=_("Deals that may be the same money in part; no source settles it."),
    )
    organisations = models.ManyToManyField(
        Organisation, through="Party", related_name="investments"
    )
    sites = models.ManyToManyField(
        Site, blank=True, related_name="investments", verbose_name=_("sites")
    )
    places = models.ManyToManyField(
        Place, blank=True, related_name="investments", verbose_name=_("places")
    )
    is_place_not_stated = models.BooleanField(_("no source states a place"), default=False)
    checked_on = checked_on()
    note = models.TextField(
        _("note"), max_length=2000, blank=True, help_text=_("Shown to readers with the record.")
    )

    objects = InvestmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("investment")
        verbose_name_plural = _("investments")
        ordering = ["-announced_on", "-pk"]
        indexes = [
            # Few rows supersede another: SQLite takes an index of mostly nothing for useless.
            models.Index(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="investment_supersedes",
            ),
        ]
        constraints = [
            filled("title", "slug"),
            lengths(title=200, slug=80, note=2000, rate_source=300),
            one_of("kind", InvestmentKind),
            one_of("status", InvestmentStatus),
            one_of("nature", Nature),
            one_of("date_precision", DatePrecision),
            *interval(),
            figure_with_currency(),
            not_itself("part_of", _("An investment can't be part of itself.")),
            not_itself("supersedes", _("An investment can't supersede itself.")),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("entities:investment_detail", args=[self.slug])

    @property
    def figure(self):
        """The Figure as announced, in its own currency."""
        return Figure(self.low, self.high, self.currency, self.is_approximate)

    @figure.setter
    def figure(self, figure):
        self.low, self.high = figure.low, figure.high
        self.currency, self.is_approximate = figure.currency, figure.is_approximate

    def figure_in(self, currency):
        """The Figure converted to the reporting `currency`, or None without a rate."""
        code = currency.lower()
        if self.rate_on is None:
            return None
        low, high = getattr(self, f"low_{code}"), getattr(self, f"high_{code}")
        return Figure(low, high, currency, self.is_approximate)

    @property
    def is_void(self):
        return self.status in self.VOID

    @property
    def is_running_total(self):
        return self.nature == Nature.RUNNING_TOTAL

    def clean(self):
        refuse_cycle(self, "part_of")
        refuse_cycle(self, "supersedes")

    def save(self, **options):
        """Write the conversions beside the figure."""
        self.convert()
        if (fields := options.get("update_fields")) is not None:
            options["update_fields"] = {*fields, *self.CONVERSION}
        super().save(**options)

    def convert(self):
        """Set the bounds in each reporting currency at the rate of the announcement date."""
        for name, value in self.conversions().items():
            setattr(self, name, value)

    def conversions(self):
        """What CONVERSION is at the rates known now: column -> value.

        A currency without a rate keeps its own figure and no conversion at all.
        """
        rates, found = self._rates(), {}
        for code in exchange.REPORTING_CURRENCIES:
            rate = rates.get(code)
            found[f"rate_{code.lower()}"] = rate and rate.value
            for name in ("low", "high"):
                amount = getattr(self, name)
                known = rate is not None and amount is not None
                value = exchange.convert(amount, rate) if known else None
                found[f"{name}_{code.lower()}"] = value
        dated = max(rates.values(), key=lambda rate: bool(rate.source), default=None)
        found["rate_on"] = dated and dated.on
        found["rate_source"] = dated.source if dated else ""
        return found

    def _rates(self):
        """Reporting currency -> Rate, for all of them or for none."""
        if not self.currency:
            return {}
        by_hand = []
        if not exchange.is_listed(self.currency):
            by_hand = list(ExchangeRate.objects.filter(currency=self.currency))
        rates = {
            code: exchange.rate(self.currency, code, self.announced_on, by_hand)
            for code in exchange.REPORTING_CURRENCIES
        }
        return rates if all(rates.values()) else {}


class PartyQuerySet(models.QuerySet):
    def public(self):
        """Parties whose organisation is public; the investment's page asks for its own.

        A join and not a subquery: SQLite would list all public organisations first.
        """
        return self.filter(public_now(Organisation, "organisation"))


class Party(models.Model):
    """An Organisation's role in an Investment."""

    Role = Role

    investment = models.ForeignKey(Investment, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    share = models.BigIntegerField(
        _("stated share"),
        null=True,
        blank=True,
        help_text=_("Only if a source states it: whole units of the investment's currency."),
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(share__isnull=False),
                name="party_with_share",
            ),
        ]
        constraints = [
            one_of("role", Role),
            models.UniqueConstraint(
                fields=["investment", "organisation", "role"],
                name="party_once_a_role",
                violation_error_message=_("This organisation already has this role here."),
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, role="investor"),
                name="party_share_of_investor",
                violation_error_message=_("Only an investor has a share, and it is above 0."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"

    @property
    def stated_share(self):
        """The Figure of `share` in the investment's currency; None where none is stated."""
        return self.share and Figure(self.share, self.share, self.investment.currency)


def protect(many_to_many, target):
    """Refuse deleting a record that the relation `many_to_many` cites as its `target`.

    Django gives a relation's own table CASCADE and no way to say otherwise.
    """
    many_to_many.through._meta.get_field(target).remote_field.on_delete = models.PROTECT


protect(Investment.sites, "site")
protect(Investment.places, "place")
protect(Site.operators, "organisation")
