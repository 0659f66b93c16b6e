"""Pages that are answered from memory are never older than the question."""

import gzip
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entities.models import Investment
from newsbase.kept_pages import Pages, accepts_gzip
from tests.factories import InvestmentFactory, draft_about, report, retracted

PAGES = ["/", "/investments/", "/investments/deal/", "/fr/articles/report/"]
GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture
def deal(transactional_db):
    deal = InvestmentFactory(title="The deal", slug="deal", investors=[])
    report(deal, slug="report")
    return deal


def elsewhere(action):
    """Run it as another process would: on a connection of its own."""

    def run():
        action()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.parametrize(
    "url", ["/", "/investments/", "/investments/deal/", "/fr/articles/report/"]
)
def test_a_page_asked_for_again_costs_one_query(url, client, deal):
    # PostgreSQL's own housekeeping may commit something between two questions.
    for _try in range(5):
        first = client.get(url)
        with CaptureQueriesContext(connection) as asked:
            again = client.get(url)
            unchanged = client.get(url, headers={"if-none-match": first.headers["ETag"]})
        if len(asked) == 2:
            break
    assert len(asked) == 2
    assert (again.content, again.headers) == (first.content, first.headers)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize("where", [elsewhere, lambda action: action()], ids=["elsewhere", "here"])
def test_a_change_past_every_model_is_seen_at_once(where, client, deal):
    assert b"The deal" in client.get("/investments/deal/").content
    where(lambda: Investment.objects.filter(pk=deal.pk).update(title="Renamed"))
    assert b"Renamed" in client.get("/investments/deal/").content


def test_what_is_taken_back_is_gone_at_once(client, deal):
    assert b"The deal" in client.get("/investments/").content
    elsewhere(lambda: retracted(deal.claims.get().article))
    assert b"The deal" not in client.get("/investments/").content


def test_what_was_scheduled_appears_at_its_time(client, deal):
    soon = timezone.now() + timedelta(hours=1)
    report(InvestmentFactory(title="Later", investors=[]), at=soon)
    assert b"Later" not in client.get("/investments/").content
    with time_machine.travel(soon + timedelta(seconds=1)):
        assert b"Later" in client.get("/investments/").content


def test_a_draft_does_not_move_the_validator(client, deal):
    before = client.get("/investments/").headers["ETag"]
    draft_about(InvestmentFactory(investors=[]))
    assert client.get("/investments/").headers["ETag"] == before


def test_a_change_that_is_still_open_is_not_shown_to_the_next_reader(client, deal):
    page = client.get("/investments/deal/").content
    with pytest.raises(ZeroDivisionError):
        change_and_fail(deal, client)
    assert client.get("/investments/deal/").content == page


def change_and_fail(deal, client):
    with transaction.atomic():
        Investment.objects.filter(pk=deal.pk).update(title="Renamed")
        client.get("/investments/deal/")
        raise ZeroDivisionError


def test_the_admin_is_made_anew_for_each_who_asks(client, deal, writer, publisher):
    for user in (writer, publisher):
        client.force_login(user)
        assert user.username in client.get("/admin/").content.decode()


def test_a_readers_page_is_compressed_for_who_can_read_it_so(client, deal):
    plain, packed = client.get("/investments/"), client.get("/investments/", headers=GZIP)
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [("gzip", True), ("br;q=1.0, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
     ("identity", False), ("", False)],
)  # fmt: skip
def test_gzip_is_sent_only_to_who_wants_it(wanted, answer):
    request = RequestFactory().get("/", headers={"accept-encoding": wanted})
    assert bool(accepts_gzip(request)) is answer


def test_an_export_is_compressed_while_it_is_made_but_a_workbook_already_is(client, deal):
    rows = client.get("/investments.csv", headers=GZIP)
    packed, plain = b"".join(rows), b"".join(client.get("/investments.csv"))
    assert gzip.decompress(packed) == plain
    assert "Content-Encoding" not in client.get("/investments.xlsx", headers=GZIP).headers


def test_the_admin_is_not_compressed(client, deal, writer):
    client.force_login(writer)
    assert "Content-Encoding" not in client.get("/admin/", headers=GZIP).headers


def test_a_live_server_is_not_asked_about_the_base(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_the_pages_least_asked_for_are_given_up_first():
    pages = Pages(most_bytes=100)
    for key in ("first", "second"):
        pages.keep(key, "now", HttpResponse(b"x" * 40))
    assert pages.get("first", "now").content == b"x" * 40
    pages.keep("third", "now", HttpResponse(b"x" * 40))
    assert pages.get("second", "now") is None
    assert pages.get("first", "now")
    assert pages.get("first", "later") is None
