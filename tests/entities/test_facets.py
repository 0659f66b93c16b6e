from datetime import date
from itertools import cycle

import pytest
from django.http import QueryDict

from entities.facets import facets
from entities.filters import InvestmentFilter
from entities.models import Investment
from tests.factories import InvestmentFactory, OrganisationFactory, PartyFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def search(query):
    filterset = InvestmentFilter(QueryDict(query), queryset=Investment.objects.public())
    assert filterset.is_valid(), filterset.form.errors
    return filterset


@pytest.fixture
def deals():
    """Two dozen deals that differ in everything that a facet counts."""
    countries = [PlaceFactory(slug=slug, public=True) for slug in ("gb", "fr", "us")]
    places = [*countries, PlaceFactory(parent=countries[0], public=True)]
    organisations = [OrganisationFactory(slug=f"o{n}", public=True) for n in range(3)]
    kinds, statuses = cycle(["grant", "loan"]), cycle(["announced", "committed", "cancelled"])
    for number in range(24):
        deal = InvestmentFactory(
            kind=next(kinds),
            status=next(statuses),
            figure=f"£{number + 1}m",
            announced_on=date(2020 + number % 5, 6, 1),
            places={places[number % 4], places[number % 3]},
            investors=[organisations[number % 2]],
            public=True,
        )
        PartyFactory(investment=deal, organisation=organisations[2], role="supplier")


QUERIES = [
    "",
    "kind=grant",
    "kind=grant&kind=loan&status=announced",
    "place=gb&amount_min=5m",
    "organisation=o1&role=investor",
    "year=2021&year=2022&place=fr&sort=amount&page=1",
]


@pytest.mark.parametrize("query", QUERIES)
def test_each_count_is_how_many_the_search_with_that_value_alone_finds(deals, query):
    for facet in facets(search(query)):
        for value, _label, count, _is_chosen in facet.values:
            data = QueryDict(query, mutable=True)
            data[facet.name] = value
            assert search(data.urlencode()).qs.count() == count, (facet.name, value)


def test_a_facet_leaves_out_no_value_that_occurs(deals):
    made = {facet.name: {value for value, *_ in facet.values} for facet in facets(search(""))}
    assert made == {
        "year": {"2020", "2021", "2022", "2023", "2024"},
        "kind": {"grant", "loan"},
        "status": {"announced", "committed", "cancelled"},
        "nature": {"new_money"},
        "place": {"gb", "fr", "us"},
        "organisation": {"o0", "o1", "o2"},
    }


def test_what_is_chosen_is_marked_and_stays_when_nothing_is_left(deals):
    kinds = next(f for f in facets(search("kind=equity")) if f.name == "kind")
    assert ("equity", 0, True) in [
        (value, count, chosen) for value, _, count, chosen in kinds.values
    ]


def test_a_facet_never_names_what_is_not_public(deals):
    hidden = InvestmentFactory(public=True, investors=[OrganisationFactory(name="Secret")])
    hidden.places.add(PlaceFactory(name="Nowhere"))
    InvestmentFactory(kind="equity")
    labels = {str(label) for facet in facets(search("")) for _, label, *_ in facet.values}
    assert not labels & {"Secret", "Nowhere", "equity"}
