"""The demo data: its files by themselves, then what the base says once they are loaded."""

from collections import Counter
from io import StringIO
from itertools import chain

import pytest
from django.core.management import call_command
from django.db import transaction

from articles.management.commands.load_demo import read_facts
from articles.models import Article, Claim
from articles.quotes import stands_in
from entities.commitments import own_commitments
from entities.deals import Deals
from entities.figures import format_figure, parse_figure
from entities.models import Capacity, Investment, Organisation, Party, Place, Site
from entities.totals import Reason, total

FACTS = read_facts()
KEYS = {name: {row.get("slug") or row.get("path") for row in rows} for name, rows in FACTS.items()}


def named(row, *fields):
    """The keys that `row` names in `fields`, each one key or a list of them."""
    values = (row.get(field) or [] for field in fields)
    return chain.from_iterable([value] if isinstance(value, str) else value for value in values)


def claims():
    return [(claim, article) for article in FACTS["articles"] for claim in article["claims"]]


def capacities():
    owners = FACTS["investments"] + FACTS["sites"]
    return [row for owner in owners for row in owner.get("capacities", ())]


# The files by themselves.


@pytest.mark.parametrize("name", sorted(KEYS.keys() - {"exchange_rates"}))
def test_no_two_records_have_one_key(name):
    assert len(KEYS[name]) == len(FACTS[name])


@pytest.mark.parametrize(
    ("name", "fields", "target"),
    [
        ("organisations", ["place"], "places"),
        ("organisations", ["parent"], "organisations"),
        ("sites", ["place"], "places"),
        ("sites", ["operators"], "organisations"),
        ("investments", ["places"], "places"),
        ("investments", ["sites"], "sites"),
        ("investments", ["part_of", "supersedes", "may_overlap"], "investments"),
        ("articles", ["dossiers"], "dossiers"),
        ("articles", ["source", "organisations"], "organisations"),
        ("articles", ["sites"], "sites"),
        ("articles", ["translation_of", "related"], "articles"),
    ],
)
def test_whatever_is_named_exists(name, fields, target):
    assert {key for row in FACTS[name] for key in named(row, *fields)} <= KEYS[target]


def test_a_part_names_a_quantity_that_is_there():
    keys = Counter(row["key"] for row in capacities() if "key" in row)
    assert {row["part_of"] for row in capacities() if "part_of" in row} <= keys.keys()
    assert set(keys.values()) == {1}


def test_every_place_stands_below_one_that_is_there():
    above = {path.rpartition("/")[0] for path in KEYS["places"]} - {""}
    assert above <= KEYS["places"]


def test_quotes_stand_in_their_articles():
    loose = [claim["quote"] for claim, article in claims() if not _stands(claim, article)]
    assert loose == []


def _stands(claim, article):
    return stands_in(claim["quote"], article["body"])


def test_at_most_one_claim_is_chosen_for_each_thing_stated():
    chosen = Counter(
        (*_record(claim), claim["statement"], claim.get("unit"))
        for claim, _ in claims()
        if claim.get("is_chosen")
    )
    assert [thing for thing, number in chosen.items() if number > 1] == []


def _record(claim):
    return next((name, claim[name]) for name in ("investment", "site") if name in claim)


def test_an_investment_says_what_its_chosen_claim_says():
    figures = {row["slug"]: parse_figure(row["figure"]) for row in FACTS["investments"]}
    wrong = [
        claim["investment"]
        for claim, _ in claims()
        if claim.get("is_chosen") and claim["statement"] == "figure"
        if parse_figure(claim["figure"]) != figures[claim["investment"]]
    ]
    assert wrong == []


@pytest.mark.parametrize("field", ["part_of", "supersedes"])
def test_nothing_contains_or_replaces_itself(field):
    above = {row["slug"]: row.get(field) for row in FACTS["investments"]}
    for slug in above:
        seen = set()
        while slug and slug not in seen:
            seen.add(slug)
            slug = above[slug]
        assert slug is None, f"{field} makes a circle at {slug}"


def test_what_a_later_deal_replaces_is_no_longer_money_to_come():
    status = {row["slug"]: row["status"] for row in FACTS["investments"]}
    replaced = {row["supersedes"] for row in FACTS["investments"] if "supersedes" in row}
    assert {status[slug] for slug in replaced} <= set(Investment.VOID)


def test_articles_come_in_five_languages():
    assert len({row["language"] for row in FACTS["articles"]}) >= 5


def test_a_translation_points_at_an_original_in_another_language():
    articles = {row["slug"]: row for row in FACTS["articles"]}
    pairs = [(row, articles[row["translation_of"]]) for row in FACTS["articles"]
             if "translation_of" in row]  # fmt: skip
    assert pairs
    assert all("translation_of" not in original for _, original in pairs)
    assert all(row["language"] != original["language"] for row, original in pairs)


# The base, once they are loaded.


def load():
    call_command("load_demo", stdout=StringIO())


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo data, loaded once for all tests here: it takes a while."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    """The loaded base; what a test changes in it is taken back after the test."""


def deal(slug):
    return Investment.objects.public().get(slug=slug)


def in_the_uk():
    return Deals.public().in_place(Place.objects.get(path="gb"))


def committed_in_the_uk(slug):
    organisation = Organisation.objects.public().get(slug=slug)
    return own_commitments(organisation, "GBP", in_the_uk()).total


def stated(record, statement, **more):
    """(what each public claim on `record` states, whether it is chosen), oldest first."""
    rows = record.claims.public().filter(statement=statement, **more)
    return [(claim, claim.is_chosen) for claim in rows.order_by("article__reported_on", "pk")]


def gpus(slug):
    return Capacity.objects.filter(investment__slug=slug, unit="gpu").order_by("pk")


def test_coreweave_commits_two_and_a_half_billion_pounds_in_the_uk(demo):
    total = committed_in_the_uk("coreweave")
    assert (total.low, total.high, total.is_open) == (2_500_000_000, 2_500_000_000, False)
    assert format_figure(total.figure, "en") == "£2.5bn"


def test_coreweave_s_total_in_the_uk_restates_its_two_deals(demo):
    restated = deal("coreweave-uk-total-2-5bn")
    parts = ["coreweave-scotland-1-5bn", "coreweave-uk-1bn-2024"]
    assert restated.is_running_total
    assert sorted(restated.parts.values_list("slug", flat=True)) == parts
    assert sorted(committed_in_the_uk("coreweave").counted) == sorted(deal(s).pk for s in parts)


def test_the_eleven_billion_pounds_of_nvidia_s_partners_are_an_upper_bound(demo):
    factories = deal("nvidia-uk-ai-factories")
    assert format_figure(factories.figure, "en") == "up to £11bn"
    investors = set(factories.parties.filter(role="investor").values_list("organisation__slug"))
    assert investors == {("coreweave",), ("nscale",)}


def test_the_eleven_billion_pounds_may_be_money_that_others_announced(demo):
    overlaps = deal("nvidia-uk-ai-factories").may_overlap.values_list("slug", flat=True)
    assert {
        "coreweave-scotland-1-5bn",
        "nscale-uk-2-5bn",
        "loughton-supercomputer",
        "tech-prosperity-deal-31bn",
    } <= set(overlaps)


def test_a_joint_deal_is_not_one_investor_s_own(demo):
    nscale = Organisation.objects.get(slug="nscale")
    own = own_commitments(nscale, "GBP")
    factories = deal("nvidia-uk-ai-factories").pk
    assert factories in own.joint
    assert factories not in own.total.counted


def test_gpus_in_the_uk_are_among_those_of_the_whole_world(demo):
    (world,) = gpus("nscale-worldwide-300k")
    uk, dgx = gpus("nscale-uk-commitment")
    loughton = Capacity.objects.get(site__slug="loughton-ai-campus", unit="gpu")
    stargate, first_phase = gpus("stargate-uk")
    assert (world.low, world.high) == (300_000, 300_000)
    assert (uk.low, uk.high, uk.part_of) == (None, 60_000, world)
    assert {uk} == {loughton.part_of, stargate.part_of, dgx.part_of}
    assert (first_phase.high, first_phase.part_of) == (8_000, stargate)


def test_blocks_of_gpus_add_up_to_nscale_s_own_count(demo):
    uk = gpus("nscale-uk-commitment")[0]
    assert sum(part.high for part in uk.parts.all()) == 58_640


def test_nscale_s_gpus_are_among_those_of_nvidia_s_partners(demo):
    partners, nscale = gpus("nvidia-uk-ai-factories")
    assert (partners.low, partners.high) == (None, 120_000)
    assert (nscale.high, nscale.part_of) == (60_000, partners)


def test_sources_differ_on_nscale_s_gpus_in_the_uk(demo):
    claims = stated(deal("nscale-uk-commitment"), "quantity", unit="gpu")
    assert {claim.high for claim, _ in claims} == {60_000, 58_640}
    assert sum(is_chosen for _, is_chosen in claims) == 1


def test_four_counts_of_gpus_at_loughton_stand_side_by_side(demo):
    loughton = Site.objects.public().get(slug="loughton-ai-campus")
    claims = stated(loughton, "quantity", unit="gpu")
    shown = [(c.low, c.high, c.is_approximate, is_chosen) for c, is_chosen in claims]
    assert sorted(shown, key=str) == [
        (23_000, 23_000, True, False),
        (23_000, None, False, False),
        (23_040, 23_040, False, True),
        (24_000, None, False, False),
    ]
    assert loughton.capacities.get(unit="gpu").high == 23_040


def test_loughton_s_dates_stand_side_by_side(demo):
    claims = stated(Site.objects.get(slug="loughton-ai-campus"), "date")
    summaries = {claim.summary for claim, _ in claims}
    assert "chips in the first quarter of 2027" in summaries
    assert "site complete by the end of 2026" in summaries
    assert "live in the fourth quarter of 2026" in summaries


def test_power_at_loughton_is_fifty_of_up_to_ninety_megawatts(demo):
    ninety, fifty = Capacity.objects.filter(site__slug="loughton-ai-campus", unit="mw")
    assert (ninety.low, ninety.high) == (None, 90)
    assert (fifty.low, fifty.high, fifty.part_of) == (50, 50, ninety)


@pytest.mark.parametrize(
    ("slug", "figures"),
    [
        ("microsoft-uk-30bn", {"$30bn", "about $30bn", "£22bn", "about £22bn"}),
        ("microsoft-uk-capex", {"$15bn", "about $15bn", "$15.5bn"}),
        ("microsoft-uk-operations", {"$15.1bn"}),
        ("google-uk-5bn", {"£5bn", "$5bn"}),
        ("liquidity-london", {"£1.5bn", "£1.5m"}),
        ("nscale-uk-2-5bn", {"$2.5bn", "up to £2.5bn"}),
        ("nvidia-uk-ai-factories", {"up to £11bn", "about £11bn", "£11bn"}),
    ],
)
def test_sources_that_differ_on_a_figure_are_all_quoted(demo, slug, figures):
    claims = stated(deal(slug), "figure")
    assert {format_figure(claim.interval, "en") for claim, _ in claims} == figures


def test_microsoft_s_parts_are_inside_its_thirty_billion_dollars(demo):
    parts = deal("microsoft-uk-30bn").parts.values_list("slug", flat=True)
    assert set(parts) == {"microsoft-uk-capex", "microsoft-uk-operations"}
    assert committed_in_the_uk("microsoft").counted == [deal("microsoft-uk-30bn").pk]


def test_stargate_uk_is_paused(demo):
    assert deal("stargate-uk").status == "paused"
    assert Site.objects.public().get(slug="cobalt-park").status == "paused"


def test_a_letter_of_intent_that_became_a_round_is_shown_and_not_counted(demo):
    letter = deal("nvidia-wayve-500m")
    assert letter.status == "superseded"
    assert letter.superseded_by.get() == deal("wayve-1-5bn-round")
    assert letter.pk in committed_in_the_uk("nvidia").not_counted[Reason.VOID]


def test_a_cancelled_plan_is_shown_and_not_counted(demo):
    germany = Deals.public().in_place(Place.objects.get(path="de"))
    plan = deal("intel-magdeburg-30bn")
    assert plan.pk in total(germany, "EUR").not_counted[Reason.VOID]


def test_a_hope_of_the_government_is_not_blackstone_s_money(demo):
    assert committed_in_the_uk("blackstone").high == 10_000_000_000


def test_everything_reported_is_public(demo):
    assert Article.objects.public().count() == len(FACTS["articles"])
    assert Investment.objects.public().count() == len(FACTS["investments"])
    assert Site.objects.public().count() == len(FACTS["sites"])


def test_every_public_figure_has_a_source(demo):
    figures = Investment.objects.public().filter(headline__isnull=False)
    sourced = Claim.objects.public().filter(statement="figure").values("investment")
    assert not figures.exclude(pk__in=sourced)


def test_every_public_figure_is_converted(demo):
    assert not Investment.objects.public().filter(headline__gt=0, headline_gbp=None)


def test_loading_twice_adds_nothing(demo):
    models = (Article, Claim, Investment, Party, Capacity, Site, Place, Organisation)
    before = [model.objects.count() for model in models]
    load()
    assert [model.objects.count() for model in models] == before


def test_loading_again_keeps_what_an_editor_changed(demo):
    changed = deal("stargate-uk")
    changed.title, changed.slug = "Stargate in Britain", "stargate-in-britain"
    changed.save()
    load()
    assert deal("stargate-in-britain").title == "Stargate in Britain"
    assert not Investment.objects.filter(slug="stargate-uk")
