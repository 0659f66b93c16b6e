"""Reviewing proposals in a real browser: by keys alone, without scripts, and accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from articles.desk.pages import page_of
from entities.models import Investment
from tests.factories import ArticleFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Norrvik Compute will invest £2bn in Scotland.\n\nThe campus is called Halden Works."


@pytest.fixture
def writer():
    return UserFactory(role="writer")


@pytest.fixture
def article(writer):
    OrganisationFactory(name="Norrvik Compute")
    return ArticleFactory(author=writer, body=TEXT, reported_on="2025-09-17")


def open_page(context, live_server, writer, article):
    client = Client()
    client.force_login(writer)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(live_server.url + page_of(article, "proposals"))
    return page


def test_an_article_is_filled_by_keys_alone(context, live_server, writer, article):
    page = open_page(context, live_server, writer, article)
    faults = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.keyboard.press("j")
    for _card in range(12):
        left = page.locator(".card").count()
        if not left:
            break
        page.keyboard.press("a")
        page.wait_for_function("left => document.querySelectorAll('.card').length < left", arg=left)
    deal = Investment.objects.get()
    assert (deal.low, deal.currency, deal.public_from) == (2_000_000_000, "GBP", None)
    assert article.claims.get().quote == "Norrvik Compute will invest £2bn in Scotland."
    assert faults == []


def test_a_name_is_rejected_and_the_next_card_has_the_focus(context, live_server, writer, article):
    page = open_page(context, live_server, writer, article)
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("r")
    page.wait_for_function("first => !document.getElementById(first)", arg=first)
    assert page.evaluate("document.activeElement.matches('.card')")


def test_selected_words_are_proposed_from(context, live_server, writer, article):
    page = open_page(context, live_server, writer, article)
    page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.getElementById('text'), 4);
            let node;
            while ((node = walker.nextNode())) {
                const at = node.data.indexOf('Halden Works');
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + 12);
            }
        }"""
    )
    page.wait_for_function("document.getElementById('missed').value === 'Halden Works'")
    page.click("#missed-form button")
    start = TEXT.index("Halden")
    page.wait_for_selector(f"#site-{start}-{start + 12}")


def test_it_works_without_scripts(browser, live_server, writer, article):
    context = browser.new_context(java_script_enabled=False)
    page = open_page(context, live_server, writer, article)
    page.click("[name=_known]")
    assert article.organisations.get().name == "Norrvik Compute"
    while page.locator(".card").count():
        page.locator(".card [name=_accept]").first.click()
    assert Investment.objects.get().high == 2_000_000_000
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_page_is_accessible_and_no_wider_than_the_window(
    browser, live_server, writer, article, width, scheme
):
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = open_page(context, live_server, writer, article)
    for address in (page.url, f"{live_server.url}/admin/articles/article/enter/"):
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
