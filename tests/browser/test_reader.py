"""A reader in a real browser: asks, follows a figure to its sentence, changes language."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    "/",
    "/about/",
    "/articles/",
    "/articles/lanarkshire/",
    "/charts/money/",
    "/compare/",
    "/compare/?organisation=coreweave&place=gb",
    "/design/",
    "/dossiers/",
    "/dossiers/uk/",
    "/investments/",
    "/investments/?amount_min=x",
    "/investments/scotland/",
    "/nowhere/",
    "/organisations/",
    "/organisations/coreweave/",
    "/places/",
    "/places/gb/",
    "/search/?q=coreweave",
    "/sites/",
    "/sites/campus/",
]


def test_a_reader_finds_a_deal_and_the_sentence_behind_its_figure(base, page, live_server, faults):
    page.goto(live_server.url)
    page.get_by_label("Company").fill("coreweave")
    page.get_by_label("Place", exact=True).fill("United Kingdom")
    page.get_by_label("At least (GBP)").fill("1bn")
    page.get_by_role("button", name="Find investments").click()
    expect(page.get_by_text("1 investment", exact=True)).to_be_visible()
    page.get_by_role("link", name="CoreWeave in Scotland").click()
    expect(page.locator(".bigfigure")).to_have_text("£1.5bn")
    page.get_by_role("link", name="CoreWeave invests £1.5 billion in Scotland.").click()
    expect(page.locator("mark:target")).to_have_text("CoreWeave invests £1.5 billion in Scotland.")
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert faults == []


def test_the_address_is_the_state(base, page, live_server):
    page.goto(f"{live_server.url}/investments/?organisation=coreweave&currency=EUR")
    expect(page.get_by_label("Organisation")).to_have_value("coreweave")
    page.locator(".facet").get_by_role("link", name="2025", exact=True).click()
    expect(page).to_have_url(
        f"{live_server.url}/investments/?organisation=coreweave&currency=EUR&year=2025"
    )
    page.go_back()
    expect(page).to_have_url(f"{live_server.url}/investments/?organisation=coreweave&currency=EUR")


def test_wrong_input_is_told_at_its_field_and_kept(base, page, live_server):
    page.goto(f"{live_server.url}/investments/?amount_min=plenty")
    expect(page.get_by_label("From")).to_have_value("plenty")
    expect(page.locator(".wrong .error")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_fits(scheme, width, base, page, live_server, faults):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    # French words are longer, and need room where there is least of it.
    prefix = "/fr" if (width, scheme) == (320, "dark") else ""
    for url in PAGES:
        page.goto(live_server.url + prefix + url)
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], url
        wide = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
        assert wide <= 0, url
    assert [fault for fault in faults if "status of 40" not in fault] == []
