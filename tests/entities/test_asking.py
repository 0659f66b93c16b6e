"""Questions typed in a few words: what is understood, and what is left as words."""

import pytest
from django.utils.translation import override

from entities.asking import understand
from entities.models import Alias
from tests.factories import InvestmentFactory, OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def base():
    britain = PlaceFactory(name="United Kingdom", name_fr="Royaume-Uni", slug="gb", public=True)
    PlaceFactory(name="Scotland", name_fr="Écosse", slug="scotland", parent=britain, public=True)
    nvidia = OrganisationFactory(name="NVIDIA", slug="nvidia", public=True)
    Alias.objects.create(organisation=nvidia, name="Nvidia Corporation")
    OrganisationFactory(name="Core Scientific", slug="core-scientific", public=True)
    OrganisationFactory(name="Secret Labs", slug="secret")


@pytest.mark.parametrize(
    ("language", "text", "parameters"),
    [
        ("en", "nvidia uk >1bn", {"organisation": "nvidia", "place": "gb", "currency": "GBP",
                                  "amount_min": 10**9}),
        ("en", "investments above £1bn in the UK", {"place": "gb", "currency": "GBP",
                                                    "amount_min": 10**9}),
        ("fr", "nvidia royaume-uni plus de 1 milliard", {"organisation": "nvidia", "place": "gb",
                                                         "currency": "GBP", "amount_min": 10**9}),
        ("fr", "écosse moins de 500 M€", {"place": "gb/scotland", "currency": "EUR",
                                          "amount_max": 500 * 10**6}),
        ("en", "Nvidia Corporation 2025 equity", {"organisation": "nvidia", "year": "2025",
                                                  "kind": "equity"}),
        ("en", "core scientific cancelled", {"organisation": "core-scientific",
                                             "status": "cancelled"}),
        ("en", "royaume uni from $1bn to nobody", {"place": "gb", "currency": "USD",
                                                   "amount_min": 10**9, "q": "nobody"}),
        ("en", ">1bn <3bn", {"currency": "GBP", "amount_min": 10**9, "amount_max": 3 * 10**9}),
    ],
)  # fmt: skip
def test_a_question_is_understood(language, text, parameters):
    with override(language):
        assert understand(text).parameters == parameters


@pytest.mark.parametrize("text", ["", "hello world", "of the in", "> nothing", "1bn", "<<<>>>",
                                  "secret labs", ">¥1", "é" * 200, "'; drop table --"])  # fmt: skip
def test_what_stands_for_nothing_is_not_guessed(text):
    assert not understand(text).is_understood


def test_a_name_of_two_records_stays_a_word():
    OrganisationFactory(name="Scotland", slug="scotland-ltd", public=True)
    assert understand("scotland").rest == ["scotland"]


def test_two_amounts_in_different_currencies_are_not_mixed():
    assert understand(">£1bn <$3bn").parameters == {"currency": "GBP", "amount_min": 10**9,
                                                    "q": "<$3bn"}  # fmt: skip


class TestFinding:
    def test_the_palette_answers_the_question_and_names_pages(self, client):
        page = client.get("/find/", {"q": "nvidia uk >1bn"}).content.decode()
        assert "/investments/?currency=GBP&amp;amount_min=1000000000" in page
        assert "NVIDIA, United Kingdom, at least £1bn" in page

    def test_so_does_the_search_page_for_whom_no_script_runs(self, client):
        page = client.get("/fr/search/", {"q": "nvidia royaume-uni >1bn"}).content.decode()
        assert "NVIDIA, Royaume-Uni, au moins 1" in page

    def test_a_hidden_organisation_answers_nothing(self, client):
        InvestmentFactory(title="Secret Labs deal")
        assert client.get("/find/", {"q": "secret labs"}).content.strip() == b""

    @pytest.mark.parametrize("query", ["q=" + "a" * 300, "q=" + "+a" * 11, "colour=1", "q=%00"])
    def test_what_can_not_be_asked_is_told(self, query, client):
        assert client.get(f"/find/?{query}").status_code == 400

    def test_many_words_ask_as_many_questions_as_few(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(30):
            client.get("/find/", {"q": "nvidia uk scotland core scientific equity 2025 one two"})
