from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from articles import publishing
from articles.consistency import public_dates
from articles.models import Article, Claim, Dossier, SearchDocument
from articles.publishing import kept_true, refresh_all
from entities.models import Investment, Organisation, Place, Site
from tests.factories import (
    LONG_AGO,
    ArticleFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    draft_about,
    published,
    report,
    retracted,
)

pytestmark = pytest.mark.django_db

MODELS = (Article, Investment, Site, Organisation, Place, Dossier)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def is_public(record):
    return type(record).objects.public().filter(pk=record.pk).exists()


def public_from(record):
    return type(record).objects.get(pk=record.pk).public_from


@pytest.fixture
def scene():
    """A draft that leads to one record of each kind: a country with a city with a site, built by
    an investment whose investor runs nothing and whose site has an operator."""
    country = PlaceFactory()
    city = PlaceFactory(parent=country)
    operator, investor, named = OrganisationFactory.create_batch(3)
    site = SiteFactory(place=city)
    site.operators.add(operator)
    deal = InvestmentFactory(investors=[investor], sites=[site])
    elsewhere = PlaceFactory()
    deal.places.add(elsewhere)
    article = draft_about(deal)
    article.organisations.add(named)
    dossier = DossierFactory(articles=[article])
    records = [deal, site, city, country, elsewhere, operator, investor, named, dossier]
    return article, [article, article.source, *records]


def test_a_draft_makes_nothing_public(scene):
    _, records = scene
    assert not [record for record in records if is_public(record)]


def test_publishing_makes_all_that_is_reported_public(scene):
    article, records = scene
    published(article)
    assert [record for record in records if not is_public(record)] == []
    assert {public_from(record) for record in records} == {article.public_from}


def test_retracting_takes_all_of_it_back(scene):
    article, records = scene
    retracted(published(article))
    assert {public_from(record) for record in records} == {None}


def test_a_scheduled_article_is_public_with_all_it_reports_at_its_time(scene):
    article, records = scene
    with time_machine.travel(NOON - timedelta(days=2), tick=False):
        published(article, at=NOON)
    with time_machine.travel(NOON - SECOND, tick=False):
        assert not any(is_public(record) for record in records)
    with time_machine.travel(NOON, tick=False):
        assert all(is_public(record) for record in records)


def test_a_record_is_public_from_the_earliest_of_its_articles():
    deal = InvestmentFactory()
    with time_machine.travel(NOON, tick=False):
        late = report(deal, at=NOON + timedelta(days=9))
        early = report(deal, at=NOON + timedelta(days=2))
        assert public_from(deal) == early.public_from
        retracted(early)
        assert public_from(deal) == late.public_from
        retracted(late)
    assert public_from(deal) is None


def test_one_retraction_does_not_hide_what_another_article_reports():
    site = SiteFactory()
    first, second = report(site), ArticleFactory()
    second.sites.add(site)
    published(second)
    retracted(first)
    assert is_public(site)
    assert is_public(site.place)


def test_a_part_does_not_publish_its_programme_nor_a_subsidiary_its_parent():
    programme, parent = InvestmentFactory(), OrganisationFactory()
    subsidiary = OrganisationFactory(parent=parent)
    earlier = InvestmentFactory()
    report(InvestmentFactory(part_of=programme, supersedes=earlier, investors=[subsidiary]))
    assert is_public(subsidiary)
    assert not any(map(is_public, (programme, earlier, parent)))


def test_a_programme_does_not_publish_its_parts_nor_a_place_those_below():
    programme, country = InvestmentFactory(), PlaceFactory()
    part, city = InvestmentFactory(part_of=programme), PlaceFactory(parent=country)
    programme.places.add(country)
    report(programme)
    assert not any(map(is_public, (part, city)))


def test_the_headquarters_of_an_organisation_are_not_reported_by_it():
    organisation = OrganisationFactory(place=PlaceFactory())
    report(InvestmentFactory(investors=[organisation]))
    assert not is_public(organisation.place)


# Edits of what is published, as the admin makes them: inside kept_true.


def unname(article, deal):
    article.organisations.clear()


def drop_claim(article, deal):
    Claim.objects.filter(article=article).delete()


def leave_dossier(article, deal):
    article.dossiers.clear()


def change_source(article, deal):
    article.source = OrganisationFactory()
    article.save()


@pytest.mark.parametrize(
    ("edit", "hidden"),
    [
        (unname, [Organisation]),
        (drop_claim, [Investment, Site, Place, Organisation]),
        (leave_dossier, [Dossier]),
        (change_source, [Organisation]),
    ],
)
def test_what_an_article_no_longer_names_is_hidden_again(scene, edit, hidden):
    article, records = scene
    published(article)
    with kept_true(article):
        edit(article, records[2])
    assert is_public(article)
    assert {type(record) for record in records if not is_public(record)} == set(hidden)


def test_an_organisation_that_another_article_names_stays():
    organisation = OrganisationFactory()
    first, second = ArticleFactory(), ArticleFactory()
    for article in (first, second):
        article.organisations.add(organisation)
        published(article)
    with kept_true(first):
        first.organisations.clear()
    assert public_from(organisation) == second.public_from


def add_claim(article, deal, record):
    ClaimFactory(article=article, investment=record)


def add_party(article, deal, record):
    PartyFactory(investment=deal, organisation=record)


def add_site(article, deal, record):
    deal.sites.add(record)


def add_place(article, deal, record):
    deal.places.add(record)


def name_organisation(article, deal, record):
    article.organisations.add(record)


@pytest.mark.parametrize(
    ("edit", "make"),
    [
        (add_claim, InvestmentFactory),
        (add_party, OrganisationFactory),
        (add_site, SiteFactory),
        (add_place, PlaceFactory),
        (name_organisation, OrganisationFactory),
    ],
)
def test_what_is_added_to_something_public_is_public_at_once(edit, make):
    deal, record = InvestmentFactory(), make()
    article = report(deal)
    with kept_true(article, deal):
        edit(article, deal, record)
    assert public_from(record) == article.public_from


def test_a_site_that_moves_takes_its_publicity_along():
    old, new = PlaceFactory(), PlaceFactory()
    site = SiteFactory(place=old)
    report(site)
    with kept_true(site):
        site.place = new
        site.save()
    assert (is_public(old), is_public(new)) == (False, True)


def test_a_place_that_moves_is_no_longer_a_reason_for_the_place_it_left():
    old, new = PlaceFactory(), PlaceFactory(slug="new")
    city = PlaceFactory(parent=old, slug="city")
    report(SiteFactory(place=PlaceFactory(parent=city, slug="quarter")))
    with kept_true(city):
        city.parent = new
        city.full_clean()
        city.save()
    assert (is_public(old), is_public(new)) == (False, True)
    addresses = SearchDocument.objects.filter(kind="place").values_list("address", flat=True)
    assert {"new", "new/city", "new/city/quarter"} <= set(addresses)


def test_deleting_the_only_reason_hides_the_rest():
    deal = InvestmentFactory(investors=[OrganisationFactory()])
    report(deal)
    party = deal.parties.get()
    with kept_true(deal):
        party.delete()
    assert not is_public(party.organisation)


def test_a_change_that_fails_leaves_everything_as_it_was(scene):
    article, records = scene
    published(article)
    with pytest.raises(RuntimeError), kept_true(article):  # noqa: PT012
        article.organisations.clear()
        raise RuntimeError
    assert all(is_public(record) for record in records)


# Repairs


def everything():
    rows = {
        (model.__name__, *row)
        for model in MODELS
        for row in model.objects.values_list("pk", "public_from")
    }
    fields = [f.name for f in SearchDocument._meta.fields if f.name != "id"]
    return rows, sorted(map(str, SearchDocument.objects.values_list(*fields)))


def test_refreshing_everything_changes_nothing_that_is_right(scene):
    article, _ = scene
    published(article)
    report(InvestmentFactory(), at=datetime.now(UTC) + timedelta(days=9))
    retracted(report(SiteFactory()))
    before = everything()
    refresh_all()
    assert everything() == before


def test_refreshing_everything_mends_what_is_wrong(scene):
    article, _ = scene
    published(article)
    before = everything()
    for model in MODELS[1:]:
        model.objects.update(public_from=None)
    OrganisationFactory(public=True)
    SearchDocument.objects.all().delete()
    refresh_all()
    rows, documents = everything()
    assert documents == before[1]
    assert not any(row[2] == LONG_AGO for row in rows)
    assert before[0] < rows


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_published_linked_and_retracted_each_date_stays_the_earliest(seed):
    random = Random(seed)  # noqa: S311
    country = PlaceFactory()
    places = [PlaceFactory(parent=country) for _ in range(2)]
    organisations = [OrganisationFactory() for _ in range(3)]
    sites = [SiteFactory(place=place) for place in places]
    deals = [
        InvestmentFactory(
            investors=random.sample(organisations, 2),
            places=random.sample(places, 1),
            sites=random.sample(sites, random.randrange(2)),
        )
        for _ in range(4)
    ]
    articles = [draft_about(*random.sample(deals, 2)) for _ in range(4)]
    for _step in range(10):
        article, deal = random.choice(articles), random.choice(deals)
        if article.state == "draft":
            at = timezone.now() + timedelta(days=random.randrange(3))
            articles[articles.index(article)] = published(article, at=at)
        elif random.random() < 0.4 and article.state == "published":
            articles[articles.index(article)] = retracted(article)
        else:
            with publishing.kept_true(deal):
                deal.places.set(random.sample(places, random.randrange(3)))
                deal.parties.filter(organisation=random.choice(organisations)).delete()
        assert list(public_dates()) == []


def test_who_reports_a_record_is_found_along_every_rule():
    town = PlaceFactory()
    company = OrganisationFactory()
    site = SiteFactory(place=town)
    site.operators.add(company)
    deal = InvestmentFactory(sites=[site])
    article = draft_about(deal)
    for record in (deal, site, company, town):
        assert publishing.reporting(record) == {article.pk}
    published(article)
    for record in (site, company, town):
        record.refresh_from_db()
        assert record.is_public
