from collections import namedtuple
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.exchange import ECB, Rate, convert, is_listed, rate

HandRate = namedtuple("HandRate", "currency valid_on per_eur source")

TUESDAY = date(2025, 9, 16)  # EUR 1 = USD 1.1807 = GBP 0.8656
DIRHAM = HandRate("AED", TUESDAY, Decimal("4.3361"), "Central Bank of the UAE")

amounts = st.integers(0, 10**15)
dates = st.dates(date(1999, 1, 4), date(2030, 1, 1))
currencies = st.sampled_from(["USD", "EUR", "GBP", "JPY", "KRW", "IDR", "CHF"])


def test_quotes_the_european_central_bank():
    assert rate("EUR", "USD", TUESDAY) == Rate(Decimal("1.1807"), TUESDAY, ECB)
    assert rate("EUR", "GBP", TUESDAY) == Rate(Decimal("0.8656"), TUESDAY, ECB)


def test_other_currencies_go_through_the_euro():
    assert rate("GBP", "USD", TUESDAY).value == Decimal("1.364024953789")  # 1.1807 / 0.8656


@pytest.mark.parametrize("day", [date(2025, 9, 20), date(2025, 9, 21)])
def test_a_weekend_has_the_rate_of_the_friday_before(day):
    assert rate("GBP", "USD", day) == rate("GBP", "USD", date(2025, 9, 19))


def test_a_currency_is_exactly_itself():
    assert rate("GBP", "GBP", TUESDAY) == Rate(Decimal(1), TUESDAY, "")


def test_the_last_rates_serve_for_days_to_come():
    latest = rate("GBP", "USD", date(2100, 1, 1))
    assert latest.on >= date(2026, 10, 30)


@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("USD", date(1999, 1, 3)),  # before the first rates
        ("TWD", TUESDAY),  # never quoted
        ("XXX", TUESDAY),
        ("RUB", date(2022, 6, 1)),  # suspended in March 2022
        ("ISK", date(2012, 1, 1)),  # not quoted from 2008 to 2018
    ],
)
def test_there_is_no_rate_rather_than_a_stale_one(currency, day):
    assert rate(currency, "EUR", day) is None


def test_a_suspended_currency_keeps_its_last_rate_for_a_month():
    assert rate("RUB", "EUR", date(2022, 3, 31)).on == date(2022, 3, 1)
    assert rate("RUB", "EUR", date(2022, 4, 2)) is None


def test_a_hand_rate_serves_from_its_day_on():
    assert rate("AED", "EUR", date(2025, 9, 15), [DIRHAM]) is None
    assert rate("AED", "EUR", date(2025, 11, 1), [DIRHAM]) == Rate(
        Decimal("0.230621987500"), TUESDAY, "Central Bank of the UAE"
    )


def test_the_last_hand_rate_before_the_day_wins():
    later = HandRate("AED", date(2025, 10, 1), Decimal("4.30"), "later")
    assert rate("AED", "EUR", date(2025, 10, 2), iter([later, DIRHAM])).source == "later"
    assert rate("AED", "EUR", date(2025, 9, 30), [later, DIRHAM]).on == TUESDAY


def test_a_hand_rate_meets_the_dollar_of_its_own_day():
    found = rate("AED", "USD", date(2026, 6, 1), [DIRHAM])
    assert found.on == TUESDAY
    assert found.value == Decimal("0.272295380642")  # 1.1807 / 4.3361
    assert found.source == f"Central Bank of the UAE; {ECB}"


def test_a_hand_rate_never_replaces_the_european_central_banks():
    by_hand = HandRate("USD", TUESDAY, Decimal("99"), "a guess")
    assert rate("EUR", "USD", TUESDAY, [by_hand]).value == Decimal("1.1807")


def test_only_currencies_still_quoted_are_listed():
    assert [code for code in ("EUR", "USD", "KRW", "AED", "RUB", "HRK") if is_listed(code)] == [
        "EUR",
        "USD",
        "KRW",
    ]


@pytest.mark.parametrize(("amount", "converted"), [(1, 0), (3, 2), (5, 2), (7, 4)])
def test_halves_go_to_the_even_unit(amount, converted):
    assert convert(amount, Rate(Decimal("0.5"), TUESDAY, "")) == converted


def test_the_largest_amount_is_converted_exactly():
    assert convert(2**63 - 1, rate("GBP", "GBP", TUESDAY)) == 2**63 - 1


@given(amounts, amounts, currencies, currencies, dates)
def test_more_money_is_never_less_in_another_currency(one, other, currency, target, on):
    found = rate(currency, target, on)
    if found:
        assert (one <= other) <= (convert(one, found) <= convert(other, found))


@given(amounts, currencies, dates)
def test_there_and_back_differs_by_rounding_alone(amount, currency, on):
    there, back = rate("EUR", currency, on), rate(currency, "EUR", on)
    if there and back:
        returned = convert(convert(amount, there), back)
        rounding = Fraction(back.value) / 2 + 1 + amount * Fraction(there.value) / 10**12
        assert abs(returned - amount) <= rounding
