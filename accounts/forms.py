"""What is typed to prove who one is."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import throttling
from accounts.addresses import client_address
from accounts.devices import known_device


class SignInForm(AdminAuthenticationForm):
    """A name and a password, looked at as often as the limits let them be.

    `wait` is how many seconds to wait if they don't, `was_tried` whether they did.
    """

    wait, was_tried = 0, False

    def clean(self):
        if not {"username", "password"} <= set(self.cleaned_data):
            return self.cleaned_data
        limits = limits_of(self.request, self.cleaned_data["username"])
        try:
            taken = throttling.take(limits)
        except throttling.TooMany as error:
            self.wait = error.seconds
            raise ValidationError("") from None
        self.was_tried = True
        data = super().clean()
        throttling.give_back(limits, taken)
        return data


def limits_of(request, name):
    """The limits of a try to prove to be the account `name` by its password."""
    device = known_device(request, name)
    return throttling.sign_in_limits(name, client_address(request), device)


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """One's own password again."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
