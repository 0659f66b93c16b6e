from itertools import product
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from entities.deals import Deals
from entities.figures import Figure
from entities.filters import OrganisationFilter, SiteFilter
from entities.investment_filter import InvestmentFilter
from entities.models import Alias, Investment, Organisation, Site
from entities.totals import Reason
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db

AMOUNTS = [0, 1, 5, 6, 10]
BOUNDS = [
    (low, high)
    for low, high in product([None, *AMOUNTS], repeat=2)
    if (low, high) != (None, None) and (low is None or high is None or low <= high)
]


def search(query="", **parameters):
    data = QueryDict(query, mutable=True)
    for name, value in parameters.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    filterset = InvestmentFilter(data, queryset=Deals.public())
    filterset.is_valid()
    return filterset


def found(query="", **parameters):
    filterset = search(query, **parameters)
    assert filterset.is_valid(), filterset.form.errors
    return filterset.qs.records(filterset.listing.all())


def bounds_of(low, high):
    return {
        name: bound
        for name, bound in [("amount_min", low), ("amount_max", high)]
        if bound is not None
    }


def deal(**fields):
    return InvestmentFactory(public=True, **fields)


@pytest.fixture
def table():
    """Every kind of figure with small bounds, in pounds; one undisclosed, one without a rate."""
    pairs = [(low, high) for low, high in product([None, *AMOUNTS], repeat=2)]
    for low, high in pairs:
        if (low is None) != (high is None) or (low is not None and low <= high):
            deal(low=low, high=high, currency="GBP")
    deal(figure="undisclosed")
    deal(low=5, high=5, currency="AED")


@pytest.fixture
def mixture():
    """Figures of all sizes in several currencies, of several days."""
    random = Random(2)  # noqa: S311
    for currency in ["GBP", "USD", "EUR", "JPY", "AED"] * 4:
        low, high = sorted(random.choices(range(10**7, 10**10), k=2))
        low, high = random.choice([(low, high), (None, high), (low, None), (high, high)])
        deal(low=low, high=high, currency=currency)


RULES = {
    "stated": Figure.headline_in,
    "surely": Figure.surely_in,
    "possibly": Figure.possibly_in,
}


def matching(rule, currency, low, high):
    """The rows whose figure Python says is inside."""
    rows = Investment.objects.public()
    return {row for row in rows if (figure := row.figure_in(currency)) and rule(figure, low, high)}


@pytest.mark.parametrize("mode", RULES)
def test_an_amount_search_finds_what_the_figure_says_of_itself(table, mode):
    for low, high in BOUNDS:
        rows = found(match=mode, **bounds_of(low, high))
        assert set(rows) == matching(RULES[mode], "GBP", low, high), (low, high)


@pytest.mark.parametrize("mode", RULES)
@pytest.mark.parametrize("currency", ["GBP", "EUR", "USD"])
def test_an_amount_search_compares_in_its_currency(mixture, mode, currency):
    for low, high in [(None, 5 * 10**9), (10**9, None), (10**8, 5 * 10**9)]:
        rows = found(match=mode, currency=currency, **bounds_of(low, high))
        assert set(rows) == matching(RULES[mode], currency, low, high)


@pytest.mark.parametrize("currency", ["GBP", "EUR", "USD"])
def test_a_search_in_the_figures_own_currency_is_exact_at_both_ends(currency):
    row = deal(low=11_000_000_001, high=11_000_000_001, currency=currency)
    exactly = {"currency": currency, "amount_min": row.low, "amount_max": row.low}
    assert found(**exactly) == [row]
    assert found(currency=currency, amount_min=row.low + 1) == []
    assert found(currency=currency, amount_max=row.low - 1) == []


def test_amounts_are_typed_as_people_type_them():
    row = deal(figure="£1.5bn")
    deal(figure="£1.4bn")
    assert found(amount_min="1.5bn", amount_max="£1,5 milliard") == [row]


def test_beside_an_amount_search_stands_what_it_may_have_missed():
    deal(figure="5bn", kind="grant")
    deal(figure="at least 1bn", kind="grant")
    deal(figure="undisclosed", kind="grant")
    deal(figure="AED 5bn", kind="grant")
    deal(figure="undisclosed", kind="loan")
    filterset = search(amount_min="4bn", kind="grant")
    assert filterset.qs.count() == 1
    assert filterset.beside() == {"possibly": 1, "undisclosed": 1, "not_convertible": 1}


def test_without_an_amount_nothing_is_beside(table):
    assert search().beside() == {}


@pytest.mark.parametrize("bounds", BOUNDS)
def test_found_and_beside_together_are_all_that_could_match(table, bounds):
    filterset = search(**bounds_of(*bounds))
    possible = matching(Figure.possibly_in, "GBP", *bounds)
    assert filterset.beside()["possibly"] == len(
        possible - set(filterset.qs.records(filterset.qs.positions))
    )


# The other filters


def test_a_place_means_all_that_is_below_it():
    uk = PlaceFactory(name="United Kingdom", name_fr="Royaume-Uni", slug="gb", public=True)
    city = PlaceFactory(name="Édinbourg", slug="edinburgh", parent=uk, public=True)
    rows = [deal(places=[city]), deal(sites=[SiteFactory(place=city)]), deal(places=[uk])]
    deal(places=[PlaceFactory(slug="gbx", public=True)])
    for name in ("gb", "GB/", "united kingdom", "royaume-uni"):
        assert set(found(place=name)) == set(rows)
    assert set(found(place="EDINBOURG")) == set(rows[:2])


def test_an_organisation_is_meant_in_any_role_or_in_the_given_one():
    nvidia = OrganisationFactory(name="NVIDIA", slug="nvidia", public=True)
    Alias.objects.create(organisation=nvidia, name="Nvidia Corp.")
    invests, supplies = deal(investors=[nvidia]), deal()
    PartyFactory(investment=supplies, organisation=nvidia, role="supplier")
    PartyFactory(investment=supplies, role="investor")
    for name in ("nvidia", "Nvidia", "nvidia corp."):
        assert set(found(organisation=name)) == {invests, supplies}
    assert found(organisation="nvidia", role="investor") == [invests]
    assert found(organisation="nvidia", role="supplier") == [supplies]


def test_values_of_one_filter_are_or_and_filters_are_and():
    grant, loan = deal(kind="grant"), deal(kind="loan")
    deal(kind="loan", status="cancelled")
    assert set(found("kind=grant&kind=loan&status=announced")) == {grant, loan}


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("exact", ["£5"]),
        ("up_to", ["up to £5"]),
        ("at_least", ["at least £5"]),
        ("range", ["£5-6"]),
        ("undisclosed", ["undisclosed"]),
        ("not_convertible", ["AED 5"]),
    ],
)
def test_a_kind_of_figure_is_found(name, figures):
    for text in ["£5", "up to £5", "at least £5", "£5-6", "undisclosed", "AED 5"]:
        deal(figure=text, title=text)
    rows = [row.title for row in found(figure=name)]
    assert set(rows) >= set(figures)
    assert set(rows) - set(figures) <= {"AED 5"}


def test_what_is_not_in_the_total_is_one_click_away():
    programme = deal(figure="5bn")
    part = deal(figure="1bn", part_of=programme)
    cancelled = deal(figure="1bn", status="cancelled")
    assert found(not_counted=Reason.PART.value) == [part]
    assert found(not_counted=Reason.VOID.value) == [cancelled]


def test_words_are_looked_for_in_titles_parties_and_places():
    nscale = OrganisationFactory(name="Nscale", public=True)
    place = PlaceFactory(name="Écosse", public=True)
    both = deal(title="AI pact", investors=[nscale], places=[place])
    deal(title="Another pact")
    assert found(q="PACT nscale ecosse") == [both]
    assert len(found(q="pact")) == 2


def test_words_of_what_is_not_public_find_nothing():
    deal(title="Pact", investors=[OrganisationFactory(name="Secret")])
    assert found(q="secret") == []
    assert not search(organisation="Secret").is_valid()


def test_the_largest_comes_first_and_what_has_no_figure_last():
    rows = {text: deal(figure=text) for text in ["£1", "undisclosed", "£3", "up to £2"]}
    largest = [rows[text] for text in ["£3", "up to £2", "£1", "undisclosed"]]
    assert found(sort="-amount") == largest
    assert found(sort="amount") == [*largest[2::-1], largest[3]]


# What is wrong is told at its field

WRONG = [
    ("colour=red", "__all__"),
    ("kind=grant&colour=", "__all__"),
    ("amount_min=1bn&amount_min=2bn", "amount_min"),
    ("page=1&page=2", "page"),
    ("page=0", "page"),
    ("page=two", "page"),
    ("page=99999999999999999999", "page"),
    ("sort=colour", "sort"),
    ("kind=wish", "kind"),
    ("year=1066", "year"),
    ("year=2025%00", "year"),
    ("status=maybe", "status"),
    ("figure=big", "figure"),
    ("match=perhaps", "match"),
    ("currency=JPY", "currency"),
    ("role=friend", "role"),
    ("role=investor", "role"),
    ("place=Atlantis", "place"),
    ("organisation=Nobody", "organisation"),
    ("amount_min=lots", "amount_min"),
    ("amount_min=-5", "amount_min"),
    ("amount_min=1-2bn", "amount_min"),
    ("amount_min=up+to+5", "amount_min"),
    ("amount_min=undisclosed", "amount_min"),
    ("amount_min=%245bn", "amount_min"),
    ("amount_min=99999999999999999999999", "amount_min"),
    ("amount_min=2bn&amount_max=1bn", "amount_max"),
    ("amount_min=1&amount_max=0", "amount_max"),
    ("q=%00", "q"),
    ("q=" + "x" * 201, "q"),
    ("q=" + "+".join("abcdefghijk"), "q"),
]


@pytest.mark.parametrize(("query", "field"), WRONG)
def test_a_wrong_filter_is_an_error_at_its_field(query, field):
    deal()
    filterset = search(query)
    assert not filterset.is_valid()
    assert list(filterset.form.errors) == [field]


@pytest.mark.parametrize("name", ["q", "place", "amount_min", "currency", "page", "sort", "role"])
def test_an_empty_filter_of_a_form_sent_whole_is_none(name):
    row = deal()
    assert found(f"{name}=") == [row]


def test_an_amount_of_zero_is_an_amount():
    free, dear = deal(low=0, high=0, currency="GBP"), deal(figure="£1")
    deal(figure="undisclosed")
    assert found(amount_max=0) == [free]
    assert set(found(amount_min=0)) == {free, dear}


def test_organisations_and_sites_are_found_by_name():
    edf = OrganisationFactory(name="Électricité de France", public=True)
    Alias.objects.create(organisation=edf, name="EDF")
    site = SiteFactory(name="Évry", public=True)
    for q in ("electricite", "edf"):
        assert list(named(OrganisationFilter, Organisation, q)) == [edf]
    assert list(named(SiteFilter, Site, "evry")) == [site]


def named(filterset, model, q):
    rows = model.objects.public()
    return filterset(QueryDict(f"q={q}&sort=name"), queryset=rows).qs


def test_many_values_cost_as_many_questions_as_few(client, db, django_assert_max_num_queries):
    names = [OrganisationFactory(public=True).slug for _each in range(20)]
    few, many = ("&".join(f"organisation={name}" for name in names[:number]) for number in (2, 20))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/investments/?{few}").status_code == 200
    with django_assert_max_num_queries(len(asked)):
        assert client.get(f"/investments/?{many}").status_code == 200
