"""What the database itself refuses, whoever writes to it: every rule by raw SQL on the database
at hand, and the words that people get for the same mistake."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from articles.models import Article, Claim, Dossier
from entities.models import (
    Alias,
    Capacity,
    ExchangeRate,
    Investment,
    Organisation,
    Party,
    Place,
    Site,
)
from tests.factories import (
    ArticleFactory,
    CapacityFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
    published,
)

pytestmark = pytest.mark.django_db


def make_article():
    return published(ArticleFactory())


def make_claim():
    return ClaimFactory(statement="figure", low=5, high=5, currency="GBP")


def make_party():
    return PartyFactory(share=5)


def make_alias():
    return Alias.objects.create(organisation=OrganisationFactory(), name="NVDA")


def make_rate():
    return ExchangeRate.objects.create(
        currency="AED", valid_on="2025-01-01", per_eur="4.31", source="Central Bank of the UAE"
    )


VALID = {
    Investment: InvestmentFactory,
    Party: make_party,
    Capacity: CapacityFactory,
    Site: SiteFactory,
    Place: PlaceFactory,
    Organisation: OrganisationFactory,
    Alias: make_alias,
    ExchangeRate: make_rate,
    Article: make_article,
    Dossier: DossierFactory,
    Claim: make_claim,
}

# Each sets some columns of a valid row; {id} is the row's own.
BAD = [
    (Investment, "low = 11, high = 10"),
    (Investment, "low = -1"),
    (Investment, "low = NULL, high = -1"),
    (Investment, "currency = ''"),
    (Investment, "currency = 'gbp'"),
    (Investment, "currency = 'GBPS'"),
    (Investment, "currency = 'GB'"),
    (Investment, "currency = '123'"),
    (Investment, "low = NULL, high = NULL"),
    (Investment, "low = NULL, high = NULL, currency = '', is_approximate = TRUE"),
    (Investment, "kind = 'wish'"),
    (Investment, "status = 'maybe'"),
    (Investment, "nature = 'old_money'"),
    (Investment, "date_precision = 'week'"),
    (Investment, "part_of_id = {id}"),
    (Investment, "supersedes_id = {id}"),
    (Investment, "title = ''"),
    (Investment, "slug = ''"),
    (Investment, "title = '{long}'"),
    (Investment, "note = '{very_long}'"),
    (Investment, "announced_on = NULL"),
    (Party, "role = 'friend'"),
    (Party, "role = 'supplier'"),
    (Party, "share = 0"),
    (Party, "share = -5"),
    (Capacity, "low = 61000"),
    (Capacity, "low = NULL, high = NULL"),
    (Capacity, "low = -1"),
    (Capacity, "unit = 'parsec'"),
    (Capacity, "investment_id = NULL"),
    (Capacity, "part_of_id = {id}"),
    (Capacity, "product = '{long}'"),
    (Site, "kind = 'castle'"),
    (Site, "status = 'maybe'"),
    (Site, "latitude = 55"),
    (Site, "longitude = 55"),
    (Site, "latitude = 91, longitude = 0"),
    (Site, "latitude = 0, longitude = -181"),
    (Site, "name = ''"),
    (Site, "name = '{long}'"),
    (Site, "place_id = NULL"),
    (Place, "parent_id = {id}"),
    (Place, "kind = 'city'"),
    (Place, "kind = 'moon'"),
    (Place, "path = ''"),
    (Place, "name = ''"),
    (Place, "latitude = 55"),
    (Place, "iso_code = 'GB-SCOT'"),
    (Organisation, "parent_id = {id}"),
    (Organisation, "merged_into_id = {id}"),
    (Organisation, "kind = 'club'"),
    (Organisation, "name = ''"),
    (Organisation, "slug = ''"),
    (Organisation, "website = 'javascript:alert(1)'"),
    (Organisation, "website = 'data:text/html,x'"),
    (Organisation, "website = ' https://example.com'"),
    (Organisation, "wikidata_id = '{long}'"),
    (Alias, "name = ''"),
    (Alias, "name = '{long}'"),
    (ExchangeRate, "per_eur = 0"),
    (ExchangeRate, "per_eur = -4"),
    (ExchangeRate, "currency = 'aed'"),
    (ExchangeRate, "source = ''"),
    (Article, "approved_by_id = NULL"),
    (Article, "approved_at = NULL"),
    (Article, "approved_version = NULL"),
    (Article, "public_from = NULL"),
    (Article, "source_id = NULL"),
    (Article, "source_url = ''"),
    (Article, "reported_on = NULL"),
    (Article, "state = 'draft'"),
    (Article, "state = 'retracted'"),
    (Article, "state = 'lost'"),
    (Article, "approved_by_id = author_id"),
    (Article, "language = 'xx'"),
    (Article, "translation_of_id = {id}"),
    (Article, "source_url = 'javascript:alert(1)'"),
    (Article, "source_url = 'data:text/html,x'"),
    (Article, "summary = '{very_long}'"),
    (Article, "title = '{long}'"),
    (Article, "title = ''"),
    (Article, "author_id = NULL"),
    (Article, "slug = ''"),
    (Article, "slug = '{long}'"),
    (Article, "body = '{too_long}'"),
    (Article, "source_credit = '{long}'"),
    (Article, "source_url = 'https://{very_long}'"),
    (Article, "retraction_note = '{very_long}'"),
    (Article, "version = -1"),
    (Article, "approved_version = -1"),
    (Article, "canonical_source_url = '{very_long}'"),
    (Investment, "low = 'much'"),
    (Investment, "high = 9300000000000000000"),
    (Investment, "version = -1"),
    (Capacity, "high = 'many'"),
    (Site, "latitude = 'north', longitude = 0"),
    (Site, "slug = '{long}'"),
    (Place, "slug = '{long}'"),
    (Organisation, "slug = '{long}'"),
    (Dossier, "title = ''"),
    (Dossier, "title = '{long}'"),
    (Claim, "investment_id = NULL"),
    (Claim, "currency = ''"),
    (Claim, "currency = 'gbp'"),
    (Claim, "low = 6"),
    (Claim, "low = NULL, high = NULL"),
    (Claim, "statement = 'rumour'"),
    (Claim, "statement = 'mention'"),
    (Claim, "statement = 'quantity'"),
    (Claim, "statement = 'quantity', currency = ''"),
    (Claim, "statement = 'quantity', currency = '', unit = 'parsec'"),
    (Claim, "statement = 'status', low = NULL, high = NULL, currency = '', status = 'maybe'"),
    (Claim, "statement = 'status', low = NULL, high = NULL, currency = ''"),
    (Claim, "quote = ''"),
    (Claim, "quote = '{very_long}'"),
]
GOOD = [
    (Investment, "low = NULL, high = 5"),
    (Investment, "low = 5, high = NULL, is_approximate = TRUE"),
    (Investment, "low = NULL, high = NULL, currency = ''"),
    (Party, "share = NULL, role = 'supplier'"),
    (Site, "latitude = -90, longitude = 180"),
    (Organisation, "website = 'HTTPS://example.com'"),
    (Article, "state = 'approved', public_from = NULL"),
    (Article, "approved_by_id = author_id, self_approved = TRUE"),
    (Claim, "statement = 'quantity', currency = '', unit = 'gpu'"),
    (Claim, "statement = 'status', low = NULL, high = NULL, currency = '', status = 'paused'"),
    (Claim, "statement = 'status', low = NULL, high = NULL, currency = '', status = 'permitted'"),
    (Claim, "statement = 'mention', low = NULL, high = NULL, currency = ''"),
]


def set_columns(row, clause):
    clause = clause.format(id=row.pk, long="x" * 201, very_long="x" * 2001, too_long="x" * 100_001)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {clause} WHERE id = {row.pk}")  # noqa: S608


def name(value):
    return value.__name__ if isinstance(value, type) else value


@pytest.mark.parametrize(("model", "clause"), BAD, ids=name)
def test_the_database_refuses(model, clause):
    row = VALID[model]()
    with pytest.raises((IntegrityError, DataError)):
        set_columns(row, clause)


@pytest.mark.parametrize(("model", "clause"), GOOD, ids=name)
def test_the_database_accepts(model, clause):
    row = VALID[model]()
    set_columns(row, clause)
    assert model.objects.filter(pk=row.pk).exists()


# What may be there only once: the columns that make a second row a copy of the first.
UNIQUE = [
    (Investment, ["slug"]),
    (Site, ["slug"]),
    (Organisation, ["slug"]),
    (Dossier, ["slug"]),
    (Article, ["slug"]),
    (Article, ["canonical_source_url"]),
    (Place, ["path"]),
    (Party, ["investment_id", "organisation_id"]),
]


@pytest.mark.parametrize(("model", "columns"), UNIQUE, ids=str)
def test_the_database_refuses_a_second(model, columns):
    first, second = VALID[model](), VALID[model]()
    clause = ", ".join(f"{column} = '{getattr(first, column)}'" for column in columns)
    with pytest.raises(IntegrityError):
        set_columns(second, clause)


def test_an_organisation_has_each_other_name_once():
    alias = make_alias()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(organisation=alias.organisation, name=alias.name)


def test_two_organisations_do_not_share_a_wikidata_number_but_may_both_lack_one():
    OrganisationFactory(wikidata_id="Q182477")
    other = OrganisationFactory(wikidata_id="")
    with pytest.raises(IntegrityError):
        set_columns(other, "wikidata_id = 'Q182477'")


def test_a_currency_has_one_hand_rate_a_day():
    make_rate()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rate()


def test_a_claim_is_not_about_an_investment_and_a_site_at_once():
    claim = make_claim()
    with pytest.raises(IntegrityError):
        set_columns(claim, f"site_id = {SiteFactory().pk}")


@pytest.mark.parametrize(
    ("record", "make"), [("investment", InvestmentFactory), ("site", SiteFactory)]
)
def test_one_claim_of_a_kind_is_chosen_for_a_record(record, make):
    about = {record: make()}
    ClaimFactory(**about, is_chosen=True)
    other = ClaimFactory(**about)
    with pytest.raises(IntegrityError):
        set_columns(other, "is_chosen = TRUE")


def test_claims_of_two_kinds_may_both_be_chosen():
    claim = ClaimFactory(is_chosen=True)
    second = ClaimFactory(
        investment=claim.investment, statement="status", status="paused", is_chosen=True
    )
    assert claim.investment.claims.filter(is_chosen=True).count() == 2
    assert second.article != claim.article


# Trees: what can be inside itself, and how to make one more of it.
TREES = [
    (PlaceFactory, "parent"),
    (OrganisationFactory, "parent"),
    (OrganisationFactory, "merged_into"),
    (InvestmentFactory, "part_of"),
    (InvestmentFactory, "supersedes"),
    (CapacityFactory, "part_of"),
]
each_tree = pytest.mark.parametrize(("make", "field"), TREES)
each_length = pytest.mark.parametrize("length", [2, 3])


def chain(make, field, length):
    """`length` rows, each pointing to the one before; returns the first and the last."""
    rows = [make()]
    while len(rows) < length:
        rows.append(make(**{field: rows[-1]}))
    return rows[0], rows[-1]


@each_tree
@each_length
def test_no_raw_sql_closes_a_circle(make, field, length):
    first, last = chain(make, field, length)
    # Only cities lie in something.
    kind = ", kind = 'city'" if make is PlaceFactory else ""
    with pytest.raises(IntegrityError, match="no_cycle"):
        set_columns(first, f"{field}_id = {last.pk}{kind}")


@each_tree
@each_length
def test_no_update_closes_a_circle(make, field, length):
    first, last = chain(make, field, length)
    kind = {"kind": "city"} if make is PlaceFactory else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(**{field: last}, **kind)


@each_tree
@each_length
def test_a_circle_is_told_at_its_field(make, field, length):
    first, last = chain(make, field, length)
    setattr(first, field, last)
    with pytest.raises(ValidationError) as refused:
        first.full_clean()
    assert "circle" in str(refused.value.message_dict[field])


@each_tree
def test_a_long_chain_is_no_circle(make, field):
    _, last = chain(make, field, 4)
    last.full_clean()
    assert getattr(last, field) is not None


# Deleting what is cited: (what is deleted, what cites it).
def cite(record):
    """Each way in which another row cites `record`."""
    match record:
        case Organisation():
            yield lambda: PartyFactory(organisation=record)
            yield lambda: ArticleFactory(source=record)
            yield lambda: ArticleFactory().organisations.add(record)
            yield lambda: SiteFactory().operators.add(record)
            yield lambda: OrganisationFactory(parent=record)
        case Site():
            yield lambda: InvestmentFactory(sites=[record])
            yield lambda: ClaimFactory(site=record)
            yield lambda: ArticleFactory().sites.add(record)
        case Place():
            yield lambda: InvestmentFactory(places=[record])
            yield lambda: SiteFactory(place=record)
            yield lambda: OrganisationFactory(place=record)
            yield lambda: PlaceFactory(parent=record)
        case Investment():
            yield lambda: ClaimFactory(investment=record)
            yield lambda: InvestmentFactory(part_of=record)
            yield lambda: InvestmentFactory(supersedes=record)


CITED = [
    (make, number)
    for make, ways in [
        (OrganisationFactory, 5),
        (SiteFactory, 3),
        (PlaceFactory, 4),
        (InvestmentFactory, 3),
    ]
    for number in range(ways)
]


@pytest.mark.parametrize(("make", "number"), CITED)
def test_deleting_what_is_cited_is_refused(make, number):
    record = make()
    list(cite(record))[number]()
    with pytest.raises(ProtectedError):
        record.delete()


def test_the_author_of_an_article_is_not_deleted_with_their_account():
    article = ArticleFactory()
    with pytest.raises(ProtectedError):
        get_user_model().objects.get(pk=article.author_id).delete()


def test_what_nothing_cites_can_be_deleted_with_what_is_its_own():
    party, capacity = PartyFactory(), CapacityFactory()
    party.investment.delete()
    capacity.investment.delete()
    assert not Party.objects.exists()
    assert not Capacity.objects.exists()


# The words for the same mistakes.
WORDS = [
    (lambda: Investment(low=11, high=10, currency="GBP"), "lower bound is above"),
    (lambda: Investment(low=5, high=5), "needs its currency"),
    (lambda: OrganisationFactory.build(website="ftp://example.com"), "begin with http"),
    (lambda: SiteFactory.build(place=PlaceFactory(), latitude=5), "or neither"),
    (lambda: PlaceFactory.build(kind="city"), "needs the place it lies in"),
    (lambda: Party(role="supplier", share=5), "Only an investor has a share"),
]


@pytest.mark.parametrize(("make", "words"), WORDS)
def test_a_refused_row_says_why_in_words(make, words):
    with pytest.raises(ValidationError) as refused:
        make().full_clean()
    assert words in " ".join(refused.value.messages)


def test_the_author_may_approve_only_where_it_is_recorded():
    author = UserFactory(role="editor")
    article = ArticleFactory(author=author)
    article.approved_by = author
    with pytest.raises(ValidationError, match="Nobody approves their own"):
        article.validate_constraints()
