"""Forms of the desk's own pages."""

import zoneinfo

from django import forms

from articles.models import Preferences

# What the database lists beside places: old names, and clocks that are not a place's.
NO_PLACE = ("Etc/", "SystemV/", "US/", "posix/", "right/")


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Preferences
        fields = ["language", "time_zone", "wants_mail"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        zones = {zone for zone in zoneinfo.available_timezones() if "/" in zone}
        zones = {zone for zone in zones if not zone.startswith(NO_PLACE)}
        names = sorted({"UTC", self.instance.time_zone, *zones})
        self.fields["time_zone"].widget = forms.Select(choices=[(name, name) for name in names])
