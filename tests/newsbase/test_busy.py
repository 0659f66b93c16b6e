"""What people get when the database would take too long to answer."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from newsbase.urls import urlpatterns as pages

ENDLESS = {
    "sqlite": """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                 SELECT MAX(i) FROM n""",
    "postgresql": "SELECT pg_sleep(60)",
}


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return HttpResponse("answered")


urlpatterns = [
    path("endless/", lambda request: ask(ENDLESS[connection.vendor])),
    path("fr/endless/", lambda request: ask(ENDLESS[connection.vendor])),
    path("short/", lambda request: ask("SELECT 1")),
    *pages,
]


@pytest.fixture(autouse=True)
def _impatient(settings, db):
    """A question has a tenth of a second."""
    settings.ROOT_URLCONF = __name__
    settings.STATEMENT_SECONDS = 0.1
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 100")


@pytest.mark.parametrize(
    ("url", "advice"), [("/endless/", "narrow it"), ("/fr/endless/", "précisez-la")]
)
def test_a_question_that_takes_too_long_is_stopped_and_says_how_to_narrow_it(url, advice, client):
    page = client.get(url)
    assert page.status_code == 503
    assert advice in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


def test_a_save_that_takes_too_long_is_not_told_to_search_for_less(client):
    page = client.post("/endless/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert b"what you sent is sent again" in page.content


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL ends the transaction too")
def test_a_stopped_question_leaves_the_connection_usable(client):
    client.get("/endless/")
    assert client.get("/short/").content == b"answered"


def test_while_the_site_is_worked_on_every_page_says_so_and_health_goes_on(client, db, settings):
    settings.MAINTENANCE = "We move to a larger machine, until 14:00 UTC."
    for url in ("/", "/fr/investments/", "/admin/", "/nowhere/"):
        page = client.get(url)
        assert page.status_code == 503
        assert page["Retry-After"] == "300"
        assert "until 14:00 UTC" in page.content.decode()
    assert client.get("/healthz").status_code == 200
