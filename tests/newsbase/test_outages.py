"""The database goes away under a request, or takes no saves: nobody gets a 500 or loses a text."""

from unittest import mock

import psycopg
import pytest
from django.db import InternalError, OperationalError, connection, connections
from django.db.transaction import TransactionManagementError
from django.test import Client
from django.urls import reverse

from articles.desk.middleware import TimeZoneMiddleware
from entities.models import Organisation
from newsbase import outages
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's connection can't be lost"
)


def terminated():
    """End this thread's connection from the server's side, as a restart does."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


class Killing:
    """Ends the connection before its statement with the number `at`, once."""

    def __init__(self, at):
        self.at, self.number = at, 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        if self.number == self.at:
            terminated()
        return execute(sql, params, many, context)


@on_postgresql
@pytest.mark.parametrize("at", [1, 2, 3, 5])
def test_a_reader_gets_the_page_although_the_connection_is_lost_while_it_is_made(client, at):
    killing = Killing(at)
    with connection.execute_wrapper(killing):
        assert client.get("/organisations/").status_code == 200
    assert killing.number > at


@on_postgresql
def test_a_page_of_the_desk_is_made_although_the_connection_is_lost(writer):
    client = Client(raise_request_exception=False)
    client.force_login(writer)
    for at in range(1, 6):
        with connection.execute_wrapper(Killing(at)):
            assert client.get("/admin/").status_code == 200


@on_postgresql
@pytest.mark.parametrize("at", [1, 4, 8, 12, 16, 20])
def test_a_save_is_never_sent_again_by_itself_and_comes_back_as_it_was_typed(publisher, at):
    client = Client(raise_request_exception=False)
    client.force_login(publisher)
    url = reverse("admin:entities_organisation_add")
    form = filled_in(client.get(url), name="Typed and nearly lost")
    with connection.execute_wrapper(Killing(at)):
        answer = client.post(url, form)
    connection.close()
    # Where Django only asks whether the form is right, it shows the form again.
    assert answer.status_code in (200, 503)
    assert b"Typed and nearly lost" in answer.content
    assert not Organisation.objects.exists()
    assert client.post(url, form).status_code == 302


READ_ONLY = {
    "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
    "postgresql": ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off"),
}


@pytest.fixture
def read_only():
    """Makes the base refuse every change; called again, take them."""

    def execute(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    on, off = READ_ONLY[connection.vendor]
    execute(on)
    yield lambda: execute(off)
    execute(off)


def test_a_base_that_takes_no_saves_is_read_and_gives_back_what_was_typed(publisher, request):
    editor, reader = Client(), Client()
    editor.force_login(publisher)
    url = reverse("admin:entities_organisation_add")
    form = filled_in(editor.get(url), name="Typed and nearly lost")
    mend = request.getfixturevalue("read_only")
    answer = editor.post(url, form)
    assert answer.status_code == 503
    assert b"Typed and nearly lost" in answer.content
    assert [reader.get(each).status_code for each in ("/", "/organisations/")] == [200, 200]
    assert [editor.get(each).status_code for each in ("/admin/", url)] == [200, 200]
    mend()
    assert editor.post(url, form).status_code == 302


def test_a_password_that_was_typed_is_not_shown_again(client, read_only):
    answer = client.post("/admin/login/", {"username": "nobody", "password": "very secret"})
    assert b"very secret" not in answer.content


@pytest.mark.parametrize("error", [OperationalError("gone"), InternalError("read-only")])
def test_a_fault_outside_the_views_is_no_500_either(error, writer):
    error.__cause__ = psycopg.errors.ReadOnlySqlTransaction()
    client = Client(raise_request_exception=False)
    client.force_login(writer)
    with mock.patch.object(TimeZoneMiddleware, "process_view", side_effect=error):
        answer = client.get("/admin/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_an_error_that_came_of_a_lost_connection_is_a_fault_of_the_database():
    connection.ensure_connection()
    error = TransactionManagementError("An error occurred in the current transaction.")
    assert not outages.is_fault(error)
    error.__context__ = OperationalError("the connection is closed")
    assert outages.is_fault(error)


def test_another_error_is_still_a_500():
    with mock.patch.object(TimeZoneMiddleware, "process_view", side_effect=ValueError):
        assert Client(raise_request_exception=False).get("/").status_code == 500


@on_postgresql
def test_during_a_long_outage_only_the_first_reader_waits(monkeypatch):
    monkeypatch.setattr(outages, "PATIENCE", 0.1)
    tries = mock.Mock(side_effect=OperationalError)
    middleware = outages.SecondTryMiddleware(lambda request: None)
    with mock.patch.object(connections["default"], "ensure_connection", tries):
        assert not middleware.is_back()
        first = tries.call_count
        assert not middleware.is_back()
    assert first > 1
    assert tries.call_count == first + 1
