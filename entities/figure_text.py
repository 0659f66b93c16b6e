"""Reads the figures and quantities that people type: '£1.5bn', 'jusqu'à 11 milliards de livres'.

The text is cut into tokens, each of a kind that one letter stands for; the letters together must
match the shape that a figure has. What has two readings is refused with both of them.
"""

import re
from collections import namedtuple

from django.utils.translation import gettext_lazy as _

from entities.currencies import NAMES_OF_MANY, codes
from entities.figure_tokens import (
    ABOUT,
    AND,
    ASIAN,
    AT_LEAST,
    BETWEEN,
    CURRENCY,
    DASH,
    FRACTION,
    FROM,
    NEGATIVE,
    NOTHING,
    NUMBER,
    REFUSED,
    SCALE,
    SHORT_SCALE,
    UP_TO,
    tokens_of,
    unreadable,
)
from entities.intervals import UNDISCLOSED, Figure, FigureError, Interval

LARGEST_AMOUNT = 10**17  # in the weakest currencies, more than is ever announced

# `currencies`: for each currency named, the codes that its name may stand for.
Reading = namedtuple("Reading", "low high is_approximate currencies")

AMOUNT = "C*(?:(?:NA)+N?|NS?)(?:F?C)*"
SHAPE = re.compile(
    f"(?P<before>[QF]*)(?P<first>{AMOUNT})((?P<link>[-&])(?P<second>{AMOUNT}))?(?P<after>[+]?)"
)


def parse_figure(text, currency=""):
    """The Figure that `text` states, in whole units of its currency.

    `currency` is the ISO 4217 code that a form says beside the text; it settles what '$' or 'kr'
    means. Raises FigureError, which says why and what to type, for what is not a figure or has
    two readings. UNDISCLOSED only for the word: an empty text is an error.
    """
    reading = _read(text)
    if reading is None:
        return UNDISCLOSED
    code = _currency(reading.currencies, currency)
    return Figure(reading.low, reading.high, code, reading.is_approximate)


def parse_interval(text):
    """The Interval of whole units that `text` states: '60,000'; 'more than 24 000'.

    Raises FigureError as parse_figure does, and for a text that names a currency.
    """
    reading = _read(text)
    if reading is None:
        return Interval(None, None)
    if reading.currencies:
        name = reading.currencies[0].text
        raise FigureError(_("A quantity has no currency: leave '%(name)s' out."), name=name)
    return Interval(reading.low, reading.high, reading.is_approximate)


def _read(text):
    """The Reading of `text`, None if it says that nothing is disclosed."""
    tokens = tokens_of(text)
    kinds = "".join(token.kind for token in tokens)
    if kinds == NOTHING:
        return None
    shape = SHAPE.fullmatch(kinds)
    if shape is None:
        raise _shapeless(tokens, kinds)
    parts = {name: tokens[slice(*shape.span(name))] for name in shape.groupdict() if shape[name]}
    cues = {token.value for token in parts.get("before", []) + parts.get("after", [])} - {None}
    currencies = [token for token in tokens if token.kind == CURRENCY]
    bounds = _bounds(parts, cues, is_foreign=any(token.is_french for token in tokens))
    return Reading(*bounds, ABOUT in cues, currencies)


def _shapeless(tokens, kinds):
    """The FigureError for tokens that make no figure."""
    for token in tokens:
        if token.kind == REFUSED:
            return FigureError(token.value)
    if NUMBER not in kinds:
        return FigureError(_("There is no number in it: type one, e.g. £1.5bn, or 'undisclosed'."))
    if DASH in kinds[: kinds.index(NUMBER)]:
        return FigureError(NEGATIVE)
    if kinds.count(NUMBER) > 1:
        return FigureError(
            _("There are several numbers in it: type one figure, or a range such as £30bn-£50bn.")
        )
    return FigureError(_("I can't read this: type it as £1.5bn, up to £11bn or £30bn-£50bn."))


# From tokens to bounds


def _bounds(parts, cues, is_foreign):
    """(low, high) that the `parts` of a shape state; 'up to' has no low, 'at least' no high."""
    is_range = "second" in parts
    limits = cues & {UP_TO, AT_LEAST}
    if len(limits) > (0 if is_range else 1) or (cues & {BETWEEN, FROM} and not is_range):
        raise FigureError(_("The words contradict each other: type up to £11bn or £30bn-£50bn."))
    if is_range:
        return _range(parts, BETWEEN in cues, is_foreign)
    amount = _sum(_pairs(parts["first"]), is_foreign)
    return (None if UP_TO in cues else amount), (None if AT_LEAST in cues else amount)


def _range(parts, is_between, is_foreign):
    if parts["link"][0].kind == AND and not is_between:
        raise FigureError(_("These are two figures: type one, or a range such as £30bn-£50bn."))
    first, second = _pairs(parts["first"]), _pairs(parts["second"])
    high = _sum(second, is_foreign)
    if len(first) == len(second) == 1:
        first = _with_shared_scale(first, second, is_closed=parts["first"][-1].kind == CURRENCY)
    low = _sum(first, is_foreign)
    if low > high:
        raise FigureError(
            _("The first number is above the second: type the lower one first, £500m-£1bn.")
        )
    return low, high


def _with_shared_scale(first, second, is_closed):
    """`first` with the scale of `second` where it has none: the 30 of '$30-50 billion'.

    A currency behind the number closes it: '100 000 € à 2 M€' has a scale of its own, none.
    """
    (low, own), (high, scale) = first[0], second[0]
    if own or not scale or not any(low.value):
        return first
    if not is_closed and min(low.value) <= max(high.value):
        return [(low, scale)]
    if max(low.value) < max(1000, scale.value // 1000):
        raise FigureError(_("Give each number its own unit, e.g. £500m-£1bn."))
    return first


def _pairs(tokens):
    """[(number, its scale or None)]: one, but for the like of 1兆5000億."""
    pairs = []
    for token in tokens:
        if token.kind == NUMBER:
            pairs.append((token, None))
        elif token.kind in (SCALE, ASIAN):
            pairs[-1] = (pairs[-1][0], token)
    return pairs


def _sum(pairs, is_foreign):
    """The whole units that the pairs of number and scale state together."""
    scales = [scale.value if scale else 1 for _number, scale in pairs]
    if scales != sorted(set(scales), reverse=True):
        raise FigureError(_("The units are out of order: type the larger ones first."))
    amount = sum(_scaled(number, scale, is_foreign) for number, scale in pairs)
    if amount > LARGEST_AMOUNT:
        raise FigureError(_("This is more than anyone announces: check the unit."))
    return amount


def _scaled(number, scale, is_foreign):
    if scale is None:
        if all(value.as_tuple().exponent < -2 for value in number.value):
            raise unreadable(number.text)  # 1.000,000: no sum has thousandths
        return _whole(number.value, number.text)
    if scale.kind == SCALE and len(number.value) > 1:
        raise _two_readings(number, scale)
    if scale.text in SHORT_SCALE and (is_foreign or _looks_foreign(number, scale)):
        raise _two_scales(number, scale)
    # Where Asian units are written, a comma only ever groups digits.
    value = number.value[0 if "," in number.text else -1]
    return _whole([value * scale.value], number.text + scale.text)


def _whole(readings, text):
    """The first of the readings that is a whole number: the '1,500' of £1,500 is no fraction."""
    for value in readings:
        if value == value.to_integral_value():
            return int(value)
    raise FigureError(
        _(
            "Only whole units are kept and %(text)s is not whole: did you mean %(number)sbn?"
            " If not, leave the fraction out."
        ),
        text=text,
        number=_plain(readings[0]),
    )


def _two_readings(number, scale):
    large, small = number.value
    as_fraction = f"{_plain(small)}{scale.text}"
    if small * 100 % 1:  # would have two readings again
        as_fraction = f"{small * 1000:.0f}{SMALLER.get(scale.value, '')}"
    return FigureError(
        _("'%(text)s' has two readings: type %(small)s or %(large)s."),
        text=number.text + scale.text,
        small=as_fraction,
        large=f"{_plain(large)}{scale.text}",
    )


SMALLER = {10**12: "bn", 10**9: "m", 10**6: "k"}


def _looks_foreign(number, scale):
    fraction = FRACTION.fullmatch(number.text)
    has_comma = number.value[0] % 1 != 0 and fraction["point"] == ","
    return has_comma or scale.text.endswith("s")


def _two_scales(number, scale):
    english, other = SHORT_SCALE[scale.text]
    return FigureError(
        _(
            "A %(name)s is %(english)s in English and %(other)s in French and German:"
            " type %(number)sbn (10^9) or %(number)stn (10^12)."
        ),
        name=scale.text.removesuffix("s"),
        english=english,
        other=other,
        number=_plain(number.value[0]),
    )


def _plain(value):
    """A Decimal as people would type it again: 1.5, 1500."""
    return f"{value.normalize():f}"


# From names to one currency


def _currency(named, given):
    """The one code that agrees with every token `named` and with the code `given`, if any."""
    if given and given not in codes():
        raise FigureError(
            _("%(given)s is no ISO 4217 currency code: choose one such as GBP."), given=given
        )
    meant = [token.value for token in named] + ([(given,)] if given else [])
    if not meant:
        raise FigureError(_("Say the currency, e.g. £1.5bn or 1.5bn GBP."))
    agreed = [code for code in meant[0] if all(code in others for others in meant)]
    if not agreed:
        names = [token.text for token in named] + ([given] if given else [])
        raise FigureError(
            _("%(names)s are different currencies: type one figure in one of them."),
            names=", ".join(names),
        )
    if len(agreed) > 1 and any(value in NAMES_OF_MANY for value in meant):
        raise FigureError(
            _("'%(name)s' may be one of several currencies: type its code, one of %(codes)s."),
            name=named[0].text,
            codes=", ".join(agreed),
        )
    return agreed[0]
