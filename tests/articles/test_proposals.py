"""The page of proposals: what an editor accepts is entered with its sentence, and nothing else."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils.html import escape

from articles.desk.proposals.cards import Reading
from articles.desk.proposals.marks import runs
from articles.models import Article, Claim, Verdict
from entities.models import Capacity, Investment, Organisation, Place
from tests.factories import (
    ArticleFactory,
    InvestmentFactory,
    OrganisationFactory,
    UserFactory,
    report,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db

# Written for this test, in the shape of what agencies write.
TEXT = """Norrvik Compute s’engage à investir jusqu’à 4 milliards de livres au Royaume-Uni, \
avec des partenaires clés comme Halden Cloud et Nvidia, pour un parc doté de 80 000 GPU.

Halden Cloud déploie 200 000 GPU dans le monde, dont 50 000 en Écosse. CoreWeave engage une \
nouvelle phase de 1,5 milliard de livres en Écosse, portant son total au Royaume-Uni à \
2,5 milliards de livres. L’an dernier, son chiffre d’affaires a atteint 3 milliards de dollars.
"""


@pytest.fixture
def writer():
    return UserFactory(role="writer")


@pytest.fixture
def article(writer):
    return ArticleFactory(
        author=writer, language="fr", body=TEXT, reported_on="2025-09-17", title="Un parc"
    )


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def page_of(article):
    return reverse("admin:articles_article_proposals", args=[article.pk])


class Forms(HTMLParser):
    """The source of each form of a page that is a card, by the card's key."""

    def __init__(self, response):
        super().__init__()
        self.found, self.lines = {}, None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        if tag == "li" and "card" in attributes.get("class", "").split():
            self.lines = self.found.setdefault(attributes["id"], [])
        if self.lines is not None:
            self.lines.append(self.get_starttag_text())

    def handle_data(self, data):
        if self.lines is not None:
            self.lines.append(data)

    def handle_endtag(self, tag):
        if self.lines is not None:
            self.lines.append(f"</{tag}>")
        if tag == "form":
            self.lines = None


class Source:
    def __init__(self, lines):
        self.content = "".join(lines).encode()


def cards_on(response):
    """Key of a card -> what a browser would send of it as it stands."""
    return {key: filled_in(Source(lines)) for key, lines in Forms(response).found.items()}


def card_of(desk, article, words, kind=""):
    """(key, fields) of the card with these words of the text."""
    reading = Reading(article)
    keys = [card.key for card in reading.open_cards if words in card.words]
    key = next(key for key in keys if key.startswith(kind))
    return key, cards_on(desk.get(page_of(article)))[key]


def send(desk, article, words, button="_accept", kind="", **typed):
    key, fields = card_of(desk, article, words, kind)
    changes = {f"{key}-{name}": value for name, value in typed.items()}
    return desk.post(page_of(article), {**fields, **changes, button: "1"})


def accept_everything(desk, article):
    """Accept each card as it stands, in the order of the page, until none is left."""
    while cards := cards_on(desk.get(page_of(article))):
        response = desk.post(page_of(article), {**next(iter(cards.values())), "_accept": "1"})
        assert response.status_code == 302, response.content.decode()


def test_from_an_empty_base_accepting_alone_enters_the_announcement_and_counts_no_money_twice(
    desk, article
):
    send(desk, article, "3 milliards de dollars", "_reject")
    accept_everything(desk, article)
    figures = {(d.low, d.high): d for d in Investment.objects.exclude(currency="")}
    upto, phase = figures[None, 4 * 10**9], figures[15 * 10**8, 15 * 10**8]
    total = figures[25 * 10**8, 25 * 10**8]
    assert len(figures) == 3
    assert total.is_running_total
    assert phase.part_of == total
    assert phase.nature == "new_money"
    assert [str(place) for place in phase.places.all()] == ["Scotland"]
    assert phase.places.get().parent.iso_code == "GB"
    roles = dict(upto.parties.values_list("organisation__name", "role"))
    assert roles == {"Norrvik Compute": "investor", "Halden Cloud": "partner", "Nvidia": "partner"}
    world = Capacity.objects.get(low=200_000)
    assert Capacity.objects.get(low=50_000).part_of == world
    assert upto.capacities.get().low == 80_000
    assert {claim.statement for claim in article.claims.all()} == {"figure", "quantity"}
    assert all(claim.quote in TEXT for claim in article.claims.all())


def test_a_deadline_is_not_taken_for_the_day_of_the_article(desk, article):
    Article.objects.update(body="It will open by the end of 2031.", language="en")
    response = send(desk, Article.objects.get(), "the end of 2031")
    assert response.status_code == 422
    assert str(Article.objects.get().reported_on) == "2025-09-17"


def test_a_quantity_does_not_say_its_unit_twice(desk, article):
    send(desk, article, "80 000 GPU", kind="capacity")
    assert Capacity.objects.get(low=80_000).product == ""


def test_nothing_that_is_accepted_becomes_public(desk, article):
    accept_everything(desk, article)
    for model in (Article, Investment, Organisation, Place):
        assert not model.objects.public().exists()


def test_a_sum_that_the_base_has_is_offered_as_another_report_of_it(desk, article):
    company = OrganisationFactory(name="CoreWeave")
    deal = InvestmentFactory(figure="£1.5bn", investors=[company], title="In Scotland")
    report(deal)
    key, fields = card_of(desk, article, "1,5 milliard")
    assert fields[f"{key}-counts"] == ["same"]
    assert fields[f"{key}-record"] == [f"investment-{deal.pk}"]
    desk.post(page_of(article), {**fields, "_accept": "1"})
    assert Investment.objects.get() == deal
    claim = article.claims.get()
    assert (claim.investment, claim.low, claim.currency) == (deal, 1_500_000_000, "GBP")


def test_a_quantity_is_only_claimed_of_what_readers_see_already(desk, article):
    deal = InvestmentFactory(figure="undisclosed")
    report(deal)
    article.claims.create(investment=deal, quote="Halden Cloud")
    send(desk, article, "200 000", record=f"investment-{deal.pk}")
    assert not deal.capacities.exists()
    assert article.claims.get(statement="quantity").low == 200_000


def test_what_was_rejected_is_not_proposed_again_but_can_be_taken_back(desk, article):
    send(desk, article, "Halden Cloud", "_reject", "organisation")
    article.body = "Une phrase de plus. " + article.body
    article.save()
    assert not [card for card in Reading(article).open_cards if card.words == "Halden Cloud"]
    verdict = Verdict.objects.get()
    desk.post(page_of(article), {"version_read": article.version, "_again": verdict.pk})
    assert [card for card in Reading(article).open_cards if card.words == "Halden Cloud"]


def test_the_same_words_in_another_sentence_are_another_sum(desk, article):
    send(desk, article, "1,5 milliard", "_reject")
    article.body += "\nElle ajoute 1,5 milliard de livres au pays de Galles.\n"
    article.save()
    assert [card for card in Reading(article).open_cards if "1,5 milliard" in card.words]


def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(desk, article):
    response = send(desk, article, "1,5 milliard", figure="beaucoup", title="Mon titre")
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert "Mon titre" in response.content.decode()
    assert not Investment.objects.exists()
    assert not Verdict.objects.exists()


def test_an_address_that_is_taken_is_told_and_not_solved_by_a_suffix(desk, article):
    InvestmentFactory(title="Une phase", slug="une-phase")
    response = send(desk, article, "1,5 milliard", counts="new", title="Une phase")
    assert response.status_code == 422
    assert Investment.objects.count() == 1


def test_whoever_was_overtaken_by_a_colleague_is_told_and_keeps_the_form(desk, article):
    key, fields = card_of(desk, article, "1,5 milliard")
    Article.objects.filter(pk=article.pk).update(version=article.version + 1)
    typed = {**fields, f"{key}-title": "Mon titre", "_accept": "1"}
    response = desk.post(page_of(article), typed)
    assert response.status_code == 409
    assert "Mon titre" in response.content.decode()
    assert not Investment.objects.exists()


@pytest.mark.parametrize(
    "card",
    ["", "investment", "investment-1-99999999999", "place-5-2", "x-1-2", "site--1-4", "²-¹-³"],
)
def test_a_card_that_there_is_not_is_told_and_enters_nothing(desk, article, card):
    sent = {"version_read": article.version, "card": card, "_accept": "1"}
    assert desk.post(page_of(article), sent).status_code == 409
    assert not Verdict.objects.exists()


def test_words_that_were_missed_are_proposed_from_exactly_those(desk, article):
    response = desk.get(page_of(article), {"missed": "un parc"})
    keys = [key for key in cards_on(response) if key.startswith("site-")]
    assert len(keys) == 1
    start = TEXT.index("un parc")
    assert keys == [f"site-{start}-{start + 7}"]
    by_place = desk.get(page_of(article), {"start": start, "end": start + 7})
    assert keys[0] in cards_on(by_place)
    assert "errornote" in desk.get(page_of(article), {"missed": "nulle part"}).content.decode()


def test_a_site_is_entered_from_words_selected_by_hand(desk, article):
    send(desk, article, "Royaume-Uni", kind="place")
    key, fields = next(
        (key, fields)
        for key, fields in cards_on(desk.get(page_of(article), {"missed": "un parc"})).items()
        if key.startswith("site-")
    )
    fields |= {f"{key}-name": "Le parc", f"{key}-kind": "data_centre", "_accept": "1"}
    assert desk.post(page_of(article), fields).status_code == 302
    site = article.sites.get()
    assert (site.name, site.place.iso_code) == ("Le parc", "GB")


def test_a_claim_whose_sentence_was_changed_is_flagged_and_quotes_anew_at_a_click(desk, article):
    send(desk, article, "1,5 milliard")
    claim = Claim.objects.get()
    Article.objects.filter(pk=article.pk).update(
        body=TEXT.replace("une nouvelle phase de", "une autre phase de")
    )
    article.refresh_from_db()
    assert escape(claim.quote) in desk.get(page_of(article)).content.decode()
    desk.post(page_of(article), {"version_read": article.version, "_requote": claim.pk})
    claim.refresh_from_db()
    assert "une autre phase de" in claim.quote
    assert Reading(Article.objects.get()).broken == []


def test_all_known_names_are_linked_at_once(desk, article):
    names = [OrganisationFactory(name=name) for name in ("CoreWeave", "Halden Cloud")]
    OrganisationFactory(name="Somebody else")
    desk.post(page_of(article), {"version_read": article.version, "_known": "1"})
    assert set(article.organisations.all()) == set(names)


def test_the_number_of_questions_does_not_grow_with_what_is_proposed(
    desk, article, django_assert_max_num_queries
):
    names = [f"Fjordline{chr(65 + number)} Systems" for number in range(20)]
    with django_assert_max_num_queries(40):
        desk.get(page_of(article))
    for name in names[:10]:
        OrganisationFactory(name=name)
    article.body += "\n".join(f"{name} investit 2 milliards d’euros au Canada." for name in names)
    article.save()
    with django_assert_max_num_queries(40):
        desk.get(page_of(article))


def test_only_who_may_edit_a_draft_fills_it_and_a_published_one_is_not_filled(client, article):
    client.force_login(UserFactory(role="writer"))
    assert client.get(page_of(article)).status_code == 404
    public = report(InvestmentFactory())
    client.force_login(UserFactory(role="publisher"))
    assert client.get(page_of(public)).status_code == 302
    answer = client.post(page_of(public), {"version_read": public.version, "_known": "1"})
    assert answer.status_code == 302
    client.force_login(UserFactory(role="writer"))
    assert client.get(page_of(public)).status_code == 403


def test_every_proposal_is_marked_and_the_text_is_whole(article):
    reading = Reading(article)
    found = runs(reading.text, reading.cards)
    assert "".join(run.text for run in found) == TEXT
    marked = {run.card.key for run in found if run.card}
    assert marked == {card.key for card in reading.cards}


def test_the_date_stands_in_its_box_in_french_too(desk, article):
    page = desk.get(f"/fr{page_of(article)}")
    dates = [v for fields in cards_on(page).values() for n, v in fields.items() if "-ann" in n]
    assert dates
    assert all(value == ["2025-09-17"] for value in dates)
