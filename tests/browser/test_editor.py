"""An editor's day in a real browser: enter, claim, submit, approve, publish, two at once."""

import re

import pytest
from playwright.sync_api import expect

from entities.models import Investment
from tests.factories import InvestmentFactory, OrganisationFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password of a colleague"
QUOTE = "CoreWeave has announced a £1.5 billion expansion."


@pytest.fixture
def colleagues():
    for role in ("writer", "editor", "publisher"):
        user = UserFactory(username=role, role=role)
        user.set_password(PASSWORD)
        user.save()


@pytest.fixture
def sign_in(page, live_server, colleagues):
    def as_role(role):
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/admin/")
        page.get_by_label("Username").fill(role)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        return page

    return as_role


def choose(page, field, text):
    """Type into an autocomplete and take the first hit."""
    page.locator(f"#id_{field} + .select2").click()
    page.locator(".select2-container--open .select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def test_an_article_from_nothing_to_the_reader(sign_in, live_server, faults):
    PlaceFactory(name="Scotland", slug="gb")
    page = sign_in("writer")
    enter_organisation(page, live_server)
    enter_investment(page, live_server)
    enter_article(page, live_server)
    expect(page.locator(".messagelist")).to_contain_text("Submit for review")
    article = page.url
    for role, button in (("editor", "Approve"), ("publisher", "Publish")):
        page = sign_in(role)
        page.goto(article)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".messagelist")).to_contain_text(f"Done: {button}.")
    page.goto(f"{live_server.url}/organisations/coreweave/")
    expect(page.locator(".sum").first).to_have_text("£1.5bn")
    page.get_by_role("link", name="CoreWeave in Scotland").first.click()
    page.get_by_role("link", name=QUOTE).click()
    expect(page.locator("mark:target")).to_have_text(QUOTE)
    assert faults == []


def enter_organisation(page, live_server):
    page.goto(f"{live_server.url}/admin/entities/organisation/add/")
    page.get_by_label("Name:").press_sequentially("CoreWeave")
    expect(page.get_by_label("Address:")).to_have_value("coreweave")
    page.get_by_role("button", name="Save", exact=True).first.click()


def enter_investment(page, live_server):
    page.goto(f"{live_server.url}/admin/entities/investment/add/")
    page.get_by_label("Title:").fill("CoreWeave in Scotland")
    page.get_by_label("Kind:").select_option("capital_expenditure")
    page.get_by_label("Figure:").fill("£1.5 billion")
    page.get_by_label("Announced on:").fill("2025-09-16")
    choose(page, "places", "Scotland")
    page.get_by_role("button", name=re.compile("Add another Party")).click()
    choose(page, "parties-0-organisation", "CoreWeave")
    page.locator("#id_parties-0-role").select_option("investor")
    page.get_by_role("button", name="Save", exact=True).first.click()


def enter_article(page, live_server):
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_label("Title:").fill("CoreWeave goes to Lanarkshire")
    page.get_by_label("Summary:").fill("A new phase in Scotland.")
    page.get_by_label("Body:").fill(f"{QUOTE} It is in Scotland.")
    choose(page, "source", "CoreWeave")
    page.get_by_label("Source address:").fill("https://example.com/lanarkshire")
    page.get_by_label("Reported on:").fill("2025-09-16")
    page.get_by_role("button", name=re.compile("Add another Claim")).click()
    page.locator("#id_claims-0-quote").fill(QUOTE)
    choose(page, "claims-0-investment", "CoreWeave in Scotland")
    page.locator("#id_claims-0-statement").select_option("figure")
    page.locator("#id_claims-0-interval").fill("£1.5bn")
    page.get_by_role("button", name="Submit for review").click()


def test_one_who_starts_with_nothing_submits_an_article_with_its_deal(sign_in, live_server, faults):
    PlaceFactory(name="Scotland", slug="gb")
    OrganisationFactory(name="CoreWeave")
    page = sign_in("writer")
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_label("Title:").fill("CoreWeave goes to Lanarkshire")
    page.get_by_label("Body:").fill(f"{QUOTE} It is in Scotland.")
    choose(page, "source", "CoreWeave")
    page.get_by_label("Reported on:").fill("2025-09-16")
    page.locator("#id_claims-0-quote").fill(QUOTE)
    page.locator("#id_claims-0-interval").fill("£1.5bn")
    page.locator("#id_claims-0-investment + .select2").click()
    page.locator(".select2-search__field:focus").fill("CoreWeave in Scotland")
    with page.expect_popup() as opened:
        page.locator(".add-typed", has_text="CoreWeave in Scotland").click()
    enter_deal(opened.value)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist")).to_contain_text("Done: Submit for review.")
    deal = Investment.objects.get()
    assert (deal.title, deal.high, str(deal.announced_on)) == (
        "CoreWeave in Scotland", 1_500_000_000, "2025-09-16",
    )  # fmt: skip
    assert deal.claims.get().statement == "figure"
    assert faults == []


def enter_deal(window):
    """Fill in what the window for a new investment was not told by the claim it was opened from."""
    expect(window.get_by_label("Title:")).to_have_value("CoreWeave in Scotland")
    expect(window.get_by_label("Figure:")).to_have_value("£1.5bn")
    window.get_by_label("Kind:").select_option("capital_expenditure")
    choose(window, "places", "Scotland")
    choose(window, "parties-0-organisation", "CoreWeave")
    window.locator("#id_parties-0-role").select_option("investor")
    with window.expect_event("close"):
        window.get_by_role("button", name="Save", exact=True).first.click()


def test_two_editors_save_the_same_record_and_nothing_is_lost(sign_in, live_server, faults):
    deal = InvestmentFactory(title="Before", investors=[OrganisationFactory()])
    page = sign_in("publisher")
    change = f"{live_server.url}/admin/entities/investment/{deal.pk}/change/"
    page.goto(change)
    other = page.context.new_page()
    other.goto(change)
    other.get_by_label("Title:").fill("Saved first")
    other.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_label("Title:").fill("Typed meanwhile")
    page.get_by_role("button", name="Save", exact=True).first.click()
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("Saved first")
    expect(conflict).to_contain_text("Typed meanwhile")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert Investment.objects.get().title == "Typed meanwhile"
    assert [fault for fault in faults if "409" not in fault] == []
