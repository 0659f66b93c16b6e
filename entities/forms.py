"""Form fields and forms that editors meet in the admin."""

from contextlib import suppress

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from entities.figure_styles import ENGLISH
from entities.figure_tokens import READ
from entities.figures import (
    Figure,
    FigureError,
    Interval,
    format_figure,
    format_interval,
    parse_figure,
    parse_interval,
)
from entities.quantities import split_unit


class StatedField(forms.CharField):
    """A figure or a quantity as people type it; the form it stands in reads it."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 200, **options})

    def prepare_value(self, value):
        # What stands in a box must be readable when it comes back.
        language = get_language() if get_language() in READ else ENGLISH
        if isinstance(value, Figure):
            return format_figure(value, language)
        if isinstance(value, Interval):
            return format_interval(value, language)
        return value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class Prose(forms.CharField):
    """A text of several lines. A browser sends each line's end as two characters, and a text that
    ends in empty lines comes back without them: neither is a change."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(initial), self.to_python(data))


class RecordForm(forms.ModelForm):
    """A form whose model makes its own slug and may hold an interval typed as one text.

    `interval_field` names the form field, and the model's attribute, that the bounds stand for.
    """

    interval_field = None
    BOUNDS = frozenset({"low", "high", "currency", "is_approximate"})

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.interval_field and self._has_bounds():
            self.initial[self.interval_field] = getattr(self.instance, self.interval_field)

    def _has_bounds(self):
        return self.instance.pk is not None

    def _post_clean(self):
        typed = self.cleaned_data.get(self.interval_field) if self.interval_field else None
        if typed is not None:
            setattr(self.instance, self.interval_field, typed)
        super()._post_clean()

    def _get_validation_exclusions(self):
        # What the form fills in without a field of its own is checked like what was typed.
        made = {"slug", "path"} | (self.BOUNDS if self.interval_field else set())
        if self.interval_field and self.interval_field in self.errors:
            made = {"slug", "path"}
        return super()._get_validation_exclusions() - made

    def read(self, parse, *context):
        """The typed text read by `parse`, or None with the reason told at the field."""
        try:
            return parse(self.cleaned_data[self.interval_field], *context)
        except FigureError as error:
            return self.add_error(self.interval_field, str(error))

    def take_unit(self):
        """Take the unit that is typed behind the quantity. If the field beside it says another, the
        one that was changed is meant, and it is an error if both were."""
        cleaned = self.cleaned_data
        cleaned[self.interval_field], typed = split_unit(cleaned[self.interval_field])
        if typed and cleaned.get("unit") not in ("", None, typed) and "unit" in self.changed_data:
            self.add_error("unit", _("The quantity is typed with another unit."))
        elif typed:
            cleaned["unit"] = typed

    def read_figure(self):
        """The typed Figure. Its currency stands in the text or in the field beside it; if both
        differ, the one that was changed is meant, and it is an error if both were."""
        currency = self.cleaned_data["currency"] = self.cleaned_data.get("currency", "").upper()
        if "currency" not in self.changed_data:
            with suppress(FigureError):
                return parse_figure(self.cleaned_data[self.interval_field])
        return self.read(parse_figure, currency)


def currency_field():
    return forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"size": 4}),
        help_text=_("ISO 4217, where the figure does not say it: GBP."),
    )


class InvestmentForm(RecordForm):
    interval_field = "figure"
    figure = StatedField(
        label=_("Figure"),
        help_text=_("As announced: £1.5bn, up to 11bn GBP, $30-50bn, or undisclosed."),
    )
    currency = currency_field()

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "figure" in cleaned and "currency" in cleaned:
            cleaned["figure"] = figure = self.read_figure()
            cleaned["currency"] = figure.currency if figure else cleaned["currency"]
        return cleaned


class CapacityForm(RecordForm):
    interval_field = "interval"
    interval = StatedField(
        label=_("Quantity"), help_text=_("60,000 GPUs, up to 90 MW, more than 250 jobs.")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "unit" in self.fields:
            # It may be typed behind the quantity.
            self.fields["unit"].required = False

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "interval" in cleaned:
            self.take_unit()
            cleaned["interval"] = self.read(parse_interval)
            if not cleaned.get("unit"):
                self.add_error("unit", _("Choose the unit, or type it: 60,000 GPUs."))
        return cleaned
