"""Maps in a real browser: outlines drawn under our policy, marks as links, a list that follows."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
LIT = re.compile("is-lit")
SIZES = """() => [...document.querySelectorAll('.sheet use')].map(use => use.getBBox().width)"""


@pytest.fixture
def base():
    britain = PlaceFactory(name="United Kingdom", name_fr="Royaume-Uni", slug="gb", public=True)
    for name, longitude, latitude, status in [
        ("Crawley", -0.18, 51.13, "operational"),
        ("Croydon", -0.1, 51.37, "announced"),
        ("Edinburgh", -3.19, 55.95, "under_construction"),
    ]:
        SiteFactory(name=name, slug=name.lower(), place=britain, longitude=longitude,
                    latitude=latitude, status=status, public=True)  # fmt: skip
    InvestmentFactory(
        figure="from £1bn to £2bn", places=[britain], public=True,
        investors=[OrganisationFactory(public=True)],
    )  # fmt: skip


def marks(page):
    return page.locator(".marks > a")


@pytest.mark.parametrize("path", ["/sites/", "/sites/crawley/", "/places/", "/fr/places/gb/"])
def test_the_outlines_are_drawn_and_the_policy_blocks_nothing(
    path, base, page, live_server, faults
):
    page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    sizes = page.evaluate(SIZES)
    assert len(sizes) >= 2
    assert all(size > 0 for size in sizes)
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/sites/", "/sites/crawley/", "/places/", "/places/gb/"])
def test_a_page_with_a_map_breaks_no_rule_of_accessibility(
    path, width, scheme, base, page, live_server
):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_keyboard_reaches_a_mark_and_follows_it(base, page, live_server):
    page.goto(f"{live_server.url}/sites/", wait_until="networkidle")
    page.locator(".mapview > svg").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".cluster")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator('.marks > a[href="/sites/edinburgh/"]')).to_be_focused()
    row = page.locator(".mapped li", has_text="Edinburgh")
    expect(row).to_have_class(LIT)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/sites/edinburgh/")


def test_the_list_and_the_map_light_each_other(base, page, live_server):
    page.goto(f"{live_server.url}/sites/", wait_until="networkidle")
    row = page.locator(".mapped li", has_text="Edinburgh")
    mark = page.locator('.marks > a[href="/sites/edinburgh/"]')
    row.hover()
    expect(mark).to_have_class(LIT)
    mark.hover()
    expect(row).to_have_class(LIT)
    page.locator("h1").hover()
    expect(row).not_to_have_class(LIT)


def test_sites_near_each_other_part_as_one_comes_closer(base, page, live_server):
    page.goto(f"{live_server.url}/sites/", wait_until="networkidle")
    expect(marks(page)).to_have_count(2)
    page.locator(".cluster").click()
    expect(page.locator(".cluster")).to_have_count(0)
    expect(marks(page)).to_have_count(3)
    page.get_by_role("button", name="The whole map again").click()
    expect(page.locator(".cluster")).to_have_count(1)
    expect(page.get_by_role("button", name="Zoom out")).to_be_disabled()


def test_a_closer_look_goes_to_the_site_that_is_chosen_in_the_list(base, page, live_server):
    page.goto(f"{live_server.url}/sites/", wait_until="networkidle")
    page.locator(".cluster").click()
    mark = page.locator('.marks > a[href="/sites/edinburgh/"]')
    expect(mark).not_to_be_in_viewport()
    page.locator(".mapped").get_by_role("link", name="Edinburgh").focus()
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_class(LIT)


def test_the_map_is_moved_by_buttons_keys_wheel_and_hand(base, page, live_server):
    page.goto(f"{live_server.url}/sites/", wait_until="networkidle")
    svg = page.locator(".mapview > svg")

    def view():
        return [float(number) for number in svg.get_attribute("viewBox").split()]

    whole = view()
    page.get_by_role("button", name="Zoom in").click()
    closer = view()
    assert closer[2] == pytest.approx(whole[2] / 2)
    svg.focus()
    page.keyboard.press("ArrowRight")
    assert view()[0] > closer[0]
    page.keyboard.press("+")
    assert view()[2] == pytest.approx(whole[2] / 4)
    before = view()
    svg.hover(position={"x": 20, "y": 200})
    page.mouse.down()
    page.mouse.move(*[each + 60 for each in (100, 300)], steps=4)
    page.mouse.up()
    assert view()[:2] != before[:2]
    page.keyboard.press("0")
    assert view() == whole
    page.mouse.wheel(0, 100)
    assert view() == whole, "without Ctrl the wheel moves the page"
    svg.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.wait_for_function("document.querySelector('.mapview.is-zoomed')")


def test_without_a_script_a_map_is_links_and_a_list(base, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/sites/", wait_until="networkidle")
    expect(page.locator(".maptools")).to_be_hidden()
    page.locator(".cluster").click()
    assert re.search(r"#map-\d+$", page.url)
    page.locator('.marks > a[href="/sites/edinburgh/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edinburgh")
    page.context.close()


def test_a_circle_leads_to_its_country(base, page, live_server):
    page.goto(f"{live_server.url}/places/", wait_until="networkidle")
    page.locator(".amount").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("United Kingdom")
