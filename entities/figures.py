"""Figures: one place to compare, read and write them.

The types live in intervals.py, reading what people type in figure_text.py; here is the one way
in which list, page, export, feed and chart write a figure.
"""

from dataclasses import replace
from decimal import Decimal

from babel.numbers import format_decimal

from entities.currencies import SYMBOLS
from entities.figure_text import parse_figure, parse_interval
from entities.intervals import UNDISCLOSED, Figure, FigureError, Interval, Qualifier

__all__ = [
    "UNDISCLOSED",
    "Figure",
    "FigureError",
    "Interval",
    "Qualifier",
    "format_converted",
    "format_figure",
    "format_interval",
    "parse_figure",
    "parse_interval",
]

# French has no short word for 10^12 that is safe: it writes 1 200 Md.
UNITS = {
    "en": [(10**12, "tn"), (10**9, "bn"), (10**6, "m")],
    "fr": [(10**9, "Md"), (10**6, "M")],
}
LOCALES = {"en": "en_GB", "fr": "fr_FR"}
PATTERNS = {
    "en": {
        "exact": "{about}{high}",
        "up_to": "up to {about}{high}",
        "at_least": "at least {about}{low}",
        "range": "{about}{low}\N{EN DASH}{high}",
        "undisclosed": "undisclosed",
    },
    "fr": {
        "exact": "{about}{high}",
        "up_to": "jusqu'à {about}{high}",
        "at_least": "au moins {about}{low}",
        "range": "{about}{low} à {high}",
        "undisclosed": "non communiqué",
    },
}
ABOUT = {"en": "about ", "fr": "environ "}
# What may stand before an amount, in this order.
QUALIFIERS = {
    language: [
        *(patterns[name].partition("{")[0] for name in ("up_to", "at_least")),
        ABOUT[language],
    ]
    for language, patterns in PATTERNS.items()
}
CONVERTED = {"en": "≈", "fr": "≈\N{NO-BREAK SPACE}"}
SIGNIFICANT_DIGITS = 3


def format_figure(figure, language):
    """The figure in words and its own currency, no digit lost: £1.5bn; up to £11bn; 1,5 Md £.

    `language` is 'en' or 'fr' (any other is written in English). parse_figure reads the result
    back as the same figure.
    """
    return _write_figure(figure, _known(language), ABOUT)


def format_converted(figure, language):
    """A figure converted from another currency, to 3 significant figures: ≈$14.9bn."""
    low, high = (_rounded(bound) for bound in (figure.low, figure.high))
    rounded = replace(figure, low=low, high=high, is_approximate=bool(figure.stated))
    return _write_figure(rounded, _known(language), CONVERTED)


def qualified(figure, language, write=format_figure):
    """(qualifier, amount) of what `write` writes, so that a page can set the first smaller:
    ('up to', '£11bn'), ('about', '£31bn'), ('', '£1.5bn'), ('', 'undisclosed').

    `write` is format_figure or format_converted. The two joined by a space, where there is a
    qualifier, are its text.
    """
    text = amount = write(figure, language)
    for word in QUALIFIERS[_known(language)]:
        amount = amount.removeprefix(word)
    return text.removesuffix(amount).strip(), amount


def format_interval(interval, language):
    """A quantity in digits: 60,000; up to 120,000; jusqu'à 120 000. The unit is the caller's."""
    language = _known(language)
    return _phrase(interval, language, ABOUT, lambda bound: _digits(bound, language))


def _known(language):
    language = (language or "en")[:2].lower()  # None where translation is switched off
    return language if language in LOCALES else "en"


def _write_figure(figure, language, about):
    units = [_unit(bound, language) for bound in figure.stated if bound]
    has_units = None not in units

    def write(bound):
        unit = _unit(bound, language) if has_units else None
        return _money(bound, unit, figure.currency, language)

    return _phrase(figure, language, about, write)


def _phrase(interval, language, about, write):
    return PATTERNS[language][interval.qualifier].format(
        about=about[language] if interval.is_approximate else "",
        low="" if interval.low is None else write(interval.low),
        high="" if interval.high is None else write(interval.high),
    )


def _unit(bound, language):
    """(size, name) of the largest unit not above `bound`, None if that would be unclear.

    A comma or point before three digits is left out: 1.234bn is 1,234bn in half of Europe.
    """
    unit = next((unit for unit in UNITS[language] if unit[0] <= bound), None)
    if unit is None or bound * 100 % unit[0]:
        return None
    return None if language == "en" and bound >= 1000 * unit[0] else unit


def _money(bound, unit, currency, language):
    """One bound with its unit and currency, kept on one line by no-break spaces."""
    size, name = unit or (1, "")
    number = _digits(Decimal(bound) / size, language)
    symbol = SYMBOLS[language].get(currency, currency)
    if language == "fr":
        return "\N{NO-BREAK SPACE}".join(part for part in (number, name, symbol) if part)
    space = "\N{NO-BREAK SPACE}" if symbol == currency else ""
    return f"{symbol}{space}{number}{name}"


def _digits(number, language):
    return format_decimal(number, "#,##0.##", LOCALES[language])


def _rounded(bound):
    """`bound` to three significant figures, half to even; None stays None."""
    if bound is None:
        return None
    return round(bound, min(0, SIGNIFICANT_DIGITS - len(str(bound))))
