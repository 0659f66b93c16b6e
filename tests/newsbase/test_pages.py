"""The reader's pages: what they say, how many questions they ask the database, what they refuse."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.models import Investment, Place
from tests.factories import (
    CapacityFactory,
    ClaimFactory,
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    report,
)

DETAILS = [
    f"/{kind}/hub/" for kind in ("organisations", "sites", "investments", "dossiers", "articles")
] + ["/places/gb/"]
LISTS = [
    f"/{kind}/"
    for kind in ("investments", "organisations", "sites", "places", "articles", "dossiers")
] + ["/", "/investments.csv", "/investments.json", "/investments.jsonl", "/search/?q=invests"]


@pytest.fixture
def hub(db):
    """A record of each kind on which others hang."""
    country = PlaceFactory(name="United Kingdom", name_fr="Royaume-Uni", slug="gb")
    company = OrganisationFactory(name="Hub", slug="hub")
    site = SiteFactory(slug="hub", place=country)
    site.operators.add(company)
    deal = InvestmentFactory(slug="hub", investors=[company], places=[country], sites=[site])
    article = report(deal, site, slug="hub")
    article.organisations.add(company)
    DossierFactory(slug="hub", articles=[article], public=True)
    return {"place": country, "organisation": company, "site": site, "investment": deal,
            "article": article}  # fmt: skip


def grow(hub, number):
    """Hang `number` more public records of each kind on the hub's."""
    for _ in range(number):
        place = PlaceFactory(parent=hub["place"])
        site = SiteFactory(place=place)
        site.operators.add(hub["organisation"])
        deal = InvestmentFactory(
            part_of=hub["investment"], investors=[hub["organisation"]], places=[place], sites=[site]
        )
        deal.may_overlap.add(hub["investment"])
        deal.sites.add(hub["site"])
        PartyFactory(investment=deal, role="partner")
        deal.places.add(PlaceFactory(public=True))
        CapacityFactory(investment=hub["investment"])
        article = report(deal, site, language="fr", translation_of=hub["article"])
        ClaimFactory(article=article, investment=hub["investment"])
        article.related.add(hub["article"])
        OrganisationFactory(parent=hub["organisation"], public=True)
        hub["article"].organisations.add(OrganisationFactory(public=True))


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        if response.streaming:
            list(response)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", DETAILS + LISTS)
def test_a_page_asks_as_many_questions_for_many_rows_as_for_few(url, hub, client):
    grow(hub, 2)
    few = queries(client, url)
    grow(hub, 6)
    assert queries(client, url) == few


@pytest.mark.parametrize("url", DETAILS + LISTS)
def test_a_page_speaks_both_languages(url, hub, client):
    english, french = client.get(url), client.get(f"/fr{url}")
    assert french.status_code == 200
    if not english.streaming:
        assert b'<html lang="en">' in english.content
        assert b'<html lang="fr">' in french.content
        assert f'href="/fr{url}"'.encode() in english.content


def test_a_base_without_articles_says_what_to_do_next(db, client):
    for url in ["/", "/investments/", "/organisations/", "/sites/", "/articles/", "/search/?q=x"]:
        page = client.get(url)
        assert page.status_code == 200
        assert b'class="empty"' in page.content


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("amount_min=plenty", "amount_min"),
        ("amount_min=2bn&amount_max=1bn", "amount_max"),
        ("organisation=nobody", "organisation"),
        ("place=atlantis", "place"),
        ("kind=bribe", "kind"),
        ("year=1500", "year"),
        ("sort=colour", "sort"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("role=investor", "role"),
        ("currency=XXX", "currency"),
        ("organisation=a&organisation=b", "organisation"),
    ],
)
def test_a_wrong_filter_is_told_at_its_field_with_400(query, field, hub, client):
    page = client.get(f"/investments/?{query}")
    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert page.context["investments"].count() == 0
    assert client.get(f"/investments.csv?{query}").status_code == 400
    assert field in client.get(f"/investments.json?{query}").json()["errors"]


@pytest.mark.parametrize("url", ["/investments/", "/organisations/", "/sites/", "/articles/",
                                 "/search/", "/organisations/hub/"])  # fmt: skip
def test_an_unknown_parameter_is_refused(url, hub, client):
    page = client.get(url, {"colour": "blue"})
    assert page.status_code == 400
    assert "colour" in page.content.decode()


def test_a_page_past_the_last_is_404(hub, client):
    assert client.get("/investments/?page=400").status_code == 404


@pytest.mark.parametrize("path", ["gb/%00", "gb//london", "gb/..", "%20", "%EF%BC%91"])
def test_an_address_that_no_place_can_have_is_404(path, hub, client):
    assert client.get(f"/places/{path}/").status_code == 404


def test_names_are_found_in_either_language_and_without_accents(hub, client):
    for typed in ("royaume-uni", "United Kingdom", "gb", "ROYAUME-UNI"):
        assert client.get("/investments/", {"place": typed}).context["page"].total == 1


@pytest.mark.parametrize("kind", ["organisation", "site", "investment", "article"])
def test_a_changed_address_redirects(kind, hub, client):
    old = hub[kind].get_absolute_url()
    hub[kind].refresh_from_db()
    hub[kind].slug = "elsewhere"
    hub[kind].save()
    page = client.get(old)
    assert page.status_code == 301
    assert page.headers["Location"] == hub[kind].get_absolute_url()


def test_a_moved_place_redirects_with_all_below_it(hub, client):
    town = PlaceFactory(slug="loughton", parent=hub["place"], public=True)
    place = Place.objects.get(path="gb")
    place.slug = "uk"
    place.save()
    assert client.get("/places/gb/loughton/").headers["Location"] == "/places/uk/loughton/"
    assert Place.objects.get(pk=town.pk).path == "uk/loughton"


def test_the_figure_of_a_page_leads_back_to_its_sentence(hub, client):
    claim = hub["investment"].claims.get()
    page = client.get("/investments/hub/").content.decode()
    assert claim.quote in page
    address, _, anchor = claim.get_absolute_url().partition("#")
    assert f'href="{address}#{anchor}"' in page
    assert f'<mark id="{anchor}">' in client.get(address).content.decode()


def test_a_quantity_inside_a_hidden_one_does_not_tell_of_it(hub, client):
    whole = CapacityFactory(low=300_123, high=300_123)
    CapacityFactory(investment=None, site=hub["site"], part_of=whole)
    assert b"300,123" not in client.get("/sites/hub/").content
    report(whole.investment)
    page = client.get("/sites/hub/").content
    assert b"300,123" in page
    assert whole.investment.get_absolute_url().encode() in page


def test_coreweaves_total_stays_right_whichever_is_published_first(db, client):
    britain, company = PlaceFactory(slug="gb"), OrganisationFactory(slug="coreweave")
    total = InvestmentFactory(
        slug="total", figure="£2.5bn", nature="running_total", investors=[company], places=[britain]
    )
    for figure in ("£1bn", "£1.5bn"):
        deal = InvestmentFactory(
            figure=figure, part_of=total, investors=[company], places=[britain]
        )
        report(deal)
    assert "£2.5bn" in shown_total(client)
    report(total)
    assert "£2.5bn" in shown_total(client)
    assert "running total: restates" in shown_total(client)


def shown_total(client):
    page = client.get("/organisations/coreweave/").content.decode()
    return page[page.index('id="own"') :]


def test_a_places_total_leads_to_the_rows_that_it_does_not_count(hub, client):
    report(InvestmentFactory(title="Called off", status="cancelled", places=[hub["place"]]))
    page = client.get("/places/gb/?currency=EUR").content.decode()
    link = "/investments/?place=gb&amp;currency=EUR&amp;not_counted=void"
    assert f'href="{link}"' in page
    found = client.get(link.replace("&amp;", "&")).context["investments"]
    assert [deal.title for deal in found] == ["Called off"]


def test_markup_of_editors_is_escaped_everywhere(db, client):
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    company = OrganisationFactory(name=nasty, slug="nasty")
    deal = InvestmentFactory(title=nasty, slug="nasty", note=nasty, investors=[company])
    article = report(deal, title=nasty, slug="nasty", summary=nasty, source_credit=nasty)
    DossierFactory(title=nasty, slug="nasty", articles=[article], public=True)
    details = [
        f"/{kind}/nasty/" for kind in ("articles", "investments", "organisations", "dossiers")
    ]
    for url in [*details, "/", "/investments/", "/search/?q=script"]:
        page = client.get(url).content
        assert b"<script>alert" not in page
        assert b"<img" not in page


def test_organisations_are_ranked_by_their_public_deals(hub, client):
    busy = OrganisationFactory(name="Busy")
    report(InvestmentFactory(investors=[busy]), InvestmentFactory(investors=[busy]))
    InvestmentFactory(investors=[hub["organisation"]])
    page = client.get("/organisations/?sort=-deals")
    assert [(o.name, o.deals) for o in page.context["organisations"]][:2] == [
        ("Busy", 2),
        ("Hub", 1),
    ]


class TestOverdue:
    """A promise whose day has passed is told, until something newer is known."""

    def page(self, client, **capacity):
        deal = InvestmentFactory(slug="late")
        report(deal, reported_on=date(2024, 1, 1))
        CapacityFactory(investment=deal, due_by=date(2024, 12, 31), **capacity)
        return client.get("/investments/late/")

    def test_it_is_told(self, client, db):
        page = self.page(client, low=250, high=250, unit="job")
        assert len(page.context["overdue"]) == 1
        assert "250 jobs" in page.content.decode().partition('class="overdue"')[2]

    def test_newer_news_end_it(self, client, db):
        self.page(client)
        report(Investment.objects.get(slug="late"), reported_on=date(2025, 2, 1))
        assert client.get("/investments/late/").context["overdue"] == []

    @pytest.mark.parametrize("change", [{"status": "completed"}, {"checked_on": date(2025, 3, 1)}])
    def test_so_does_the_newsroom_s_own_look(self, change, client, db):
        self.page(client)
        Investment.objects.filter(slug="late").update(**change)
        assert client.get("/investments/late/").context["overdue"] == []


def test_editions_of_one_story_that_state_different_figures_are_flagged(client, db):
    deal = InvestmentFactory(title="The deal")
    english = report(deal, slug="english")
    french = report(deal, language="fr", translation_of=english)
    assert "language editions differ" not in client.get("/articles/english/").content.decode()
    stated = {"statement": "figure", "currency": "GBP"}
    english.claims.update(low=10**9, high=10**9, **stated)
    french.claims.update(low=2 * 10**9, high=2 * 10**9, **stated)
    page = client.get("/articles/english/").content.decode()
    assert "£2bn" in page.partition("language editions differ")[2]


def test_who_finds_a_hole_is_told_whom_to_tell(client, settings, db):
    with time_machine.travel("2026-03-01 12:00Z", tick=False):
        told = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert told[:2] == ["Contact: mailto:security@example.org", "Expires: 2026-08-28T00:00:00Z"]
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "share"), [("", "stated share £2bn"), ("/fr", "part déclarée 2\u00a0Md\u00a0£")]
)
def test_a_stated_share_stands_beside_its_party(client, prefix, share):
    deal = InvestmentFactory(figure="£5bn")
    PartyFactory(investment=deal, organisation=OrganisationFactory(name="Nscale"), share=2 * 10**9)
    report(deal)
    page = client.get(f"{prefix}{deal.get_absolute_url()}")
    assert page.status_code == 200
    assert share in page.content.decode()
