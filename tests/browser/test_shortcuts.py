"""The keyboard shortcuts of the admin, pressed."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.test_editor import colleagues, sign_in  # noqa: F401
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page_of_writer(sign_in, faults):  # noqa: F811
    yield sign_in("writer")
    assert faults == []


def type_keys(page, keys):
    """Type once the page's script has run, which shows the button that lists the keys."""
    expect(page.get_by_role("button", name="Shortcuts")).to_be_visible()
    page.keyboard.type(keys)


def test_keys_lead_to_the_desk_the_articles_and_the_search(page_of_writer):
    page = page_of_writer
    type_keys(page, "ga")
    expect(page).to_have_url(re.compile("/admin/articles/article/$"))
    type_keys(page, "/")
    expect(page.locator("#searchbar")).to_be_focused()
    type_keys(page, "gd n?")
    expect(page.locator("#searchbar")).to_have_value("gd n?")
    page.locator("#searchbar").blur()
    type_keys(page, "gd")
    expect(page).to_have_url(re.compile("/admin/$"))
    type_keys(page, "n")
    expect(page).to_have_url(re.compile("/admin/articles/article/add/$"))


def test_the_list_of_keys_opens_and_switches_them_off_for_good(page_of_writer):
    page = page_of_writer
    type_keys(page, "?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.get_by_label("Shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    type_keys(page, "ga")
    page.reload()
    type_keys(page, "ga?")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(page).to_have_url(re.compile("/admin/$"))
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Shortcuts are on").check()
    page.get_by_role("button", name="Close").click()
    type_keys(page, "ga")
    expect(page).to_have_url(re.compile("/admin/articles/article/$"))


def test_an_article_is_saved_and_submitted_by_keys(page_of_writer, live_server):
    page = page_of_writer
    article = ArticleFactory(author__username="somebody")
    Article.objects.update(author=type(article.author).objects.get(username="writer"))
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.locator("#id_summary").fill("Other words.")
    page.locator("#id_summary").blur()
    type_keys(page, "s")
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    type_keys(page, "")
    page.keyboard.press("Alt+Shift+S")
    expect(page.locator(".messagelist")).to_contain_text("Submit for review")
    article.refresh_from_db()
    assert (article.state, article.summary) == ("in_review", "Other words.")
