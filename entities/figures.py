"""Figures: one place to compare, read and write them.

The types live in intervals.py, reading what people type in figure_text.py; here is the one way
in which list, page, export, feed and chart write a figure.
"""

from dataclasses import replace
from decimal import Decimal

from babel.numbers import format_decimal

from entities.figure_styles import style_of
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

SIGNIFICANT_DIGITS = 3


def format_figure(figure, language):
    """The figure in words and its own currency, no digit lost: £1.5bn; up to £11bn; 1,5 Md £.

    `language` is one of settings.LANGUAGES (any other is written in English). parse_figure reads
    what is written in English or French back as the same figure.
    """
    style = style_of(language)
    return _write_figure(figure, style, style.about)


def format_converted(figure, language):
    """A figure converted from another currency, to 3 significant figures: ≈$14.9bn."""
    low, high = (_rounded(bound) for bound in (figure.low, figure.high))
    rounded = replace(figure, low=low, high=high, is_approximate=bool(figure.stated))
    style = style_of(language)
    return _write_figure(rounded, style, style.converted)


def qualified(figure, language, write=format_figure):
    """(qualifier, amount) of what `write` writes, so that a page can set the first smaller:
    ('up to', '£11bn'), ('about', '£31bn'), ('', '£1.5bn'), ('', 'undisclosed').

    `write` is format_figure or format_converted. The two joined by a space, where there is a
    qualifier, are its text.
    """
    text = amount = write(figure, language)
    for word in style_of(language).qualifiers:
        amount = amount.removeprefix(word)
    return text.removesuffix(amount).strip(), amount


def format_interval(interval, language):
    """A quantity in digits: 60,000; up to 120,000; jusqu'à 120 000. The unit is the caller's."""
    style = style_of(language)
    return _phrase(interval, style, style.about, lambda bound: _digits(bound, style))


def _write_figure(figure, style, about):
    units = [_unit(bound, style) for bound in figure.stated if bound]
    has_units = None not in units

    def write(bound):
        unit = _unit(bound, style) if has_units else None
        return _money(bound, unit, figure.currency, style)

    return _phrase(figure, style, about, write)


def _phrase(interval, style, about, write):
    return style.patterns[interval.qualifier].format(
        about=about if interval.is_approximate else "",
        low="" if interval.low is None else write(interval.low),
        high="" if interval.high is None else write(interval.high),
    )


def _unit(bound, style):
    """(size, name) of the largest unit not above `bound`, None if that would be unclear.

    A comma or point before three digits is left out: 1.234bn is 1,234bn in half of Europe.
    """
    unit = next((unit for unit in style.units if unit[0] <= bound), None)
    if unit is None or bound * 100 % unit[0]:
        return None
    return None if not style.groups_by_space and bound >= 1000 * unit[0] else unit


def _money(bound, unit, currency, style):
    """One bound with its unit and currency, kept on one line by no-break spaces."""
    size, name = unit or (1, "")
    number = _digits(Decimal(bound) / size, style)
    # What is written with its letters stands apart from the number, on whichever side.
    symbol = style.symbols.get(currency) or f"\N{NO-BREAK SPACE}{currency}\N{NO-BREAK SPACE}"
    written = style.money.format(symbol=symbol, number=number, unit=name)
    return "\N{NO-BREAK SPACE}".join(filter(None, written.split("\N{NO-BREAK SPACE}")))


def _digits(number, style):
    return format_decimal(number, "#,##0.##", style.locale)


def _rounded(bound):
    """`bound` to three significant figures, half to even; None stays None."""
    if bound is None:
        return None
    return round(bound, min(0, SIGNIFICANT_DIGITS - len(str(bound))))
