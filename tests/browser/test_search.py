"""The search for investments as a tool: without another page, by keys, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import InvestmentFactory, OrganisationFactory, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base():
    nvidia = OrganisationFactory(name="NVIDIA", slug="nvidia")
    for title, figure, kind in [("First", "£3bn", "equity"), ("Second", "£2bn", "grant"),
                                ("Third", "£1bn", "grant")]:  # fmt: skip
        report(InvestmentFactory(title=title, figure=figure, kind=kind, investors=[nvidia]))


@pytest.fixture
def search(base, page, live_server):
    page.loads = []
    page.on("load", lambda: page.loads.append(page.url))
    page.goto(f"{live_server.url}/investments/")
    return page


def test_a_facet_changes_the_results_and_the_address_but_not_the_page(search, faults):
    search.locator(".facet").get_by_role("link", name="grant", exact=True).click()
    expect(search.locator(".found")).to_contain_text("2 investments")
    expect(search).to_have_url(re.compile(r"\?kind=grant$"))
    search.go_back()
    expect(search.locator(".found")).to_contain_text("3 investments")
    search.go_forward()
    expect(search.locator(".found")).to_contain_text("2 investments")
    assert len(search.loads) == 1
    assert faults == []


def test_a_wrong_amount_is_told_at_its_field(search):
    search.get_by_label("From", exact=True).first.fill("plenty")
    search.get_by_role("button", name="Show", exact=True).click()
    expect(search.locator(".wrong .error")).to_be_visible()
    expect(search.get_by_label("From", exact=True).first).to_have_value("plenty")


def test_columns_and_rows_are_chosen_in_the_address(search, live_server):
    search.goto(f"{live_server.url}/investments/?density=compact&without=who&without=where")
    heads = search.locator(".deals thead th")
    assert heads.all_text_contents() == ["Investment", "Figure", "Announced"]
    expect(search.locator(".deals")).to_have_class("deals compact")


def test_rows_are_reached_by_single_keys_within_the_table_alone(search):
    search.keyboard.press("j")
    expect(search.locator("body")).to_be_focused()
    search.get_by_role("link", name="First").focus()
    search.keyboard.press("j")
    expect(search.get_by_role("link", name="Second")).to_be_focused()
    search.keyboard.press("k")
    expect(search.get_by_role("link", name="First")).to_be_focused()


def test_two_handles_below_the_bars_set_the_range(search):
    least = search.locator(".brush").get_by_label("From")
    least.focus()
    search.keyboard.press("End")
    assert "bn" in least.get_attribute("aria-valuetext")
    search.get_by_role("button", name="Show this range").click()
    expect(search.locator(".found")).to_contain_text("1 investment")


def test_a_picture_is_saved_as_png(search):
    with search.expect_download() as download:
        search.get_by_role("button", name="PNG").first.click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_without_scripts_links_and_forms_do_the_same(base, browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/investments/")
    page.locator(".facet").get_by_role("link", name="grant", exact=True).click()
    expect(page.locator(".found")).to_contain_text("2 investments")
    page.get_by_text("Cite this search").click()
    expect(page.get_by_label("Citation")).to_have_value(re.compile("kind=grant"))
    context.close()
