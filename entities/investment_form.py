"""The form of the investments search: what may be asked for, and what is wrong with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from entities.figures import FigureError, parse_figure
from entities.models import Investment
from entities.parameters import (
    DEFAULT_CURRENCY,
    MOST_TEXT,
    NamedRecordField,
    StrictForm,
)

MOVED = _("The list has changed where this page began (“%s”): go to the first page.")


def find_investment(slug):
    """The id of the public investment with this address, or None."""
    return Investment.objects.public().filter(slug=slug).values_list("pk", flat=True).first()


def page_mark():
    """A field for the row after or before which a page begins."""
    options = {"required": False, "widget": forms.HiddenInput}
    return NamedRecordField(find=find_investment, unknown=MOVED, label=_("page"), **options)


class InvestmentForm(StrictForm):
    """The investments search: bounds of amounts are typed as text, in the chosen currency."""

    find_organisation = forms.CharField(
        label=_("find an organisation"), required=False, max_length=MOST_TEXT
    )
    find_place = forms.CharField(label=_("find a place"), required=False, max_length=MOST_TEXT)

    after, before = page_mark(), page_mark()
    density = forms.ChoiceField(
        label=_("rows"),
        required=False,
        choices=[("", _("comfortable")), ("compact", _("compact"))],
    )
    without = forms.MultipleChoiceField(
        label=_("leave out"),
        required=False,
        choices=[("who", _("who")), ("where", _("where")), ("date", _("announced"))],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self):
        cleaned = super().clean()
        currency = cleaned.get("currency") or DEFAULT_CURRENCY
        for name in ("amount_min", "amount_max"):
            text = cleaned.get(name)
            cleaned[name] = self._amount(name, text, currency) if text else None
        low, high = cleaned["amount_min"], cleaned["amount_max"]
        if None not in (low, high) and low > high:
            self.add_error("amount_max", _("This is less than the amount to search from."))
        if cleaned.get("role") and not cleaned.get("organisation"):
            self.add_error("role", _("Say which organisation has this role."))
        return cleaned

    def _amount(self, name, text, currency):
        try:
            figure = parse_figure(text, currency)
        except FigureError as error:
            return self.add_error(name, str(error))
        if figure.qualifier != "exact" or figure.currency != currency:
            message = _("Type one amount in %s, such as 1bn or 500m.")
            return self.add_error(name, message % currency)
        return figure.low
