from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entities.constraints import CURRENCY_CODE, lengths


class ExchangeRate(models.Model):
    """A rate entered by hand, for a currency the European Central Bank gives none for."""

    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217: AED"))
    valid_on = models.DateField(_("valid on"))
    per_eur = models.DecimalField(
        _("units for one euro"), max_digits=15, decimal_places=6, help_text=_("4.31 for AED")
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["currency", "-valid_on"]
        constraints = [
            lengths(source=200),
            models.CheckConstraint(
                condition=CURRENCY_CODE & Q(per_eur__gt=0) & ~Q(source=""),
                name="exchange_rate_is_complete",
                violation_error_message=_(
                    "Give a currency code of three capitals, a rate above 0 and a source."
                ),
            ),
            models.UniqueConstraint(
                fields=["currency", "valid_on"],
                name="exchange_rate_once_a_day",
                violation_error_message=_("There is already a rate of this currency that day."),
            ),
        ]

    def __str__(self):
        return f"EUR 1 = {self.currency} {self.per_eur} ({self.valid_on})"
