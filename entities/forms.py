"""Form fields and forms that editors meet in the admin."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from entities.figures import (
    FigureError,
    format_figure,
    format_interval,
    parse_figure,
    parse_interval,
)


class FigureField(forms.CharField):
    """Text such as 'up to £11bn' that becomes a Figure."""

    def __init__(self, **options):
        options.setdefault("label", _("figure"))
        options.setdefault(
            "help_text", _("As announced: £1.5bn, up to 11bn GBP, $30-50bn, or undisclosed.")
        )
        super().__init__(**options)

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return format_figure(value, get_language())

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return self.parse(text)
        except FigureError as error:
            raise forms.ValidationError(str(error)) from error

    def run_validators(self, value):
        # The validators of CharField are for text.
        pass

    def parse(self, text):
        return parse_figure(text)


class IntervalField(FigureField):
    """Text such as 'more than 24,000' that becomes an Interval."""

    def __init__(self, **options):
        options.setdefault("label", _("quantity"))
        options.setdefault("help_text", _("60,000, up to 90, more than 24,000."))
        super().__init__(**options)

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return format_interval(value, get_language())

    def parse(self, text):
        return parse_interval(text)


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


class InvestmentForm(RecordForm):
    interval_field = "figure"
    figure = FigureField()


class CapacityForm(RecordForm):
    interval_field = "interval"
    interval = IntervalField()
