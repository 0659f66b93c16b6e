"""What several sources report on: from claims of public articles alone."""

from datetime import date

import pytest

from articles.trending import trending
from tests.factories import InvestmentFactory, draft_about, report

pytestmark = pytest.mark.django_db


def reported(deal, *days):
    return [report(deal, reported_on=date(2026, 4, day)) for day in days]


def test_deals_of_most_sources_come_first_and_one_source_is_not_several():
    often, twice, once = (InvestmentFactory(title=title) for title in ("Often", "Twice", "Once"))
    reported(often, 1, 2, 3)
    reported(twice, 2, 4)
    reported(once, 4)
    _since, claims = trending(2)
    assert [(claim.investment.title, claim.sources) for claim in claims] == [
        ("Often", 3),
        ("Twice", 2),
    ]


def test_the_same_source_twice_counts_once():
    deal = InvestmentFactory()
    first = report(deal, reported_on=date(2026, 4, 1))
    report(deal, reported_on=date(2026, 4, 2), source=first.source)
    assert trending(6)[1] == []


def test_a_draft_adds_no_source():
    deal = InvestmentFactory()
    reported(deal, 1)
    draft_about(deal, reported_on=date(2026, 4, 2))
    assert trending(6)[1] == []


def test_a_quiet_base_looks_further_back():
    deal = InvestmentFactory()
    report(deal, reported_on=date(2025, 8, 1))
    report(deal, reported_on=date(2025, 8, 2))
    reported(InvestmentFactory(), 20)
    since, claims = trending(6)
    assert since == date(2025, 4, 20)
    assert [claim.investment for claim in claims] == [deal]


def test_an_empty_base_has_nothing_to_tell():
    assert trending(6) == (None, [])


def test_the_home_page_shows_a_figure_with_its_sentence(client):
    deal = InvestmentFactory(title="Shown deal", figure="up to £11bn")
    articles = reported(deal, 1, 2)
    articles[1].claims.update(statement="figure", high=11 * 10**9, currency="GBP")
    page = client.get("/").content.decode()
    assert '<small class="qualifier">up to</small> £11bn' in page
    assert articles[1].claims.get().quote.replace("'", "&#x27;") in page
