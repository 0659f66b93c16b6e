"""Which languages the site speaks: English, and each that has a catalogue."""

from babel import Locale


def languages_in(folder):
    """[('en', 'English'), ('fr', 'Français')]: English, then what `folder` holds a catalogue of,
    each by its own name. A folder is named as gettext does: fr, pt_BR."""
    names = sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/django.po"))
    locales = [Locale.parse(name) for name in ["en", *names]]
    return [
        (str(each).lower().replace("_", "-"), each.display_name.capitalize()) for each in locales
    ]
