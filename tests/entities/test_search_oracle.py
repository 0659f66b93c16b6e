"""The whole search against plain Python over the rows, on random bases and random questions."""

from collections import Counter
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from entities.amounts import histogram
from entities.deals import Deals
from entities.facets import facets
from entities.investment_filter import InvestmentFilter
from entities.models import Investment, Party
from entities.totals import total
from tests.factories import InvestmentFactory, OrganisationFactory, PlaceFactory, SiteFactory

pytestmark = pytest.mark.django_db

KINDS = ["grant", "loan", "equity"]
STATUSES = ["announced", "committed", "cancelled"]
FIGURES = ["£1m", "£2m", "up to £2m", "at least £1m", "£1m-3m", "$2m", "AED 5m", "undisclosed"]
SITE_KINDS = ["fab", "office"]

deals = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "status": st.sampled_from(STATUSES),
        "figure": st.sampled_from(FIGURES),
        "year": st.integers(2023, 2025),
        "investors": st.sets(st.integers(0, 2), max_size=2),
        "supplier": st.none() | st.integers(0, 2),
        "places": st.sets(st.integers(0, 3), max_size=2),
        "site": st.none() | st.integers(0, 1),
        "part_of": st.none() | st.integers(0, 7),
        "public": st.sampled_from([True, True, True, False]),
    }
)


def choice(values):
    """Some of `values`, each included or excluded."""
    signed = st.tuples(st.sampled_from(["", "-"]), st.sampled_from(values)).map("".join)
    return st.lists(signed, max_size=2, unique_by=lambda each: each.removeprefix("-"))


questions = st.fixed_dictionaries(
    {
        "kind": choice(KINDS),
        "status": choice(STATUSES),
        "organisation": choice(["o0", "o1", "o2", "not_stated"]),
        "place": choice(["gb", "gb/london", "fr", "not_stated"]),
        "site_kind": choice([*SITE_KINDS, "not_stated"]),
        "amount_min": st.sampled_from([[], [], ["1m"], ["2m"]]),
        "match": st.sampled_from([["stated"], ["surely"], ["possibly"]]),
    }
)


def build(rows):
    """The base: two countries with a city each, three organisations, two sites, these deals."""
    gb, fr = (PlaceFactory(slug=slug, public=True) for slug in ("gb", "fr"))
    london = PlaceFactory(parent=gb, slug="london", public=True)
    places = [gb, fr, london, PlaceFactory(parent=fr, slug="paris", public=True)]
    organisations = [OrganisationFactory(slug=f"o{number}", public=True) for number in range(3)]
    sites = [
        SiteFactory(kind=kind, place=place, public=True)
        for kind, place in zip(SITE_KINDS, (london, fr), strict=True)
    ]
    made = []
    for row in rows:
        deal = InvestmentFactory(
            kind=row["kind"],
            status=row["status"],
            figure=row["figure"],
            announced_on=date(row["year"], 5, 5),
            investors=[organisations[number] for number in row["investors"]],
            places=[places[number] for number in row["places"]],
            sites=[] if row["site"] is None else [sites[row["site"]]],
            part_of=made[row["part_of"]] if (row["part_of"] or 99) < len(made) else None,
            public=row["public"],
        )
        if row["supplier"] is not None:
            party = {"organisation": organisations[row["supplier"]], "role": "supplier"}
            Party.objects.create(investment=deal, **party)
        made.append(deal)


def values_of(deal):
    """What the filters look at, read from the rows one by one."""
    sites = list(deal.sites.select_related("place"))
    paths = {place.path for place in [*deal.places.all(), *(site.place for site in sites)]}
    return {
        "kind": {deal.kind},
        "status": {deal.status},
        "organisation": {each.slug for each in deal.organisations.all()} or {"not_stated"},
        "place": {p[:end] for p in paths for end in (2, len(p))} or {"not_stated"},
        "site_kind": {site.kind for site in sites} or {"not_stated"},
    }


def matches(deal, question, but=None):
    for name, values in deal.facts.items():
        included = {each for each in question[name] if not each.startswith("-")}
        excluded = {each[1:] for each in question[name] if each.startswith("-")}
        if name != but and (values & excluded or (included and not values & included)):
            return False
    if not question["amount_min"] or but == "amount":
        return True
    figure = deal.figure_in("GBP")
    rule = {"stated": "headline_in", "surely": "surely_in", "possibly": "possibly_in"}
    minimum = int(question["amount_min"][0][0]) * 10**6
    return figure is not None and getattr(figure, rule[question["match"][0]])(minimum, None)


def counted(found):
    """The deals of `found` that a total counts: DESIGN.md rule 4, without running totals."""
    able = [d for d in found if not d.is_void and d.figure_in("GBP") and d.figure.stated]
    pks, public = {deal.pk for deal in able}, Investment.objects.public()

    def is_inside(deal):
        above = public.filter(pk=deal.part_of_id).first()
        return above is not None and (above.pk in pks or is_inside(above))

    return [deal for deal in able if not is_inside(deal)]


class SearchOracle(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(deals, max_size=8), st.lists(questions, min_size=1, max_size=4))
    def test_what_a_search_says_is_what_its_rows_say(self, rows, asked):
        build(rows)
        public = list(Investment.objects.public())
        for deal in public:
            deal.facts = values_of(deal)
        for question in asked:
            query = QueryDict(mutable=True)
            for name, values in question.items():
                query.setlist(name, values)
            search = InvestmentFilter(query, queryset=Deals.public())
            assert search.is_valid(), search.form.errors
            found = [deal for deal in public if matches(deal, question)]
            assert set(search.qs.records(search.qs.positions)) == set(found), question
            self.check_total(search, found)
            self.check_facets(search, public, question)
            bars = histogram(search)
            others = [deal for deal in public if matches(deal, question, but="amount")]
            known = [deal for deal in others if deal.headline_gbp is not None]
            assert sum(bar.sure + bar.up_to for bar in bars) == len(known)

    def check_total(self, search, found):
        made, right = total(search.qs, "GBP"), counted(found)
        assert set(made.counted) == {deal.pk for deal in right}
        assert made.high == sum(deal.headline_gbp for deal in right)
        assert made.low == sum(deal.low_gbp or 0 for deal in right)

    def check_facets(self, search, public, question):
        shown = {each.name: {v.value: v.number for v in each.values} for each in facets(search)}
        for name in ("kind", "status", "organisation", "site_kind"):
            others = [deal for deal in public if matches(deal, question, but=name)]
            numbers = Counter(value for deal in others for value in deal.facts[name])
            made = {value: number for value, number in shown.get(name, {}).items() if number}
            assert made == dict(numbers), (name, question)
