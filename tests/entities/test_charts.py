"""Pictures: what their marks say, where they may be shown, and what they keep to themselves."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.charts.money import money_by_month, money_by_year
from entities.charts.network import MOST_DEALS, network
from entities.charts.scales import spread, ticks
from entities.deals import Deals
from entities.models import Investment
from entities.totals import total
from entities.views import listed
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    report,
)


@given(st.integers(1, 10**18))
def test_a_scale_reaches_the_largest_amount_in_few_round_steps(largest):
    found = ticks(largest)
    assert found[0] == 0
    assert found[-2] < largest <= found[-1]
    assert 2 <= len(found) <= 12
    assert len({b - a for a, b in pairwise(found)}) == 1


@given(st.integers(1, 60), st.integers(100, 2000))
def test_bars_stand_side_by_side_within_the_picture(number, length):
    places = spread(number, length, 64)
    assert all(a + wide <= b + 0.2 for (a, wide), (b, _w) in pairwise(places))
    assert places[-1][0] + places[-1][1] <= length + 0.2


@pytest.fixture
def base(db):
    """Firm and 'up to' money in 2023 and 2025."""
    microsoft = OrganisationFactory(name="Microsoft <b>", slug="microsoft")
    nscale = OrganisationFactory(name="Nscale", slug="nscale")
    firm = InvestmentFactory(
        title="Firm & sure", figure="£2bn", announced_on=date(2023, 5, 1), investors=[microsoft]
    )
    ceiling = InvestmentFactory(
        title="A ceiling", figure="up to £3bn", announced_on=date(2025, 2, 1),
        investors=[microsoft],
    )  # fmt: skip
    PartyFactory(investment=ceiling, organisation=nscale, role="operator")
    for deal in (firm, ceiling):
        report(deal)
    return microsoft


def counted():
    return total(Deals.public(), "GBP")


def test_each_year_has_a_bar_and_firm_money_stands_apart_from_ceilings(base):
    chart = money_by_year(counted(), organisation="microsoft")
    assert [bar.label for bar in chart.bars] == ["2023", "2024", "2025"]
    firm, none, ceiling = chart.bars
    assert (firm.firm[1] > 0, firm.upto[1]) == (True, 0)
    assert none.sum.number == 0
    assert (ceiling.firm[1], ceiling.upto[1] > 0) == (0, True)
    assert ceiling.query == {"organisation": "microsoft", "year": 2025}
    assert sum(bar.sum.high for bar in chart.bars) == counted().high


def test_the_months_of_a_year_add_up_to_it(base):
    chart = money_by_month(counted(), 2025)
    assert [bar.sum.high for bar in chart.bars if bar.sum.number] == [3 * 10**9]
    assert chart.bars[1].sum.number == 1


def test_nothing_counted_is_no_picture(db):
    assert money_by_year(counted()) is None
    assert money_by_month(counted(), 2025) is None
    assert network([]) is None


def test_a_network_shows_where_money_comes_from_and_who_takes_part(base):
    found = network(list(listed(Investment.objects.public().order_by("pk"))))
    assert {(node.side, node.record.name) for node in found.organisations} == {
        ("left", "Microsoft <b>"),
        ("right", "Nscale"),
    }
    assert [str(role) for role in found.roles] == ["investor", "operator"]
    assert found.left_out == 0


def test_what_a_network_has_no_room_for_is_counted(base):
    for _number in range(MOST_DEALS):
        report(InvestmentFactory(investors=[OrganisationFactory()]))
    found = network(list(listed(Investment.objects.public().order_by("pk"))))
    assert len(found.deals) == MOST_DEALS
    assert found.left_out == 4


@pytest.mark.parametrize("name", ["money", "amounts", "network"])
class TestAtItsOwnAddress:
    def test_a_picture_is_a_file_that_can_do_nothing(self, name, base, client):
        answer = client.get(f"/charts/{name}.svg?organisation=microsoft")
        assert answer["Content-Type"] == "image/svg+xml"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert b"<b>" not in answer.content
        assert b"Microsoft &lt;b&gt;" in answer.content

    def test_only_what_is_made_to_be_embedded_may_be_framed(self, name, base, client):
        embedded = client.get(f"/embed/{name}/?organisation=microsoft")
        assert "frame-ancestors *" in embedded["Content-Security-Policy"]
        assert "script-src 'none'" in embedded["Content-Security-Policy"]
        assert "X-Frame-Options" not in embedded
        for url in (f"/charts/{name}/", f"/charts/{name}.csv", "/investments/"):
            page = client.get(url)
            assert page["X-Frame-Options"] == "DENY"
            assert "frame-ancestors *" not in page["Content-Security-Policy"]

    def test_it_can_be_framed_again_from_memory(self, name, base, client):
        pages = [client.get(f"/embed/{name}/") for _time in range(2)]
        assert {("X-Frame-Options" in page) for page in pages} == {False}

    def test_its_line_to_copy_asks_for_the_same_search(self, name, base, client):
        page = client.get(f"/charts/{name}/?organisation=microsoft&page=2").content.decode()
        assert f'/embed/{name}/?organisation=microsoft" title' in page

    def test_a_wrong_search_is_told(self, name, base, client):
        answer = client.get(f"/charts/{name}.svg?year=soon")
        assert answer.status_code == 400
        assert "year" in answer.json()["errors"]

    def test_nothing_found_is_said(self, name, base, client):
        for url in (f"/charts/{name}.svg", f"/embed/{name}/", f"/charts/{name}/"):
            page = client.get(url, {"q": "xyzzy"})
            assert page.status_code == 200
            assert "Nothing is counted here now." in page.content.decode()

    def test_numbers_of_a_french_picture_are_numbers_to_a_browser(self, name, base, client):
        picture = client.get(f"/fr/charts/{name}.svg").content.decode()
        numbers = re.findall(r'\s(?:x|y|width|height)="([^"]*)"', picture)
        assert all(re.fullmatch(r"-?[0-9.]+%?", number) for number in numbers)

    def test_its_table_is_a_file_without_formulas(self, name, base, client):
        type(base).objects.update(name="=Microsoft")
        rows = client.get(f"/charts/{name}.csv").content.decode().splitlines()
        assert len(rows) > 2
        assert not [row for row in rows if row.startswith("=")]


def test_the_sizes_of_deals_are_bars_that_ask_for_them(base, client):
    rows = client.get("/charts/amounts.csv?currency=GBP").content.decode().splitlines()
    assert rows[0] == "from,below,currency,deals,deals_up_to"
    assert rows[1:] == ["1000000000,2154434690,GBP,1,0", "2154434690,4641588834,GBP,0,1"]
    page = client.get("/charts/amounts/?currency=GBP").content.decode()
    assert "amount_min=1000000000&amp;amount_max=2154434689" in page


def test_a_picture_that_is_none_of_ours_is_404(base, client):
    for url in ("/charts/secrets.svg", "/embed/secrets/", "/charts/secrets/"):
        assert client.get(url).status_code == 404


def test_an_unpublished_party_is_in_no_picture(base, client):
    hidden = OrganisationFactory(name="Hidden partner")
    PartyFactory(
        investment=Investment.objects.get(title="A ceiling"), organisation=hidden, role="partner"
    )
    hidden.__class__.objects.filter(pk=hidden.pk).update(public_from=None)
    for url in ("/charts/network.svg", "/charts/network.csv", "/embed/network/"):
        assert b"Hidden partner" not in client.get(url).content
