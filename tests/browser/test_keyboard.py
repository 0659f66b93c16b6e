"""Readers who use the keyboard alone: they see where they are, get everywhere and out again."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    "/",
    "/compare/?organisation=coreweave&place=gb",
    "/dossiers/uk/",
    "/investments/",
    "/sites/",
]
MOST_STOPS = 250

# What is wrong with the place of the focus: nothing to see there, or out of sight.
PROBE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect(), wrong = [];
  const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.closest('svg');
  if (!marked) wrong.push('no mark');
  if (!box.width || !box.height) wrong.push('no size');
  if (box.bottom < 1 || box.top > innerHeight - 1) wrong.push('out of sight');
  const name = at.getAttribute('aria-label') || at.innerText || at.name || at.id || '';
  return [at.tagName, name.trim().slice(0, 40), at.className.baseVal ?? at.className, ...wrong];
}"""


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_walks_through_a_page_and_shows_where_it_is(base, page, live_server, path):
    page.goto(live_server.url + path)
    stops = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(PROBE)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) < MOST_STOPS, f"no way out: {stops[-3:]}"
    assert [stop for stop in stops if len(stop) > 3] == []
    # The first stop leads past the navigation.
    assert stops[0][1] == "Skip to the content"


def test_a_reader_asks_and_reads_without_a_mouse(base, page, live_server):
    page.goto(live_server.url)
    while page.evaluate("document.activeElement.name") != "organisation":
        page.keyboard.press("Tab")
    page.keyboard.type("coreweave")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("organisation=coreweave"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    while page.evaluate("document.activeElement.innerText") != "CoreWeave in Scotland":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bigfigure")).to_have_text("£1.5bn")
