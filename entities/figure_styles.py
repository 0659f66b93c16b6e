"""How a language writes a figure: its words from its catalogue in locale/, its digits from CLDR."""

from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import get_group_symbol
from django.conf import settings
from django.utils.translation import override, pgettext, to_locale

from entities.currencies import ENGLISH_SYMBOLS, SYMBOLS
from entities.intervals import Qualifier

ENGLISH = "en"
# Numbers and dates as in British newspapers.
LOCALES = {ENGLISH: "en_GB"}
NO_UNIT = "-"


@dataclass(frozen=True)
class Style:
    """`patterns` by Qualifier; `units` as (size, name), the largest first; `about` and `converted`
    stand before an amount."""

    locale: Locale
    patterns: dict
    units: list
    symbols: dict
    money: str
    about: str
    converted: str

    @property
    def qualifiers(self):
        """What may stand before an amount, in this order."""
        limits = (self.patterns[name] for name in (Qualifier.UP_TO, Qualifier.AT_LEAST))
        return [*(pattern.partition("{")[0] for pattern in limits), self.about]

    @property
    def groups_by_space(self):
        """Whether no comma and no point stands between thousands."""
        return get_group_symbol(self.locale).isspace()


def style_of(language):
    """The Style of one of settings.LANGUAGES, such as 'fr' or 'fr-be'; English for any other, and
    for None, which is where translation is switched off."""
    known, code = dict(settings.LANGUAGES), (language or ENGLISH).lower()
    return _style(next((each for each in (code, code[:2]) if each in known), ENGLISH))


@cache
def _style(language):
    with override(language):
        return Style(
            Locale.parse(LOCALES.get(language) or to_locale(language)),
            _patterns(),
            _units(),
            ENGLISH_SYMBOLS if language == ENGLISH else SYMBOLS,
            # Translators: put no-break spaces where the language has spaces.
            money=pgettext("figure", "{symbol}{number}{unit}"),
            about=pgettext("figure", "about {amount}").partition("{")[0],
            converted=pgettext("figure", "≈{amount}").partition("{")[0],
        )


def _patterns():
    return {
        Qualifier.EXACT: "{about}{high}",
        Qualifier.UP_TO: pgettext("figure", "up to {about}{high}"),
        Qualifier.AT_LEAST: pgettext("figure", "at least {about}{low}"),
        Qualifier.RANGE: pgettext("figure", "{about}{low}–{high}"),
        Qualifier.UNDISCLOSED: pgettext("figure", "undisclosed"),
    }


def _units():
    """(size, name) of the units that the language has a short and safe word for."""
    names = [
        # Translators: 10^12; '-' where no short word is safe: French writes 1 200 Md.
        (10**12, pgettext("figure", "tn")),
        (10**9, pgettext("figure", "bn")),
        (10**6, pgettext("figure", "m")),
    ]
    return [(size, name) for size, name in names if name != NO_UNIT]
