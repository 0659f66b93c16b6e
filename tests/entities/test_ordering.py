from datetime import date
from itertools import cycle

import pytest
from django.http import QueryDict

from entities.deals import Deals
from entities.investment_filter import InvestmentFilter
from entities.ordering import Listing, keys
from tests.factories import InvestmentFactory, OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deals():
    """A dozen deals, some alike in all that a list sorts by."""
    figures = cycle(["£1", "£3", "undisclosed", "up to £2", "£3"])
    organisations = [
        OrganisationFactory(name=name, public=True) for name in ("Zeta", "\xc9pi", "Alpha")
    ]
    places = [PlaceFactory(name=name, public=True) for name in ("Oslo", "Arles")]
    return [
        InvestmentFactory(
            title=["Tie", f"Number {number}"][number % 2],
            figure=next(figures),
            announced_on=date(2025, 1, 1 + number % 3),
            investors=[organisations[number % 3]],
            places=[places[number % 2]],
            public=True,
        )
        for number in range(12)
    ]


def amount(deal, sign):
    return (deal.headline_gbp is None, sign * (deal.headline_gbp or 0))


# What each sort means, said of the rows themselves; later keys settle what is equal.
MEANING = {
    "-amount": lambda d: (*amount(d, -1), -d.announced_on.toordinal(), -d.pk),
    "amount": lambda d: (*amount(d, 1), -d.announced_on.toordinal(), -d.pk),
    "-date": lambda d: (-d.announced_on.toordinal(), -d.pk),
    "date": lambda d: (d.announced_on.toordinal(), d.pk),
    "title": lambda d: (d.folded_title, -d.pk),
    "who": lambda d: (d.parties.get().organisation.folded_name, -d.pk),
    "where": lambda d: (d.places.get().folded_name, -d.pk),
}


def search(query):
    filterset = InvestmentFilter(QueryDict(query), queryset=Deals.public())
    assert filterset.is_valid(), filterset.form.errors
    return filterset


def titles(filterset, positions):
    return [row.pk for row in filterset.qs.records(positions)]


@pytest.mark.parametrize("sort", MEANING)
def test_a_sort_means_what_it_says(deals, sort):
    rows = [InvestmentFactory._meta.model.objects.get(pk=deal.pk) for deal in deals]
    found = search(f"sort={sort}")
    wanted = [row.pk for row in sorted(rows, key=MEANING[sort])]
    assert titles(found, found.listing.all()) == wanted


@pytest.mark.parametrize("name", ["title", "who", "where"])
def test_a_sort_from_the_end_turns_the_names_round(deals, name):
    names = {deal.pk: MEANING[name](deal)[0] for deal in deals}
    found = search(f"sort=-{name}")
    shown = [names[pk] for pk in titles(found, found.listing.all())]
    assert shown == sorted(names.values(), reverse=True)


@pytest.mark.parametrize("sort", [*MEANING, "-title", "-who", "-where"])
def test_pages_after_and_before_a_row_are_slices_of_the_whole(deals, sort):
    everything = Deals.public()
    listing = Listing(everything, keys(sort, "GBP"), size=5)
    whole = listing.all().tolist()
    assert listing.page(2).positions.tolist() == whole[5:10]
    for number, mark in enumerate(whole):
        after, before = listing.after(mark), listing.before(mark)
        assert after.positions.tolist() == whole[number + 1 : number + 6]
        assert after.start == number + 1
        assert before.positions.tolist() == whole[max(number - 5, 0) : number]
        assert before.end == number


def test_a_page_goes_on_after_the_row_it_ended_with_whatever_was_added(deals):
    ended_with = search("sort=-date").listing.all()[4]
    slug = search("").qs.records([ended_with])[0].slug
    expected = titles(search(""), search("sort=-date").listing.all()[5:])
    InvestmentFactory(announced_on=date(2026, 1, 1), public=True)
    found = search(f"sort=-date&after={slug}")
    assert titles(found, found.page.positions) == expected
    assert found.page.start == 6


def test_a_page_that_began_after_what_is_gone_says_so(deals):
    slug = deals[3].slug
    type(deals[3]).objects.filter(pk=deals[3].pk).update(public_from=None)
    filterset = InvestmentFilter(QueryDict(f"after={slug}"), queryset=Deals.public())
    assert not filterset.is_valid()
    assert "first page" in str(filterset.form.errors["after"])
