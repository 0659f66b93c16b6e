"""An organisation or a place beside others, as a reader of the comparison sees them."""

import pytest

from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def base():
    country = PlaceFactory(name="United Kingdom", slug="gb")
    coreweave = OrganisationFactory(name="CoreWeave", slug="coreweave")
    nvidia = OrganisationFactory(name="NVIDIA", slug="nvidia")
    own = InvestmentFactory(slug="own", figure="£1.5bn", investors=[coreweave], places=[country])
    PartyFactory(investment=own, organisation=nvidia, role="supplier")
    joint = InvestmentFactory(slug="joint", figure="£11bn", investors=[coreweave, nvidia])
    for deal in (own, joint):
        report(deal)


def sides(client, query):
    return client.get(f"/compare/?{query}").context["portraits"]


def test_own_commitments_stand_apart_from_deals_that_only_name_it(base, client):
    coreweave, nvidia = sides(client, "organisation=coreweave&organisation=nvidia")
    assert coreweave.own.total.high == 1_500_000_000
    assert coreweave.total.high == 12_500_000_000
    assert nvidia.own.total.number == 0
    assert [(role, part.high) for role, part in nvidia.roles] == [
        ("investor", 11_000_000_000),
        ("supplier", 1_500_000_000),
    ]


def test_a_place_stands_beside_a_company_with_whom_it_is_named_with(base, client):
    place, company = reversed(sides(client, "place=gb&organisation=nvidia"))
    assert place.total.high == 1_500_000_000
    assert place.own is None
    assert [(other.name, other.deals) for other in company.named] == [("CoreWeave", 2)]


def test_each_side_can_be_taken_away_again(base, client):
    page = client.get("/compare/?organisation=coreweave&organisation=nvidia&place=gb")
    assert 'href="?organisation=coreweave&amp;place=gb"' in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "organisation=nobody",
        "organisation=-nvidia",
        "organisation=not_stated",
        "organisation=nvidia&organisation=coreweave&organisation=nvidia&place=gb&place=gb",
        "colour=blue",
        "currency=XXX",
    ],
)
def test_what_can_not_be_compared_is_told_with_400(query, base, client):
    page = client.get(f"/compare/?{query}")
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()


def test_an_unpublished_partner_is_not_named(base, client):
    hidden = OrganisationFactory(name="Hidden partner")
    deal = InvestmentFactory(investors=[OrganisationFactory(name="Shown", slug="shown")])
    report(deal)
    PartyFactory(investment=deal, organisation=hidden, role="partner")
    hidden.__class__.objects.filter(pk=hidden.pk).update(public_from=None)
    for url in ("/compare/?organisation=shown", "/organisations/shown/"):
        assert "Hidden partner" not in client.get(url).content.decode()


def test_an_organisation_s_page_has_the_sum_of_each_role_and_whom_it_deals_with(base, client):
    page = client.get("/organisations/nvidia/")
    assert [role for role, _total in page.context["role_totals"]] == ["investor", "supplier"]
    assert [other.name for other in page.context["partners"]] == ["CoreWeave"]
