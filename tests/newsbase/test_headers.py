import json

import pytest
from django.http import HttpResponse, JsonResponse
from django.urls import path

from newsbase.urls import urlpatterns as real
from tests.newsbase.production import example, run

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
}
HSTS = "max-age=63072000; includeSubDomains; preload"
PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=0"
PUBLIC_PATHS = ["/", "/fr/", "/nowhere", "/fr/nowhere/"]
STATIC_PATH = "/static/admin/css/base.css"
PRIVATE_PATHS = ["/admin/", "/admin/login/", "/fr/admin/login/", "/admin/nowhere/"]

# Prints the headers that production answers with, by path.
ASK = """
import django, json, sys
django.setup()
from django.test import Client
client = Client(headers={"host": "news.example.org"})
ask = lambda path: dict(client.get(path, secure=not path.startswith("http:")).headers)
print(json.dumps({path: ask(path) for path in sys.argv[1:]}))
"""


def fail(request):
    raise RuntimeError


def read_session(request):
    return HttpResponse(request.session.get("name", "nobody"))


urlpatterns = [
    path("fail", fail),
    path("session", read_session),
    path("data", lambda request: JsonResponse({"n": 1})),
    path("boundary", lambda request: HttpResponse(headers={"Cache-Control": "public, s-maxage=7"})),
    *real,
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def get(client):
    client.raise_request_exception = False
    return client.get


@pytest.mark.parametrize("path", [*PUBLIC_PATHS, *PRIVATE_PATHS, STATIC_PATH, "/healthz", "/fail"])
def test_every_answer_carries_every_header(get, path):
    headers = get(path).headers
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert headers["Cache-Control"]


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_a_public_page_may_be_cached_for_a_minute_and_is_the_same_for_everybody(get, path):
    response = get(path)
    assert response.headers["Cache-Control"] == PUBLIC
    assert response.headers["ETag"].startswith('"')
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert not response.cookies
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_the_address_alone_decides_the_language(get):
    french = get("/fr/", headers={"accept-language": "en"})
    english = get("/", headers={"accept-language": "fr", "cookie": "django_language=fr"})
    assert french.headers["Content-Language"] == "fr"
    assert english.headers["Content-Language"] == "en"


def test_a_page_that_has_not_changed_is_not_sent_again(get):
    first = get("/")
    second = get("/", headers={"if-none-match": first.headers["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["Content-Security-Policy"] == POLICY
    assert second.headers["Cache-Control"] == PUBLIC


@pytest.mark.parametrize("path", PRIVATE_PATHS)
def test_the_editors_pages_are_never_cached_and_never_named_elsewhere(get, path):
    headers = get(path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_that_reads_a_cookie_is_not_cached_for_others(get):
    assert get("/session").headers["Cache-Control"] == "private, no-store"


def test_a_fault_is_not_cached(get):
    response = get("/fail")
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"


def test_an_answer_to_a_post_is_not_cached(client):
    assert client.post("/").headers["Cache-Control"] == "no-store"


def test_a_view_may_end_its_caching_earlier(get):
    assert get("/boundary").headers["Cache-Control"] == "public, s-maxage=7"


def test_data_opened_as_a_page_can_do_nothing(get):
    assert get("/data").headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_other_sites_may_not_read_static_files(get):
    assert "Access-Control-Allow-Origin" not in get(STATIC_PATH).headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:x", "[::1"])
@pytest.mark.parametrize("path", ["/", "/fr/nowhere/", STATIC_PATH, "/robots.txt"])
def test_nothing_is_sent_under_a_name_that_is_not_the_sites_own(get, path, host):
    get(path)  # a page that is kept is not sent, either
    response = get(path, headers={"host": host})
    assert response.status_code == 400
    assert b"evil" not in response.content
    assert response.headers["Content-Security-Policy"] == POLICY


def test_production_insists_on_https():
    environment = example() | {"DJANGO_SETTINGS_MODULE": "newsbase.settings"}
    plain, secure = "http://news.example.org/", "/healthz"
    answers = json.loads(run("-c", ASK, plain, secure, environment=environment).stdout)
    assert answers[plain]["Location"] == "https://news.example.org/"
    assert answers[secure]["Strict-Transport-Security"] == HSTS
    policies = {answer["Content-Security-Policy"] for answer in answers.values()}
    assert policies == {f"{POLICY}; upgrade-insecure-requests"}
