"""The command palette, by the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import InvestmentFactory, OrganisationFactory, PlaceFactory, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base():
    britain = PlaceFactory(name="United Kingdom", slug="gb")
    nvidia = OrganisationFactory(name="NVIDIA", slug="nvidia")
    report(InvestmentFactory(title="NVIDIA deal", figure="£2bn", investors=[nvidia],
                             places=[britain]))  # fmt: skip


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_a_question_is_asked_and_answered_by_keys(key, base, page, live_server, faults):
    page.goto(live_server.url)
    page.get_by_role("link", name="About", exact=True).focus()
    page.keyboard.press(key)
    box = page.get_by_role("combobox", name="Find anything")
    expect(box).to_be_focused()
    page.keyboard.type("nvidia uk >1bn")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("NVIDIA, United Kingdom, at least £1bn")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 investment", exact=True)).to_be_visible()
    assert faults == []


def test_escape_gives_the_focus_back(base, page, live_server):
    page.goto(live_server.url)
    link = page.get_by_role("link", name="About", exact=True)
    link.focus()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(link).to_be_focused()


def test_a_slash_that_is_typed_stays_a_slash(base, page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Company").fill("a")
    page.get_by_label("Company").press("/")
    expect(page.get_by_label("Company")).to_have_value("a/")
