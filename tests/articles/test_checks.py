import pytest

from articles import checks
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    InvestmentFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
)

pytestmark = pytest.mark.django_db


def failures(article):
    return [(failure.field, failure.record) for failure in checks.failures(article)]


def test_a_complete_article_is_fit():
    assert failures(draft_about(InvestmentFactory(), SiteFactory())) == []


@pytest.mark.parametrize("field", ["body", "summary", "source_url"])
def test_a_text_that_is_missing_is_told_at_its_field(field):
    assert failures(ArticleFactory(**{field: ""})) == [(field, None)]


@pytest.mark.parametrize("field", ["source", "reported_on"])
def test_who_and_when_are_needed(field):
    assert failures(ArticleFactory(**{field: None})) == [(field, None)]


def test_a_quote_that_left_the_body_is_told():
    claim = ClaimFactory(site=SiteFactory())
    claim.article.body = "Something else."
    (failure,) = checks.failures(claim.article)
    assert failure.field == "claims"
    assert claim.quote in failure.message


def test_an_investment_without_a_party_is_told_at_the_investment():
    deal = ClaimFactory().investment
    assert failures(deal.claims.get().article) == [("parties", deal)]


@pytest.mark.parametrize(
    ("fields", "is_fit"),
    [
        ({}, False),
        ({"is_place_not_stated": True}, True),
        ({"places": [PlaceFactory]}, True),
        ({"sites": [SiteFactory]}, True),
    ],
)
def test_an_investment_has_a_place_or_a_site_or_says_that_none_is_stated(fields, is_fit):
    rows = {
        name: [make() for make in value] if isinstance(value, list) else value
        for name, value in fields.items()
    }
    deal = InvestmentFactory(**{"is_place_not_stated": False, **rows})
    PartyFactory(investment=deal)
    assert (failures(draft_about(deal)) == []) == is_fit
