"""Lists kept under a name: one's own, and those that colleagues share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import SavedView
from tests.factories import InvestmentFactory
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db

DEALS = "/admin/entities/investment/"


@pytest.fixture
def sign_in(client):
    def as_user(user):
        client.force_login(user)
        return client

    return as_user


def save(browser, query="", *, listing=DEALS, name="Paused", **fields):
    """Open the list as filtered by `query` and save it under a name, as a browser does."""
    page = browser.get(f"{listing}?{query}")
    typed = filled_in(page, name=name, **fields)
    kept = {key: typed[key] for key in ("csrfmiddlewaretoken", "query", "name") if key in typed}
    shared = {"is_shared": "on"} if fields.get("is_shared") else {}
    return browser.post(f"{listing}views/save/", {**kept, **shared}, follow=True)


def listed(browser, listing=DEALS):
    return [view.name for view, _page in browser.get(listing).context["saved_views"]]


def test_a_filtered_list_is_saved_and_one_click_away(sign_in, writer):
    browser = sign_in(writer)
    InvestmentFactory(title="Stopped", status="paused")
    InvestmentFactory(title="Goes on")
    save(browser, "status__exact=paused&o=-6&p=1")
    view = SavedView.objects.get()
    assert (view.user, view.query) == (writer, "status__exact=paused&o=-6")
    page = browser.get(DEALS).content.decode()
    assert 'href="?status__exact=paused&amp;o=-6"' in page
    answer = browser.get(f"{DEALS}?{view.query}").content.decode()
    assert "Stopped" in answer
    assert "Goes on" not in answer


def test_a_view_belongs_to_its_list_and_its_user_unless_it_is_shared(sign_in, writer, editor):
    save(sign_in(writer), "status__exact=paused", name="Mine")
    save(sign_in(writer), "status__exact=paused", name="Ours", is_shared="on")
    assert listed(sign_in(writer)) == ["Mine", "Ours"]
    assert listed(sign_in(writer), "/admin/entities/site/") == []
    assert listed(sign_in(editor)) == ["Ours"]


def test_the_same_name_replaces_the_view(sign_in, writer):
    save(sign_in(writer), "status__exact=paused")
    save(sign_in(writer), "status__exact=cancelled")
    assert SavedView.objects.get().query == "status__exact=cancelled"


@pytest.mark.parametrize(
    "query",
    ["nonsense=1", "status__exact__x=1", "parties__organisation__created_by=1", "o=" + "9" * 1200,
     "title__regex=.*", "announced_on__year=x"],
)  # fmt: skip
def test_a_forged_query_is_not_saved(query, sign_in, writer):
    answer = sign_in(writer).post(f"{DEALS}views/save/", {"query": query, "name": "x"})
    assert answer.status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\0b"])
def test_a_view_needs_a_name(name, sign_in, writer):
    answer = sign_in(writer).post(f"{DEALS}views/save/", {"query": "", "name": name})
    assert answer.status_code == 302
    assert not SavedView.objects.exists()


def test_only_its_owner_deletes_a_view(sign_in, writer, editor):
    save(sign_in(writer), name="Ours", is_shared="on")
    delete = f"{DEALS}views/{SavedView.objects.get().pk}/delete/"
    assert sign_in(editor).post(delete).status_code == 404
    assert sign_in(writer).get(delete).status_code == 405
    assert delete in sign_in(writer).get(DEALS).content.decode()
    assert delete not in sign_in(editor).get(DEALS).content.decode()
    sign_in(writer).post(delete)
    assert not SavedView.objects.exists()


def test_strangers_save_nothing(sign_in, stranger, client):
    assert sign_in(stranger).post(f"{DEALS}views/save/", {"name": "x"}).status_code == 403
    client.logout()
    assert client.post(f"{DEALS}views/save/", {"name": "x"}).status_code == 403
    assert not SavedView.objects.exists()


def test_many_views_cost_no_more_questions_than_one(sign_in, writer, editor):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            sign_in(writer).get(DEALS)
        return len(asked)

    views = {"listing": "entities.investment", "is_shared": True}
    SavedView.objects.create(user=editor, name="First", **views)
    questions()
    few = questions()
    for number in range(5):
        SavedView.objects.create(user=editor, name=f"View {number}", **views)
    assert questions() == few
