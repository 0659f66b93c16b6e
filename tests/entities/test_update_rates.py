from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from entities.models import ExchangeRate, Investment
from tests.factories import InvestmentFactory

pytestmark = pytest.mark.django_db


def update_rates():
    said = StringIO()
    call_command("update_rates", stdout=said)
    return said.getvalue().split(" of ")[0]


def test_a_figure_is_converted_at_the_rate_of_its_day_when_it_is_saved():
    deal = InvestmentFactory(figure="£1.5bn", announced_on=date(2025, 9, 16))
    assert (deal.low_gbp, deal.rate_gbp) == (1_500_000_000, 1)
    assert deal.low_usd == round(1_500_000_000 * deal.rate_usd)
    assert deal.rate_on == date(2025, 9, 16)
    assert "European Central Bank" in deal.rate_source


def test_a_weekend_takes_the_rate_of_the_friday_before():
    assert InvestmentFactory(announced_on=date(2025, 9, 21)).rate_on == date(2025, 9, 19)


def test_a_currency_without_a_rate_keeps_its_figure_and_waits_for_a_rate_by_hand():
    deal = InvestmentFactory(figure="AED 15bn", announced_on=date(2025, 5, 15))
    assert (deal.low, deal.low_usd, deal.rate_on) == (15_000_000_000, None, None)
    ExchangeRate.objects.create(
        currency="AED", valid_on=date(2025, 5, 15), per_eur="4.1", source="The peg to the dollar"
    )
    assert update_rates() == "1"
    deal.refresh_from_db()
    assert deal.low_eur == round(15_000_000_000 * deal.rate_eur)
    assert "The peg to the dollar" in deal.rate_source
    assert update_rates() == "0"


def test_a_second_run_changes_nothing():
    InvestmentFactory(figure="$3bn")
    Investment.objects.update(low_gbp=1)
    assert update_rates() == "1"
    assert update_rates() == "0"
