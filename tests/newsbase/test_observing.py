"""Logs and metrics: every line can be read by a program, and none tells a secret."""

import io
import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from newsbase.logs import JSONFormatter, MailHandler, PlainFormatter
from newsbase.metrics import NewsroomCollector
from newsbase.observing import number_of
from newsbase.urls import urlpatterns as pages
from tests.factories import ArticleFactory, approved, draft_about, published

SECRET = "s3cret-of-a-preview-link"


def broken(request, **_arguments):
    raise ValueError(f"broken at {request.path} \x1b[31m\nforged line")


urlpatterns = [
    path("broken/", broken),
    path("preview/<slug:secret>/", broken),
    path("fine/", lambda request: HttpResponse("fine"), name="fine"),
    *pages,
]


@pytest.fixture
def lines(settings, client, db):
    """What is logged, as JSON; each call of the list parses every line so far."""
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    loggers = [logging.getLogger(), logging.getLogger("newsbase.access")]
    levels = [each.level for each in loggers]
    loggers[0].addHandler(handler)
    loggers[1].setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def test_a_request_is_a_line_without_its_address(client, lines):
    client.get("/fine/?q=what-somebody-looks-for", headers={"User-Agent": "\x1b[31m\r\nforged"})
    [line] = lines()
    assert (line["logger"], line["method"], line["route"], line["status"]) == (
        "newsbase.access", "GET", "fine", 200,
    )  # fmt: skip
    assert line["milliseconds"] >= 0
    assert "what-somebody-looks-for" not in str(line)


def test_a_fault_is_found_by_the_number_on_its_page(client, lines):
    page = client.get("/broken/")
    number = page.headers["X-Request-ID"]
    assert number in page.content.decode()
    told = [line for line in lines() if line["request"] == number]
    assert any("forged line" in line.get("exception", "") for line in told)
    assert {line["level"] for line in told} == {"ERROR", "INFO"}


def test_nothing_quoted_breaks_a_line_and_no_secret_is_told(client, lines):
    client.get(f"/preview/{SECRET}/")
    client.post("/admin/login/", {"username": "\x00\n{}", "password": "a-planted-password"})
    client.get("/%0d%0aX-Forged:%20yes/")
    client.get("/fine/", headers={"Cookie": "session=a-planted-cookie", "Referer": "\n\x7f"})
    told = json.dumps(lines())
    for planted in (SECRET, "a-planted-password", "a-planted-cookie"):
        assert planted not in told
    record = logging.LogRecord("x", 40, "", 0, f"at /fr/preview/{SECRET}?a=1", None, None)
    assert SECRET not in PlainFormatter().format(record)


def test_a_public_page_is_the_same_for_everybody(client, db):
    assert "X-Request-ID" not in client.get("/about/").headers
    assert "X-Request-ID" in client.get("/admin/login/").headers


@pytest.mark.parametrize(
    ("connection", "given", "is_taken"),
    [
        ("127.0.0.1", "a-proxys-number-1", True),
        ("203.0.113.9", "a-strangers-number", False),
        ("127.0.0.1", "short", False),
        ("127.0.0.1", "with a space or \n line", False),
    ],
)
def test_only_our_own_proxy_numbers_requests(connection, given, is_taken):
    request = RequestFactory().get("/", REMOTE_ADDR=connection)
    request.META["HTTP_X_REQUEST_ID"] = given
    assert (number_of(request) == given) is is_taken


def test_what_requests_cost_is_counted_by_route(client, lines):
    def cost():
        labels = {"method": "GET", "route": "about", "status": "200"}
        return REGISTRY.get_sample_value("newsbase_requests_total", labels) or 0

    before = cost()
    client.get("/about/", {"q": "unseen"})
    assert cost() == before + 1


def test_metrics_tell_how_the_newsroom_stands(db, tmp_path):
    approved(draft_about())
    article = ArticleFactory(state="in_review")
    published(ArticleFactory(), at=timezone.now() + timezone.timedelta(days=1))
    (tmp_path / "backup").touch()
    registry = CollectorRegistry()
    registry.register(NewsroomCollector(tmp_path))
    told = generate_latest(registry).decode()
    assert 'newsbase_articles{state="in_review"} 1.0' in told
    assert 'newsbase_articles{state="draft"} 0.0' in told
    for name in ("oldest_seconds", "next_scheduled", "rates_day", "last_backup"):
        assert f"newsbase_{name}" in told
    assert article.title not in told


def test_the_site_itself_shows_no_metrics(client, db):
    assert client.get("/metrics").status_code == 404


def test_faults_are_mailed_at_most_once_a_minute(mailoutbox):
    handler = MailHandler("desk@example.org")
    handler.setFormatter(JSONFormatter())
    for _each in range(3):
        handler.emit(logging.LogRecord("newsbase", 40, "", 0, f"/preview/{SECRET}/", None, None))
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["desk@example.org"], "newsbase: fault in newsbase")
    assert SECRET not in mail.body
