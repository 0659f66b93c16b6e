"""Form fields that choose records by key, when the key may be anything that a forged POST holds.

Django's own ask the database for it, and fail there: 'x' is no number, 10^30 is too large for one.
"""

from django import forms


def is_key(value):
    """True for what can be the primary key of a row: a number that a BIGINT holds."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 19


class RecordChoice(forms.ModelChoiceField):
    def prepare_value(self, value):
        key = super().prepare_value(value)
        # Empty and not None, which would count as changed beside an empty choice.
        return key if is_key(key) else ""


class RecordChoices(forms.ModelMultipleChoiceField):
    def prepare_value(self, value):
        keys = super().prepare_value(value)
        if isinstance(keys, list):
            return [key for key in keys if is_key(key)]
        return keys if is_key(keys) else None  # of one of the options

    def clean(self, value):
        for key in value or ():
            if not is_key(key):
                message = self.error_messages["invalid_choice"]
                raise forms.ValidationError(message, "invalid_choice", {"value": key})
        return super().clean(value)
