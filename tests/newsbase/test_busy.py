"""What a reader gets when the database does not answer, or would take too long."""

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL

from entities.models import Investment
from entities.views import InvestmentList
from tests.factories import InvestmentFactory

ENDLESS = {
    "sqlite": """(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                  SELECT MAX(i) FROM n)""",
    "postgresql": "(SELECT 1 FROM pg_sleep(60))",
}


@pytest.fixture
def hopeless(monkeypatch, settings, db):
    """The investments page asks a question that has no end, and has a tenth of a second for it."""
    InvestmentFactory(public=True)
    settings.STATEMENT_SECONDS = 0.1
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 100")
    endless = RawSQL(ENDLESS[connection.vendor], [])  # noqa: S611
    rows = Investment.objects.public().annotate(endless=endless).filter(endless=0)
    monkeypatch.setattr(InvestmentList, "get_queryset", lambda view: rows)


@pytest.mark.parametrize("url", ["/investments/", "/fr/investments/?kind=grant"])
def test_a_question_that_takes_too_long_is_stopped_and_says_how_to_narrow_it(url, hopeless, client):
    page = client.get(url)
    assert page.status_code == 503
    assert b"narrow it" in page.content
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL ends the transaction too")
def test_a_stopped_question_leaves_the_connection_usable(hopeless, client):
    client.get("/investments/")
    assert client.get("/organisations/").status_code == 200
