"""Exchange rates of a day, offline.

The source is the European Central Bank's euro foreign exchange reference rates, daily since
4 January 1999, as the currencyconverter package carries them: raising its pin brings newer ones.
"""

from collections import namedtuple
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from currency_converter import CurrencyConverter, RateNotFoundError
from django.utils.translation import gettext_noop

REPORTING_CURRENCIES = ("USD", "EUR", "GBP")
ECB = gettext_noop("European Central Bank euro foreign exchange reference rates")

# Longer than any holiday, shorter than it takes a suspended currency to drift far.
LONGEST_GAP = timedelta(days=31)
PLACES = Decimal("1e-12")

# `value`: units of the target for one unit of the currency, a Decimal of 12 places;
# `on`: the day it was fixed; `source`: who fixed it, '' from a currency to itself.
Rate = namedtuple("Rate", "value on source")


def rate(currency, target, on, hand_rates=()):
    """The Rate that turns `currency` into `target` (ISO 4217) on the date `on`, or None.

    It is that day's or the last earlier one, at most 31 days old, so that a currency that the ECB
    has stopped quoting is not converted at a stale rate; after the end of the packaged history
    its last rates stand for those still to come. Other currencies than EUR go through the euro.

    `hand_rates` (objects with currency, valid_on, per_eur and source) serve where the ECB gives
    none; each stands until a later one. Both sides are then taken on the hand rate's day, so that
    a currency pegged to the dollar keeps its peg.
    """
    if currency == target:
        return Rate(Decimal(1).quantize(PLACES), on, "")
    hand_rates = list(hand_rates)
    sides = _sides(currency, target, on, hand_rates)
    if sides and sides[0].on != sides[1].on:
        sides = _sides(currency, target, min(side.on for side in sides), hand_rates)
    if not sides:
        return None
    value = (sides[1].value / sides[0].value).quantize(PLACES)
    sources = dict.fromkeys(side.source for side in sides if side.source)
    return Rate(value, min(side.on for side in sides), "; ".join(sources))


def convert(amount, rate):
    """`amount` whole units at `rate`, in whole units of the target; halves go to the even one."""
    return round(amount * Fraction(rate.value))


def is_listed(currency):
    """Does the ECB still quote `currency`? For others a rate can be entered by hand."""
    bounds = _history().bounds
    return currency in bounds and bounds[currency].last_date == last_day()


def last_day():
    """The day of the newest of the European Central Bank's rates that this version brings."""
    return _history().bounds["EUR"].last_date


@cache
def _history():
    return CurrencyConverter(decimal=True)


def _sides(currency, target, on, hand_rates):
    """The Rates from one euro to both, or None if one has none."""
    sides = [_per_euro(code, on, hand_rates) for code in (currency, target)]
    return None if None in sides else sides


def _per_euro(currency, on, hand_rates):
    """The Rate from one euro to `currency`."""
    if currency == "EUR":
        return Rate(Decimal(1), on, "")
    return _quoted(currency, on) or _by_hand(currency, on, hand_rates)


@lru_cache(maxsize=4096)
def _quoted(currency, on):
    history = _history()
    if currency not in history.currencies:
        return None
    latest = min(on, last_day())
    for days in range(LONGEST_GAP.days + 1):
        day = latest - timedelta(days=days)
        try:
            return Rate(history.convert(1, "EUR", currency, date=day), day, ECB)
        except RateNotFoundError:
            continue
    return None


def _by_hand(currency, on, hand_rates):
    known = [row for row in hand_rates if row.currency == currency and row.valid_on <= on]
    if not known:
        return None
    row = max(known, key=lambda row: row.valid_on)
    return Rate(Decimal(row.per_eur), row.valid_on, row.source)
