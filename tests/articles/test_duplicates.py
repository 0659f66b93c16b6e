"""What is there already is shown before it is entered a second time, and nothing is lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles.desk import duplicates
from articles.likeness import ALIKE, bands, likeness
from articles.models import Article, NotDuplicate
from entities.models import Investment, Organisation
from tests.articles.test_admin import address
from tests.factories import (
    ArticleFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    approved,
    draft_about,
    report,
)
from tests.html_forms import filled_in

STORY = (
    "CoreWeave said on Tuesday that it would put another £1.5 billion into data centres in"
    " Scotland, bringing its total in Britain to £2.5 billion. The sites in Lanarkshire run on"
    " renewable energy, and the first machines are to be switched on before the end of 2026."
)
RETOLD = STORY.replace("said on Tuesday that it would", "announced it will").replace("£", "GBP ")
OTHER = (
    "Taiwan Semiconductor has postponed its second fab in Arizona by two years, as subsidies that"
    " it had counted upon are still being negotiated with the Department of Commerce, two people"
    " with knowledge of the talks told us; a spokesman would not comment on either."
)


@pytest.fixture
def writing(client, writer):
    client.force_login(writer)
    return client


def add(writing, model, **fields):
    """Fill in the form for a new record and save it; returns the answer."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    page = writing.get(url)
    return writing.post(url, filled_in(page, **fields))


def again(writing, answer, **fields):
    """Save the page that came back, with `fields` chosen."""
    return writing.post(answer.request["PATH_INFO"], filled_in(answer, **fields))


def asked(answer):
    return [question.other for question in answer.context["duplicates"]]


# Texts


@pytest.mark.parametrize(("other", "is_alike"), [(RETOLD, True), (OTHER, False), ("", False)])
def test_an_edited_text_is_like_its_original_and_another_is_not(other, is_alike):
    assert (likeness(STORY, other) >= ALIKE) == is_alike
    assert bool({*bands(STORY)} & {*bands(other)} - {None}) == is_alike


def test_a_stub_is_like_nothing():
    assert set(bands("Short.")) == {None}


# Organisations


@given(
    st.from_regex(r"[a-z]{5,30}", fullmatch=True),
    st.integers(0, 29),
    st.sampled_from("abcxyz"),
    st.sampled_from(["insert", "delete", "replace"]),
)
def test_a_name_with_one_letter_wrong_keeps_a_part_by_which_it_is_found(name, at, letter, edit):
    at = at % len(name)
    rest = name[at:] if edit == "insert" else name[at + 1 :]
    wrong = name[:at] + ("" if edit == "delete" else letter) + rest
    assert any(part in name for part in duplicates.parts_of(wrong)) or len(wrong) < 5


@pytest.mark.parametrize(
    "typed",
    ["Core Weave", "COREWEAVE, Inc.", "CoreWaeve Ltd", "Córeweave SAS", "Corewave", "Kern Weber"],
)
@pytest.mark.django_db
def test_an_organisation_that_is_there_in_another_spelling_is_shown(writing, typed):
    there = OrganisationFactory(name="CoreWeave")
    there.aliases.create(name="Kern-Weber GmbH")
    answer = add(writing, Organisation, name=typed, website="https://example.com/typed")
    assert (answer.status_code, asked(answer)) == (200, [there])
    assert "Nothing is saved yet" in answer.content.decode()
    assert filled_in(answer)["website"] == ["https://example.com/typed"]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("typed", ["Core", "Coreweave 2", "Microsoft"])
@pytest.mark.django_db
def test_an_organisation_of_another_name_is_saved_at_once(writing, typed):
    OrganisationFactory(name="CoreWeave")
    assert add(writing, Organisation, name=typed).status_code == 302


@pytest.mark.django_db
def test_different_is_remembered_and_not_asked_again(writing, writer):
    there = OrganisationFactory(name="Apollo")
    answer = add(writing, Organisation, name="Apollo Ltd", slug="apollo-ltd")
    assert again(writing, answer, **{f"duplicate_{there.pk}": "different"}).status_code == 302
    new = Organisation.objects.get(name="Apollo Ltd")
    decision = NotDuplicate.objects.get()
    assert (decision.first_id, decision.second_id, decision.by) == (there.pk, new.pk, writer)
    page = writing.get(address(new))
    assert not page.context["duplicates"]
    assert again(writing, page, name="Apollo plc").status_code == 302


@pytest.mark.django_db
def test_the_same_organisation_is_used_and_none_is_made(writing):
    there = OrganisationFactory(name="Apollo")
    answer = add(writing, Organisation, name="Apollo Ltd", slug="apollo-ltd")
    answer = again(writing, answer, **{f"duplicate_{there.pk}": "same"})
    assert (answer.status_code, answer.url) == (302, address(there))
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_a_popup_gives_its_field_the_one_that_is_there(writing):
    there = OrganisationFactory(name="Apollo")
    page = writing.get(reverse("admin:entities_organisation_add") + "?_popup=1&_to_field=id")
    answer = again(writing, page, name="Apollo Ltd", slug="apollo-ltd")
    answer = again(writing, answer, **{f"duplicate_{there.pk}": "same"})
    assert f"&quot;value&quot;: &quot;{there.pk}&quot;" in answer.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_an_edit_asks_only_where_the_name_changed(writing):
    first, second = OrganisationFactory(name="Apollo"), OrganisationFactory(name="Artemis")
    page = writing.get(address(second))
    answer = again(writing, page, name="Appollo")
    assert (answer.status_code, asked(answer)) == (200, [first])
    assert again(writing, answer, **{f"duplicate_{first.pk}": "same"}).status_code == 200
    assert again(writing, answer, **{f"duplicate_{first.pk}": "later"}).status_code == 302
    page = writing.get(address(second))
    assert asked(page) == [first]
    assert again(writing, page, website="https://example.com/").status_code == 302
    assert not NotDuplicate.objects.exists()


@pytest.mark.django_db
def test_a_choice_about_what_is_not_alike_does_nothing(writing):
    stranger = OrganisationFactory(name="Microsoft")
    forged = {f"duplicate_{stranger.pk}": "same", "duplicate_x": "same", "duplicate_": "\0"}
    assert add(writing, Organisation, name="Apollo", **forged).status_code == 302
    assert Organisation.objects.filter(name="Apollo").exists()


@pytest.mark.django_db
def test_what_was_chosen_stands_in_a_form_that_is_refused_for_another_reason(writing):
    there = OrganisationFactory(name="Apollo")
    answer = add(writing, Organisation, name="Apollo Ltd", slug="apollo-ltd")
    chosen = {f"duplicate_{there.pk}": "different", "website": "nonsense"}
    answer = again(writing, answer, **chosen)
    assert filled_in(answer)[f"duplicate_{there.pk}"] == ["different"]


# Investments


def deal_form(company, **fields):
    return {
        "title": "CoreWeave again", "kind": "capital_expenditure", "figure": "£1.6bn",
        "announced_on": "2025-10-01", "is_place_not_stated": "on", "parties__TOTAL_FORMS": 1,
        "parties__0__organisation": company.pk, "parties__0__role": "investor", **fields,
    }  # fmt: skip


@pytest.fixture
def company(db):
    return OrganisationFactory(name="CoreWeave")


@pytest.fixture
def there(company):
    return InvestmentFactory(title="CoreWeave in Scotland", figure="£1.5bn", investors=[company])


@pytest.mark.parametrize(
    ("fields", "is_near"),
    [
        ({}, True),
        ({"figure": "$2.1bn"}, True),
        ({"figure": "£1.2bn"}, True),
        ({"figure": "£1.1bn"}, False),
        ({"figure": "£1.9bn"}, False),
        ({"figure": "$1.5bn"}, False),
        ({"figure": "undisclosed"}, False),
        ({"announced_on": "2025-12-15"}, True),
        ({"announced_on": "2025-12-16"}, False),
    ],
)
def test_a_deal_of_one_party_near_in_amount_and_date_is_shown(
    fields, is_near, writing, company, there
):
    answer = add(writing, Investment, **deal_form(company, **fields))
    assert (answer.status_code == 200) == is_near
    assert not is_near or asked(answer) == [there]


def test_a_deal_of_others_is_not_shown(writing, there):
    stranger = OrganisationFactory(name="Microsoft")
    assert add(writing, Investment, **deal_form(stranger)).status_code == 302


def test_a_deal_elsewhere_is_not_shown(writing, company, there):
    britain, india = PlaceFactory(slug="gb"), PlaceFactory(slug="in")
    there.places.add(PlaceFactory(slug="loughton", parent=britain))
    elsewhere = deal_form(company, is_place_not_stated="", places=india.pk)
    assert add(writing, Investment, **elsewhere).status_code == 302
    within = deal_form(company, title="In Britain", slug="in-britain", places=britain.pk)
    assert asked(add(writing, Investment, **within)) == [there]


def test_deals_that_one_article_reports_side_by_side_are_two(company, there):
    second = InvestmentFactory(figure="£1.5bn", investors=[company])
    assert [each.other for each in duplicates.found([second])] == [there]
    draft_about(there, second)
    assert duplicates.found([second]) == []


def test_two_undisclosed_deals_are_near(writing, company):
    there = InvestmentFactory(figure="undisclosed", investors=[company])
    answer = add(writing, Investment, **deal_form(company, figure="undisclosed"))
    assert asked(answer) == [there]


@pytest.mark.parametrize(
    ("choice", "nature", "is_part", "has_part"),
    [
        ("different", "new_money", False, False),
        ("part_of", "new_money", True, False),
        ("restates", "running_total", True, False),
        ("running_total", "running_total", False, True),
    ],
)
def test_each_choice_about_a_deal_does_what_it_says(
    choice, nature, is_part, has_part, writing, company, there
):
    answer = add(writing, Investment, **deal_form(company))
    assert again(writing, answer, **{f"duplicate_{there.pk}": choice}).status_code == 302
    deal = Investment.objects.get(title="CoreWeave again")
    there.refresh_from_db()
    assert (deal.nature, deal.part_of == there, there.part_of == deal) == (
        nature,
        is_part,
        has_part,
    )
    assert not writing.get(address(deal)).context["duplicates"]


def test_the_same_deal_in_an_articles_popup_links_the_one_that_is_there(writing, company, there):
    page = writing.get(reverse("admin:entities_investment_add") + "?_popup=1&_to_field=id")
    answer = again(writing, page, **deal_form(company))
    answer = again(writing, answer, **{f"duplicate_{there.pk}": "same"})
    assert f"&quot;value&quot;: &quot;{there.pk}&quot;" in answer.content.decode()
    assert Investment.objects.count() == 1


def test_a_writer_does_not_make_a_public_deal_a_part(writing, company, there):
    report(there)
    answer = add(writing, Investment, **deal_form(company))
    (question,) = answer.context["duplicates"]
    assert "running_total" not in question.choices
    forged = {f"duplicate_{there.pk}": "running_total"}
    assert again(writing, answer, **forged).status_code == 200
    assert Investment.objects.count() == 1


def test_choices_that_exclude_each_other_are_asked_again(writing, company, there):
    second = InvestmentFactory(figure="£1.5bn", investors=[company])
    answer = add(writing, Investment, **deal_form(company))
    both = {f"duplicate_{each.pk}": "part_of" for each in (there, second)}
    answer = again(writing, answer, **both)
    assert "go together" in answer.content.decode()
    assert Investment.objects.count() == 2


def test_what_a_choice_changes_is_reviewed_again(writing, company, there):
    article = approved(draft_about(there))
    answer = add(writing, Investment, **deal_form(company))
    again(writing, answer, **{f"duplicate_{there.pk}": "running_total"})
    article.refresh_from_db()
    assert article.state == "in_review"


# Articles


@pytest.mark.django_db
def test_the_same_address_is_refused_with_a_link(writing, writer):
    there = ArticleFactory(title="There", author=writer, source_url="https://www.example.com/a/")
    answer = add(writing, Article, title="New", source_url="http://example.com/a?utm_source=x")
    errors = str(answer.context["adminform"].form.errors["source_url"])
    assert f'href="{address(there)}"' in errors
    assert "There" in errors


@pytest.mark.django_db
def test_the_same_address_tells_nothing_of_what_one_may_not_read(writing):
    there = ArticleFactory(title="Hidden", source_url="https://example.com/a")
    answer = add(writing, Article, title="New", source_url="https://example.com/a")
    page = answer.content.decode()
    assert "already entered" in page
    assert "Hidden" not in page
    assert address(there) not in page


@pytest.mark.parametrize(
    ("choice", "linked"), [("related", "related"), ("translation", "original"), ("different", "")]
)
@pytest.mark.django_db
def test_nearly_the_same_text_is_shown_and_linked_as_chosen(choice, linked, writing, writer):
    there = ArticleFactory(author=writer, body=STORY)
    ArticleFactory(author=writer, body=OTHER)
    answer = add(writing, Article, title="Retold", body=RETOLD)
    assert (answer.status_code, asked(answer)) == (200, [there])
    assert again(writing, answer, **{f"duplicate_{there.pk}": choice}).status_code == 302
    article = Article.objects.get(title="Retold")
    assert list(article.related.all()) == ([there] if linked == "related" else [])
    assert (article.translation_of == there) == (linked == "original")
    assert not writing.get(address(article)).context["duplicates"]


@pytest.mark.django_db
def test_an_article_that_one_may_not_read_is_not_shown(writing, editor):
    there = ArticleFactory(title="Hidden", body=STORY)
    assert add(writing, Article, title="Retold", body=RETOLD).status_code == 302
    article = Article.objects.get(title="Retold")
    assert duplicates.found([article], UserFactory(role="editor")) == []
    assert [each.other for each in duplicates.found([article], UserFactory(role="publisher"))] == [
        there
    ]


# The cost


@pytest.mark.django_db
def test_many_deals_cost_as_many_questions_as_one():
    company, day = OrganisationFactory(), date(2025, 1, 1)
    deals = [
        InvestmentFactory(investors=[company], announced_on=day + timedelta(days=100 * (each // 2)))
        for each in range(6)
    ]
    with CaptureQueriesContext(connection) as few:
        assert len(duplicates.found(deals[:1])) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(duplicates.found(deals)) == 6
    assert len(many) == len(few)


@pytest.mark.django_db
def test_many_organisations_cost_as_many_questions_as_one():
    names = ["Apollo", "Apollo Ltd", "Artemis", "Artemis Inc", "Zeus"]
    companies = [OrganisationFactory(name=name) for name in names]
    with CaptureQueriesContext(connection) as few:
        duplicates.found(companies[:1])
    with CaptureQueriesContext(connection) as many:
        assert len(duplicates.found(companies)) == 4
    assert len(many) == len(few)
