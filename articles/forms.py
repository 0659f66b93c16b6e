"""Forms of the article page in the admin."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.models import Statement
from entities.figures import (
    Figure,
    FigureError,
    Interval,
    format_figure,
    format_interval,
    parse_figure,
    parse_interval,
)
from entities.forms import RecordForm


class StatedField(forms.CharField):
    """What a claim states, as text; its statement decides whether it is money or a quantity."""

    def prepare_value(self, value):
        if isinstance(value, Figure):
            return format_figure(value, get_language())
        if isinstance(value, Interval):
            return format_interval(value, get_language())
        return value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class ClaimForm(RecordForm):
    interval_field = "interval"
    interval = StatedField(
        label=_("figure or quantity"),
        required=False,
        max_length=200,
        help_text=_("As the source states it: up to £11bn, more than 24,000."),
    )
    PARSERS = {Statement.FIGURE: parse_figure, Statement.QUANTITY: parse_interval}

    def clean(self):
        cleaned = super().clean()
        text, parse = cleaned.get("interval"), self.PARSERS.get(cleaned.get("statement"))
        cleaned["interval"] = Interval(None, None)
        if parse and not text:
            self.add_error("interval", _("Type the figure or quantity that this claim states."))
        elif text and not parse:
            self.add_error("interval", _("Say that the claim states a figure or a quantity."))
        elif parse:
            self._parse(parse, text)
        return cleaned

    def _parse(self, parse, text):
        try:
            self.cleaned_data["interval"] = parse(text)
        except FigureError as error:
            self.add_error("interval", str(error))


class ArticleForm(RecordForm):
    correction_note = forms.CharField(
        label=_("correction"),
        required=False,
        max_length=500,
        help_text=_("What you corrected, for readers: a published article changes in their sight."),
    )

    def clean(self):
        cleaned = super().clean()
        if self._is_correction() and not cleaned.get("correction_note"):
            self.add_error("correction_note", _("Say what you corrected: readers are told."))
        return cleaned

    def _is_correction(self):
        # A button of the workflow, such as Retract, is pressed without correcting anything.
        saves = bool(set(self.changed_data) - {"correction_note"}) or "_move" not in self.data
        return self.instance.state == "published" and saves
