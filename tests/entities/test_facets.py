from datetime import date
from itertools import cycle

import pytest
from django.http import QueryDict

from entities.amounts import histogram
from entities.deals import Deals
from entities.facets import facets
from entities.investment_filter import InvestmentFilter
from tests.factories import InvestmentFactory, OrganisationFactory, PartyFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def search(query):
    filterset = InvestmentFilter(QueryDict(query), queryset=Deals.public())
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
        for value in facet.values:
            data = QueryDict(query, mutable=True)
            data[facet.name] = value.value
            assert search(data.urlencode()).qs.count() == value.number, (facet.name, value)


def test_a_facet_leaves_out_no_value_that_occurs(deals):
    made = {facet.name: {each.value for each in facet.values} for facet in facets(search(""))}
    assert made == {
        "year": {"2020", "2021", "2022", "2023", "2024"},
        "kind": {"grant", "loan"},
        "status": {"announced", "committed", "cancelled"},
        "nature": {"new_money"},
        "place": {"gb", "fr", "us"},
        "organisation": {"o0", "o1", "o2"},
        "figure": {"exact"},
        "stated_in": {"GBP"},
        "site_kind": {"not_stated"},
    }


def test_what_is_chosen_is_marked_and_stays_when_nothing_is_left(deals):
    kinds = next(f for f in facets(search("kind=equity")) if f.name == "kind")
    assert ("equity", 0, True) in [
        (each.value, each.number, each.is_chosen) for each in kinds.values
    ]


def test_a_facet_never_names_what_is_not_public(deals):
    hidden = InvestmentFactory(public=True, investors=[OrganisationFactory(name="Secret")])
    hidden.places.add(PlaceFactory(name="Nowhere"))
    InvestmentFactory(kind="equity")
    labels = {str(each.label) for facet in facets(search("")) for each in facet.values}
    assert not labels & {"Secret", "Nowhere", "equity"}


def test_a_place_inside_the_chosen_one_takes_its_turn(deals):
    places = next(f for f in facets(search("place=gb")) if f.name == "place")
    (below,) = [each for each in places.values if each.value.startswith("gb/")]
    assert below.add["place"] == [below.value]


def test_a_name_that_was_typed_is_the_address_that_is_meant(deals):
    gb = PlaceFactory._meta.model.objects.get(path="gb")
    typed = search(f"place={gb.name.upper()}")
    places = next(f for f in facets(typed) if f.name == "place")
    chosen, *_rest = [each for each in places.values if each.is_chosen]
    (below,) = [each for each in places.values if each.value.startswith("gb/")]
    assert (chosen.value, chosen.remove["place"]) == ("gb", None)
    assert below.add["place"] == [below.value]
    assert [(words, change["place"]) for _label, words, change in typed.chosen] == [(gb.name, None)]


def test_a_value_can_be_excluded_and_added(deals):
    grants, loans = search("kind=grant").qs, search("kind=loan").qs
    assert len(search("kind=-grant").qs) == len(loans)
    assert len(search("kind=grant&kind=loan").qs) == len(grants) + len(loans)
    assert len(search("organisation=o0&organisation=o1").qs) == 24
    assert len(search("organisation=o2&organisation=-o1").qs) == len(search("organisation=o0").qs)
    assert len(search("place=gb&place=-gb").qs) == 0


def test_what_states_no_place_party_site_or_currency_is_counted_and_found(deals):
    bare = InvestmentFactory(figure="undisclosed", public=True)
    for name in ("organisation", "place", "stated_in"):
        facet = next(f for f in facets(search("")) if f.name == name)
        (value,) = [each for each in facet.values if each.value == "not_stated"]
        found = search(f"{name}=not_stated").qs
        assert (value.number, bare.pk in found, len(found)) == (1, True, 1)
    assert len(search("site_kind=not_stated").qs) == 25


def test_a_long_facet_is_searched_and_the_rest_is_told(deals):
    many = [OrganisationFactory(name=f"Many {number}", public=True) for number in range(20)]
    InvestmentFactory(investors=many, public=True)
    organisations = next(f for f in facets(search("")) if f.name == "organisation")
    assert (len(organisations.values), organisations.more) == (12, 11)
    query = "find_organisation=many+1"
    found = next(f for f in facets(search(query)) if f.name == "organisation")
    assert {each.label for each in found.values} == {"Many 1", *(f"Many 1{n}" for n in range(10))}


def test_a_place_is_looked_for_at_any_depth(deals):
    country = PlaceFactory(name="Utopia", slug="ut", public=True)
    town = PlaceFactory(name="Amaurot", parent=country, public=True)
    InvestmentFactory(places=[town], public=True)
    found = next(f for f in facets(search("find_place=amau")) if f.name == "place")
    assert [(each.label, each.number) for each in found.values if each.value != "not_stated"] == [
        ("Amaurot", 1)
    ]


def test_bars_count_each_known_figure_once_and_up_to_apart():
    for figure in ("£1m", "£2m", "up to £2m", "$1", "undisclosed", "AED 5bn"):
        InvestmentFactory(figure=figure, public=True)
    bars = histogram(search("amount_min=2m"))
    assert sum(bar.sure for bar in bars) == 3
    assert [(bar.range.low, bar.up_to) for bar in bars if bar.up_to] == [(1_000_000, 1)]
    for bar in bars:
        found = search(f"amount_min={bar.range.low}&amount_max={bar.range.high}").qs
        assert len(found) == bar.sure + bar.up_to
