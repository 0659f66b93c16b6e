"""Asking addresses from outside: nothing private is ever connected to, and failures are counted."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from articles.desk import fetching, links
from articles.desk.fetching import Fetcher, FetchError, RefusedAddress
from articles.models import LinkCheck
from tests.articles.web import serving
from tests.factories import ArticleFactory, OrganisationFactory, report

PRIVATE = """
127.0.0.1 127.1 127.0.1 0 0.0.0.0 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 127.0.0.1.
10.0.0.1 10.1 0xa.1 012.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 0xc0a80001
3232235521 169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 100.64.0.1 100.100.100.200
198.18.0.1 192.0.0.192 192.0.2.1 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 [::1] [::] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::7f00:1]
[64:ff9b::10.0.0.1] [64:ff9b:1::1] [2002:7f00:1::] [2002:a00:1::] [2001::1] [2001:db8::1]
[fe80::1] [fe80::1%25lo] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [100::1] [5f00::1]
[::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [4000::1]
１２７.0.0.1 127。0。0。1 ①②⑦.0.0.1
""".split()  # noqa: SIM905
NOT_OF_THE_WEB = [
    "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)",
    "//example.com/", "http://", "http:///x", "http://example.com:22/", "http://example.com:8080/",
    "https://example.com:6379/", "http://user@example.com/", "http://user:secret@example.com/",
    "http://example.com\\@127.0.0.1/", "http://exa mple.com/", "http://example.com/\r\nX: y",
    "http://[::1", "http://example.com:99999/", "http://example.com:x/",
]  # fmt: skip


class Recorded:
    """In place of connecting: notes where it was to go, and goes nowhere."""

    def __init__(self):
        self.calls = []

    def __call__(self, address, timeout):
        self.calls.append(address)
        raise ConnectionRefusedError("no network in tests")


@pytest.mark.parametrize("host", PRIVATE)
def test_no_spelling_of_a_private_address_is_connected_to(host):
    connect = Recorded()
    with pytest.raises(FetchError):
        Fetcher(connect=connect).fetch(f"http://{host}/")
    assert connect.calls == []


def test_there_are_sixty_spellings():
    assert len(PRIVATE) >= 60


@pytest.mark.parametrize("url", NOT_OF_THE_WEB)
def test_what_is_no_address_of_the_public_web_is_refused(url):
    connect = Recorded()
    with pytest.raises(RefusedAddress):
        Fetcher(connect=connect, resolve=lambda host, port: ["93.184.215.14"]).fetch(url)
    assert connect.calls == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], []])
def test_a_name_is_refused_if_any_of_its_addresses_is_private(addresses):
    connect = Recorded()
    with pytest.raises(RefusedAddress):
        Fetcher(connect=connect, resolve=lambda host, port: addresses).fetch("http://example.com/")
    assert connect.calls == []


def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_is_asked_once():
    connect, answers = Recorded(), iter([["93.184.215.14"], ["127.0.0.1"]])
    with pytest.raises(FetchError):
        Fetcher(connect=connect, resolve=lambda *_: next(answers)).fetch("https://example.com/")
    assert connect.calls == [("93.184.215.14", 443)]


@pytest.fixture
def web():
    with serving() as web:
        yield web


def test_a_page_is_fetched_up_to_so_many_bytes_under_the_sites_name(web, settings):
    answer = web.fetcher.fetch(web.url("/page?q=é"), most_bytes=1000)
    assert (answer.status, len(answer.body), answer.is_whole) == (200, 1000, False)
    assert web.pages.asked == [("GET", "/page?q=%C3%A9", f"newsbase (+{settings.SITE_URL})")]


def test_redirects_are_followed_and_only_permanent_ones_are_moves(web):
    assert web.fetcher.fetch(web.url("/to/301//new"), "HEAD").moved_to == web.url("/new")
    temporary = web.fetcher.fetch(web.url("/to/302//new"), "HEAD")
    assert (temporary.url, temporary.moved_to) == (web.url("/new"), "")
    later = web.fetcher.fetch(web.url("/to/302//to/301//new"), "HEAD")
    assert later.moved_to == ""


@pytest.mark.parametrize("target", ["http://inside.test:{port}/", "http://127.0.0.1:22/", "ftp://x/",
                                    "http://news.test/", "http://[::1"])  # fmt: skip
def test_a_redirect_is_checked_like_the_first_address(target, web):
    with pytest.raises(RefusedAddress):
        web.fetcher.fetch(web.url(f"/to/301/{target.format(port=web.port)}"))
    assert len(web.pages.asked) == 1


def test_a_circle_of_redirects_ends(web):
    with pytest.raises(FetchError, match="too often"):
        web.fetcher.fetch(web.url("/circle"))
    assert len(web.pages.asked) <= fetching.MOST_REDIRECTS + 1


def test_a_server_that_drips_is_left_in_time(web, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.5)
    start = time.monotonic()
    with pytest.raises(FetchError):
        web.fetcher.fetch(web.url("/slow"))
    assert time.monotonic() - start < 2


# What is noted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [("/page", "answers", 200), ("/404", "failed", 404), ("/500", "failed", 500),
     ("/403", "closed", 403), ("/to/301//new", "moved", 200), ("/to/302//new", "answers", 200),
     ("/to/301//page/", "moved", 200), ("/no-head", "answers", 200),
     ("/to/301/http://127.0.0.1/", "failed", None)],
)  # fmt: skip
def test_how_an_address_answered_is_noted(path, outcome, status, web):
    noted = links.LinkChecker(web.fetcher, pause=0).check(web.url(path))
    assert (noted.outcome, noted.status) == (outcome, status)


@pytest.mark.django_db
def test_a_page_that_only_loses_its_slash_has_not_moved(web):
    noted = links.LinkChecker(web.fetcher, pause=0).check(web.url("/slashed"))
    assert (noted.outcome, noted.status) == ("answers", 200)


@pytest.mark.django_db
def test_robots_txt_is_read_once_and_obeyed():
    with serving(robots="User-agent: newsbase\nDisallow: /private/") as web:
        checker = links.LinkChecker(web.fetcher, pause=0)
        assert checker.check(web.url("/private/page")).outcome == "closed"
        assert checker.check(web.url("/page")).outcome == "answers"
    paths = [path for _method, path, _agent in web.pages.asked]
    assert paths == ["/robots.txt", "/page"]


@pytest.mark.django_db
def test_a_host_is_given_a_pause(web):
    checker = links.LinkChecker(web.fetcher, pause=0.2)
    start = time.monotonic()
    checker.check(web.url("/one"))
    checker.check(web.url("/two"))
    assert time.monotonic() - start > 0.4


@pytest.mark.django_db
def test_an_address_is_dead_after_failing_on_three_days_and_alive_after_one_answer():
    address, start = "https://example.com/", datetime(2026, 1, 1, 9, tzinfo=UTC)
    for day, failures in [(0, 1), (0, 1), (1, 2), (1, 2), (5, 3)]:
        assert not LinkCheck.objects.dead().exists()
        with time_machine.travel(start + timedelta(days=day)):
            assert LinkCheck.record(address, "failed", 404).failures == failures
    assert LinkCheck.objects.dead().exists()
    LinkCheck.record(address, "closed")
    assert LinkCheck.record(address, "answers", 200).failures == 0
    assert not LinkCheck.objects.dead().exists()


@pytest.mark.django_db
def test_what_readers_can_follow_is_asked_the_longest_unasked_first():
    first, second = (report(source_url=f"https://example.com/{name}") for name in "ab")
    OrganisationFactory(website="https://example.com/public", public=True)
    OrganisationFactory(website="https://example.com/hidden")
    ArticleFactory(source_url="https://example.com/draft")
    LinkCheck.record(second.source_url, "answers", 200)
    LinkCheck.record(first.source_url, "answers", 200)
    assert links.addresses() == [
        "https://example.com/public", "https://example.com/b", "https://example.com/a"
    ]  # fmt: skip
