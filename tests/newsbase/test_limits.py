"""How often one address may ask, and what it is told then."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from accounts.addresses import client_address, counted_address
from newsbase import limits
from newsbase.limits import Limiter


@pytest.fixture
def limited(settings, client):
    """A site that lets an address in ten times a minute, once at a time; thirty times for files."""
    settings.REQUESTS_PER_MINUTE = 10
    settings.EXPORTS_PER_MINUTE = 30
    settings.KEPT_PAGES_BYTES = 0
    return client


def test_who_asks_too_often_is_told_when_to_come_back_in_their_language(limited, db):
    assert limited.get("/about/").status_code == 200
    page = limited.get("/fr/about/")
    assert (page.status_code, page.headers["Retry-After"]) == (429, "6")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Attendez 6 secondes" in page.content.decode()
    assert limited.get("/healthz").status_code == 200


def test_files_have_a_limit_of_their_own_and_are_refused_in_plain_words(limited, db):
    answers = [limited.get("/investments.csv") for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Content-Type"].startswith("text/plain")
    assert limited.get("/about/").status_code == 200


def test_others_go_on_reading(limited, db):
    assert limited.get("/about/").status_code == 200
    assert limited.get("/about/", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_pause_pays_for_what_was_asked():
    limiter = Limiter(per_minute=60)  # six at once, then one a second
    assert [limiter.seconds_to_wait("a", 0) for _time in range(6)] == [0] * 6
    assert limiter.seconds_to_wait("a", 0) == pytest.approx(1)
    assert limiter.seconds_to_wait("a", 1) == 0
    assert limiter.seconds_to_wait("a", 1) > 0
    assert [limiter.seconds_to_wait("a", 60) for _time in range(6)] == [0] * 6


def test_a_flood_of_addresses_fills_no_memory(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 100)
    limiter = Limiter(per_minute=60)
    for address in range(1000):
        limiter.seconds_to_wait(address, 0)
    assert len(limiter.due) == 100


def test_the_addresses_of_one_subscriber_are_one_asker():
    assert counted_address("2001:db8::1") == counted_address("2001:db8::ffff:2")
    assert counted_address("2001:db8::1") != counted_address("2001:db8:0:1::1")
    assert counted_address("192.0.2.1") != counted_address("192.0.2.2")


@pytest.mark.parametrize(
    ("connection", "forwarded", "client"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # no proxy of ours: what it says is its own
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, <script>", "10.0.0.1"),
        ("", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "::1, 2001:db8::5", "2001:db8::5"),
    ],
)
def test_only_our_own_proxies_say_who_asks(connection, forwarded, client, settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1")]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=connection, headers=headers)
    assert client_address(request) == client
