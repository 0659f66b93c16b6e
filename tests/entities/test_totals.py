from collections import namedtuple
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.commitments import own_commitments
from entities.deals import Deals
from entities.intervals import Interval
from entities.models import Investment
from entities.snapshot import COLUMNS, WORDS, Snapshot
from entities.totals import (
    NOWHERE,
    REASONS,
    SEVERAL,
    Reason,
    by_country,
    by_year,
    total,
    total_of,
)
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    draft_about,
    report,
    retracted,
)

MILLION, BILLION = 10**6, 10**9

Row = namedtuple(
    "Row", "pk low high is_disclosed is_void is_running_total", defaults=[True, False, False]
)


def add_up(rows, parents=None, pairs=()):
    """The total of `rows` in a base that holds everything named; pairs lie in both directions."""
    parents = parents or {}
    pks = {row.pk for row in rows} | {*parents, *parents.values()} | {pk for p in pairs for pk in p}
    pks = sorted(pks)
    by_pk = {row.pk: row for row in rows}
    columns = {name: np.zeros(len(pks), dtype) for name, dtype in COLUMNS.items()}
    # An id of 0 is nobody's parent.
    columns["pk"] = np.array(pks) + 1
    columns["parent_pk"] = np.array([parents.get(pk, -1) + 1 for pk in pks])
    for number, row in enumerate(by_pk.get(pk) for pk in pks):
        if row:
            figure = Interval(row.low, row.high)
            columns["low_GBP"][number] = -1 if row.low is None else row.low
            columns["headline_GBP"][number] = -1 if figure.headline is None else figure.headline
            words = {
                "qualifier": figure.qualifier if row.is_disclosed else "undisclosed",
                "status": "cancelled" if row.is_void else "announced",
                "nature": "running_total" if row.is_running_total else "new_money",
            }
            if row.is_disclosed and not figure.stated:
                words["qualifier"] = "exact"  # of a currency without a rate
            for name, word in words.items():
                columns[name][number] = WORDS[name].index(word)
    both = [(a + 1, b + 1) for one, other in pairs for a, b in ((one, other), (other, one))]
    snapshot = Snapshot(columns, overlaps=both)
    return total(Deals.within(snapshot, 1).among([row.pk + 1 for row in rows]), "GBP")


def ids(pks):
    return [pk - 1 for pk in pks]


# An oracle, written from DESIGN.md rule 4 and not from the code: slow, and one sentence a line.


def is_countable(row):
    stated = row.low is not None or row.high is not None
    return row.is_disclosed and stated and not row.is_void and not row.is_running_total


def is_inside(row, parents, rows):
    """Does some countable row of the set contain `row`, at whatever distance?"""
    pk = parents.get(row.pk)
    if pk is None:
        return False
    above = [other for other in rows if other.pk == pk]
    nearer = any(is_countable(other) for other in above)
    return nearer or is_inside(Row(pk, None, None), parents, rows)


def are_joined(one, other, pairs, rows):
    """Is there a path of `pairs` from `one` to `other` through `rows`?"""
    reached = {one}
    for _ in rows:
        reached |= {b for a, b in pairs if a in reached and b in rows}
        reached |= {a for a, b in pairs if b in reached and a in rows}
    return other in reached


def expected(rows, parents, pairs):
    counted = [r for r in rows if is_countable(r) and not is_inside(r, parents, rows)]
    pks = {row.pk for row in counted}
    smaller = {
        min(a, b, key=lambda row: (row.low or 0, row.pk)).pk
        for a, b in combinations(counted, 2)
        if are_joined(a.pk, b.pk, pairs, pks)
    }
    low = sum(row.low or 0 for row in counted if row.pk not in smaller)
    high = sum(row.low if row.high is None else row.high for row in counted)
    return pks, low, high, any(row.high is None for row in counted)


bounds = st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)).map(
    lambda pair: tuple(sorted(pair)) if None not in pair else pair
)
flags = st.tuples(
    st.sampled_from([True, True, True, False]), *[st.sampled_from([False] * 4 + [True])] * 2
)


@st.composite
def forests(draw):
    """Rows, the part_of of some (also to ids outside the set), and pairs that may overlap."""
    number = draw(st.integers(0, 8))
    rows = [Row(pk, *draw(bounds), *draw(flags)) for pk in range(number)]
    # A parent has a larger id, so there is no circle; ids from `number` on are not in the set.
    pks = range(number + 2)
    parents = {pk: draw(st.integers(pk + 1, number + 2)) for pk in pks if draw(st.booleans())}
    ends = st.integers(0, number + 2)
    return rows, parents, draw(st.lists(st.tuples(ends, ends), max_size=6))


@given(forests())
def test_a_total_is_what_the_rules_say(forest):
    rows, parents, pairs = forest
    made = add_up(rows, parents, pairs)
    assert (set(ids(made.counted)), made.low, made.high, made.is_open) == expected(*forest)
    assert made.low <= made.high


@given(forests())
def test_every_row_is_counted_or_left_out_for_one_reason(forest):
    rows, parents, pairs = forest
    made = add_up(rows, parents, pairs)
    left_out = [pk for pks in made.not_counted.values() for pk in ids(pks)]
    assert sorted([*ids(made.counted), *left_out]) == [row.pk for row in rows]
    assert sum(number for _, number in made.reasons) == len(left_out)


@given(forests(), st.randoms())
def test_the_order_of_rows_and_pairs_does_not_matter(forest, random):
    rows, parents, pairs = forest
    made = add_up(rows, parents, pairs)
    other = add_up(random.sample(rows, len(rows)), parents, [(b, a) for a, b in reversed(pairs)])
    assert (other.low, other.high, set(other.counted)) == (made.low, made.high, set(made.counted))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Row(1, 5, 5, is_void=True), Reason.VOID),
        (Row(1, 5, 5, is_running_total=True), Reason.RUNNING_TOTAL),
        (Row(1, None, None, is_disclosed=False), Reason.UNDISCLOSED),
        (Row(1, None, None), Reason.NOT_CONVERTIBLE),
    ],
)
def test_what_is_not_counted_says_why_and_its_parts_count_themselves(row, reason):
    made = add_up([row, Row(2, 3, 3)], {2: 1})
    assert {why: ids(pks) for why, pks in made.not_counted.items()} == {reason: [1]}
    assert made.figure.headline == 3
    assert REASONS[reason]


def test_nothing_counted_is_no_figure_and_not_zero():
    assert add_up([]).figure is None
    assert add_up([Row(1, None, None)]).figure is None


def test_an_open_end_makes_the_total_or_more():
    figure = add_up([Row(1, 5, None), Row(2, None, 10), Row(3, 1, 2)]).figure
    assert (figure.low, figure.high) == (6, None)


def test_deals_that_may_overlap_count_their_largest_at_the_low_end_only():
    made = add_up([Row(1, 31, 31), Row(2, 11, 11), Row(3, 5, 5)], {}, [(1, 2), (2, 3)])
    assert (made.low, made.high) == (31, 47)
    assert [ids(group) for group in made.overlaps] == [[1, 2, 3]]


# With real rows.


@pytest.fixture
def coreweave(db):
    return OrganisationFactory(name="CoreWeave", public=True)


@pytest.fixture
def nvidia(db):
    return OrganisationFactory(name="NVIDIA", public=True)


def in_pounds(investments=None):
    rows = Investment.objects.public() if investments is None else investments
    return total_of(rows, "GBP")


def described(made):
    return made.low, made.high, made.counted, made.not_counted


def deal(figure, *investors, **fields):
    return InvestmentFactory(figure=figure, investors=investors, public=True, **fields)


def both_ends(figure):
    return (figure.low, figure.high) == (figure.high,) * 2


def test_a_deal_of_two_organisations_in_two_places_counts_once(coreweave, nvidia):
    uk = PlaceFactory(public=True)
    deal("1.5bn", coreweave, nvidia, places=[uk, PlaceFactory(parent=uk, public=True)])
    found = Deals.public().involving(coreweave, nvidia).in_place(uk)
    assert total(found, "GBP").figure.high == 1_500 * MILLION
    joined = Investment.objects.public().filter(parties__role="investor", places__isnull=False)
    assert total_of(joined, "GBP").figure.high == 1_500 * MILLION


@pytest.mark.django_db
class TestAProgrammeAndItsPart:
    """2.5bn, never 4.0bn, whichever was published first, and right again after a retraction."""

    @pytest.fixture
    def programme(self):
        return InvestmentFactory(figure="2.5bn")

    @pytest.fixture
    def part(self, programme):
        return InvestmentFactory(figure="1.5bn", part_of=programme)

    @pytest.mark.parametrize("part_first", [True, False])
    def test_the_money_counts_once(self, programme, part, part_first):
        for investment in (part, programme) if part_first else (programme, part):
            report(investment)
        assert in_pounds().figure.high == 2_500 * MILLION
        assert in_pounds().not_counted == {Reason.PART: [part.pk]}

    def test_the_part_alone_counts_itself(self, part):
        report(part)
        assert in_pounds().figure.high == 1_500 * MILLION

    @pytest.mark.parametrize(("gone", "left"), [(0, 1_500), (1, 2_500)])
    def test_either_may_be_retracted(self, programme, part, gone, left):
        articles = [report(programme), report(part)]
        retracted(articles[gone])
        assert in_pounds().figure.high == left * MILLION

    @pytest.mark.parametrize("status", ["cancelled", "superseded"])
    def test_the_parts_of_a_void_programme_count_themselves(self, programme, part, status):
        report(programme, part)
        Investment.objects.filter(pk=programme.pk).update(status=status)
        assert in_pounds().figure.high == 1_500 * MILLION

    def test_a_draft_between_two_public_deals_moves_nothing(self, programme):
        draft = InvestmentFactory(figure="2bn", part_of=programme)
        part = InvestmentFactory(figure="1bn", part_of=draft)
        report(programme, part)
        before = described(in_pounds())
        draft_about(draft)
        assert described(in_pounds()) == before
        draft.part_of = None
        draft.save()
        assert described(in_pounds()) == before

    def test_a_public_record_in_between_that_is_not_in_the_search_still_connects(self, programme):
        middle = InvestmentFactory(figure="2bn", part_of=programme)
        part = InvestmentFactory(figure="1bn", part_of=middle)
        report(programme, middle, part)
        found = Investment.objects.public().exclude(pk=middle.pk)
        assert total_of(found, "GBP").counted == [programme.pk]


def test_a_running_total_adds_nothing_to_what_it_sums_up(coreweave):
    restated = deal("2.5bn", coreweave, nature="running_total")
    deal("1bn", coreweave, part_of=restated)
    deal("1.5bn", coreweave, part_of=restated)
    made = in_pounds()
    assert both_ends(made.figure)
    assert made.figure.high == 2_500 * MILLION
    assert made.not_counted == {Reason.RUNNING_TOTAL: [restated.pk]}


@pytest.mark.django_db
def test_a_figure_that_no_rate_converts_is_counted_apart_and_not_as_zero():
    dirhams = InvestmentFactory(figure="AED 5bn", public=True)
    unknown = InvestmentFactory(figure="undisclosed", public=True)
    deal("1bn")
    made = in_pounds()
    assert made.figure.high == BILLION
    assert made.not_counted == {
        Reason.NOT_CONVERTIBLE: [dirhams.pk],
        Reason.UNDISCLOSED: [unknown.pk],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("currency", ["USD", "EUR", "GBP"])
def test_a_total_in_a_currency_adds_what_each_deal_is_in_it(currency):
    rows = [deal("1bn"), deal("$3bn"), deal("up to €2bn")]
    total_ = total_of(Investment.objects.public(), currency)
    assert total_.high == sum(row.figure_in(currency).high for row in rows)
    assert total_.low == sum(row.figure_in(currency).low or 0 for row in rows)


@pytest.mark.django_db
def test_may_overlap_is_read_in_both_directions():
    umbrella, included = deal("31bn"), deal("11bn")
    included.may_overlap.add(umbrella)
    assert (in_pounds().low, in_pounds().high) == (31 * BILLION, 42 * BILLION)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["kind", "status", "announced_year", "nature"])
def test_the_parts_of_a_partition_add_up_to_the_whole(field):
    for number, kind in enumerate(["grant", "loan", "grant", "equity"]):
        row = deal(f"{number + 1}bn", kind=kind, announced_on=date(2020 + number, 1, 1))
        Investment.objects.filter(pk=row.pk).update(status=Investment.Status.values[number])
    rows = Investment.objects.public()
    values = set(rows.values_list(field, flat=True))
    sums = [total_of(rows.filter(**{field: value}), "GBP") for value in values]
    assert sum(part.high for part in sums) == total_of(rows, "GBP").high == 10 * BILLION


@pytest.mark.django_db
def test_the_years_and_the_countries_of_a_total_add_up_to_it():
    countries = [PlaceFactory(public=True) for _ in range(3)]
    city = PlaceFactory(parent=countries[0], public=True)
    deals = [
        deal("up to 1bn", places=[city], announced_on=date(2020, 1, 1)),
        deal("$3bn", places=countries[:2], announced_on=date(2021, 1, 1)),
        deal("5bn", announced_on=date(2021, 5, 1)),
        deal("7bn", places=[countries[1]], announced_on=date(2022, 1, 1)),
        deal("8bn", places=[countries[2]], status="cancelled"),
    ]
    deals[2].may_overlap.add(deals[3])
    whole = total(Deals.public(), "GBP")
    split = {
        "year": dict(by_year(whole)),
        "country": dict(by_country(whole, [country.pk for country in countries])),
    }
    for parts in split.values():
        assert sum(part.low for part in parts.values()) == whole.low
        assert sum(part.high for part in parts.values()) == whole.high
        assert sum(part.number for part in parts.values()) == whole.number
    assert [*split["year"]] == ["2022", "2021", "2020"]
    assert {pk: part.high for pk, part in split["country"].items()} == {
        countries[0].pk: BILLION,
        countries[1].pk: 7 * BILLION,
        SEVERAL: deals[1].high_gbp,
        NOWHERE: 5 * BILLION,
    }


class TestOwnCommitments:
    def test_coreweave_commits_what_it_announced_alone(self, coreweave, nvidia):
        """2.5bn in the UK, although the 11bn and the 31bn name it too: not 4.0bn, not 44.5bn."""
        restated = deal("2.5bn", coreweave, nature="running_total")
        deal("1bn", coreweave, part_of=restated)
        deal("1.5bn", coreweave, part_of=restated)
        joint = deal("up to 11bn", nvidia, coreweave)
        pact = deal("31bn", nvidia)
        PartyFactory(investment=pact, organisation=coreweave, role="partner")
        made = own_commitments(coreweave, "GBP")
        assert both_ends(made.total.figure)
        assert made.total.high == 2_500 * MILLION
        assert joint.pk in made.joint
        assert len(made.joint) == 1

    def test_deals_involving_it_are_another_question(self, coreweave, nvidia):
        deal("1bn", coreweave)
        deal("11bn", nvidia, coreweave)
        found = Deals.public().involving(coreweave)
        assert total(found, "GBP").high == 12 * BILLION

    def test_a_stated_share_of_a_joint_deal_counts_and_no_more(self, coreweave, nvidia):
        joint = deal("$10bn", nvidia)
        PartyFactory(investment=joint, organisation=coreweave, share=4 * BILLION)
        rate = Investment.objects.get().rate_gbp
        made = own_commitments(coreweave, "GBP")
        assert (made.total.low, made.total.high) == (round(4 * BILLION * rate),) * 2
        assert len(made.joint) == 0
        assert joint.pk in own_commitments(nvidia, "GBP").joint

    def test_whoever_takes_another_part_commits_nothing(self, coreweave, nvidia):
        supplied = deal("1bn", coreweave)
        PartyFactory(investment=supplied, organisation=nvidia, role="supplier")
        assert own_commitments(nvidia, "GBP").total.figure is None
        assert own_commitments(coreweave, "GBP").total.high == BILLION

    def test_only_public_deals_count(self, coreweave):
        deal("1bn", coreweave)
        InvestmentFactory(figure="5bn", investors=[coreweave])
        assert own_commitments(coreweave, "GBP").total.high == BILLION

    def test_commitments_in_a_place_are_those_of_its_deals(self, coreweave):
        uk = PlaceFactory(public=True)
        deal("1bn", coreweave, places=[uk])
        deal("5bn", coreweave)
        here = Deals.public().in_place(uk)
        assert own_commitments(coreweave, "GBP", here).total.high == BILLION
