"""Entering an article takes no step that the form can take itself."""

import pytest
from django.urls import reverse

from articles.models import Article, Claim
from entities.models import Capacity, Investment
from tests.factories import InvestmentFactory, PlaceFactory
from tests.html_forms import filled_in

BODY = "CoreWeave adds £1.5 billion. It buys up to 60,000 GPUs."
SENTENCE = "CoreWeave adds £1.5 billion."
ADD_ARTICLE = reverse("admin:articles_article_add")
ADD_INVESTMENT = reverse("admin:entities_investment_add")


@pytest.fixture
def writing(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def claim(writing):
    """Saves an article with one claim in the row that is ready, and returns the answer."""

    def save(**fields):
        deal = InvestmentFactory()
        row = {"quote": SENTENCE, "investment": deal.pk} | fields
        typed = {f"claims__0__{name}": value for name, value in row.items()}
        page = writing.get(ADD_ARTICLE)
        return writing.post(ADD_ARTICLE, filled_in(page, title="Entry", body=BODY, **typed))

    return save


def errors(answer):
    claims = answer.context["inline_admin_formsets"][0].formset
    return claims.forms[0].errors


@pytest.mark.parametrize(
    ("typed", "statement"),
    [
        ({"interval": "£1.5bn"}, "figure"),
        ({"interval": "1.5bn", "currency": "GBP"}, "figure"),
        ({"interval": "up to 60,000 GPUs"}, "quantity"),
        ({"interval": "up to 60,000", "unit": "gpu"}, "quantity"),
        ({"status": "paused"}, "status"),
        ({}, "mention"),
    ],
)
def test_what_a_claim_states_follows_from_what_is_filled_in(typed, statement, claim):
    assert claim(**typed).status_code == 302
    assert Claim.objects.get().statement == statement


def test_a_number_without_currency_or_unit_is_asked_about(claim):
    assert "interval" in errors(claim(interval="60,000"))


def test_what_was_chosen_is_not_read_otherwise(claim):
    assert "interval" in errors(claim(statement="figure", interval="60,000 GPUs"))
    assert "interval" in errors(claim(statement="date", interval="£1.5bn"))


def test_two_units_of_one_quantity_are_refused(claim):
    assert "unit" in errors(claim(interval="60,000 GPUs", unit="mw"))


def test_rows_left_empty_are_no_rows(writing):
    writing.post(ADD_ARTICLE, filled_in(writing.get(ADD_ARTICLE), title="Entry", body=BODY))
    assert Article.objects.get().claims.count() == 0


def test_a_new_article_is_in_the_language_of_the_page(writing):
    page = writing.get(f"/fr{ADD_ARTICLE}")
    assert filled_in(page)["language"] == ["fr"]


def test_a_form_without_scripts_has_rows_to_fill_in(writing):
    """Without a script there is no 'Add another'."""
    article, investment = (filled_in(writing.get(url)) for url in (ADD_ARTICLE, ADD_INVESTMENT))
    assert "claims-0-quote" in article
    assert {"parties-0-role", "capacities-0-interval"} <= set(investment)


def test_a_record_opens_with_what_was_typed_beside_its_field(writing):
    asked = {"title": "CoreWeave in Scotland", "announced_on": "2025-09-16", "figure": "£1.5bn"}
    page = writing.get(ADD_INVESTMENT, {**asked, "name": "no field of it", "_popup": "1"})
    assert asked == {name: filled_in(page)[name][0] for name in asked}


def capacity(writing, **row):
    typed = {f"capacities__0__{name}": value for name, value in row.items()}
    deal = {
        "title": "Deal",
        "kind": "pledge",
        "figure": "undisclosed",
        "announced_on": "2025-09-16",
    }
    deal |= {"places": PlaceFactory().pk}
    page = writing.get(ADD_INVESTMENT)
    return writing.post(ADD_INVESTMENT, filled_in(page, **deal, **typed))


def test_a_capacity_takes_the_unit_typed_with_it(writing):
    capacity(writing, interval="up to 90 MW")
    kept = Capacity.objects.get()
    assert (kept.high, kept.unit) == (90, "mw")


def test_a_capacity_without_a_unit_is_asked_for_one(writing):
    answer = capacity(writing, interval="up to 90")
    assert "type it: 60,000 GPUs" in answer.content.decode()
    assert not Investment.objects.exists()


def test_another_unit_typed_over_the_old_one_is_meant(writing):
    capacity(writing, interval="up to 90 MW")
    change = reverse("admin:entities_investment_change", args=[Investment.objects.get().pk])
    page = writing.get(change)
    writing.post(change, filled_in(page, capacities__0__interval="250 jobs"))
    assert Capacity.objects.get().unit == "job"
