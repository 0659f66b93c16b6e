"""An article begun from a link or a text: a draft with its original kept, or the reason why not."""

import hashlib
import json
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.checks import findings
from articles.desk import entering, getting
from articles.desk.fetching import Fetcher, FetchError
from articles.desk.reading import MOST_HTML, read_page, read_pasted
from articles.models import Article, Original
from tests.articles.web import serving
from tests.factories import ArticleFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PARAGRAPHS = [
    "Norrvik Compute will invest £2bn in a campus of data centres at Halden, it said on Tuesday.",
    "The campus, which is to open by the end of 2027, will hold 40,000 GPUs and employ 250 people.",
    "Nobody of the council was there to say what the neighbours think, and nobody asked them.",
]
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Norrvik builds | The Fjord Post</title>
<link rel="canonical" href="https://fjordpost.example/news/norrvik">
<meta property="og:title" content="Norrvik builds">
<meta property="og:site_name" content="The Fjord Post">
<meta property="article:published_time" content="2025-09-16T23:30:00+02:00"></head>
<body><nav><a href="/">Home</a> <a href="/sports">Sports</a></nav><article><h1>Norrvik builds</h1>
{"".join(f"<p>{each}</p>" for each in PARAGRAPHS)}<script>alert(1)</script></article>
<footer>Subscribe to our newsletter</footer></body></html>"""
ENTER = "admin:articles_article_enter"


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(role="writer", username="writer"))
    return client


@pytest.fixture
def fetching(settings):
    settings.FETCH_PAGES = True


def post(desk, **sent):
    return desk.post(reverse(ENTER), sent)


def test_a_page_says_its_title_source_date_language_address_and_text():
    page = read_page(PAGE.encode(), "https://fjordpost.example/n/1?utm_source=x")
    assert (page.title, page.source, page.language) == ("Norrvik builds", "The Fjord Post", "en")
    assert str(page.published_on) == "2025-09-16"
    assert page.address == "https://fjordpost.example/news/norrvik"
    assert page.text == "\n\n".join(PARAGRAPHS)


def test_another_host_is_not_believed_to_be_the_address_of_a_page():
    page = read_page(
        PAGE.replace("fjordpost.example/news", "evil.example/x"), "https://a.example/b"
    )
    assert page.address == "https://a.example/b"


def test_letters_are_read_as_the_page_says():
    french = PAGE.replace("Halden", "Évry").replace("<head>", '<head><meta charset="iso-8859-1">')
    assert "Évry" in read_page(french.encode("latin-1")).text
    assert "Évry" in read_page(french.encode("latin-1"), charset="latin-1").text
    unsaid = PAGE.replace("Halden", "Évry").encode()
    assert "Évry" in read_page(unsaid, charset="no-such").text


def test_a_pasted_text_has_its_title_first():
    page = read_pasted("Norrvik bâtit\r\n\r\nLe groupe investit 2 milliards d’euros.\0\x07")
    assert (page.title, page.text) == ("Norrvik bâtit", "Le groupe investit 2 milliards d’euros.")
    assert page.language == "fr"


def test_where_the_title_is_typed_the_first_line_belongs_to_the_text(desk):
    text = "Norrvik will invest £2bn.\n\nIt will build at Halden."
    post(desk, pasted=text, title="Norrvik in Halden")
    post(desk, pasted=f"Norrvik builds\n\n{text}", title="Norrvik builds")
    assert [each.body for each in Article.objects.order_by("pk")] == [text, text]


HOSTILE = {
    "deep": "<div>" * 200_000,
    "lists": "<ul><li>" * 120_000,
    "tables": "<table><tr><td>x" * 60_000,
    "links": '<a href="x">word</a> ' * 45_000,
    "attributes": "<p " + 'a="x" ' * 160_000 + ">x",
    "paragraphs": "<p>word word word</p>" * 48_000,
    "scripts": '<script type="application/ld+json">' + '{"a":' * 190_000 + "</script>",
    "no spaces": "<p>" + "x" * 1_000_000,
    "too long": "<p>word " * 400_000,
    "directions": "<p>" + "\u202e\u2066x" * 300_000,
    "nothing": "<p>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_ends_within_bounds(html):
    started = time.process_time()
    page = read_page(f"<html><body>{html}".encode())
    # Generous: a shared machine is slow, and what must not be is minutes.
    assert time.process_time() - started < 30
    assert len(page.text) <= MOST_HTML


def test_a_draft_is_made_of_what_was_pasted_and_the_original_is_kept(desk):
    publisher = OrganisationFactory(name="The Fjord Post", kind="media")
    response = post(desk, address="https://fjordpost.example/n/1", pasted=PAGE)
    article = Article.objects.get()
    assert response["Location"] == reverse("admin:articles_article_proposals", args=[article.pk])
    assert (article.title, article.state, article.source) == ("Norrvik builds", "draft", publisher)
    assert article.source_url == "https://fjordpost.example/news/norrvik"
    assert str(article.reported_on) == "2025-09-16"
    original = article.originals.get()
    assert original.bytes == PAGE.encode()
    assert original.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert not original.is_fetched


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "Give the page"),
        ({"address": "javascript:alert(1)"}, "id_address_error"),
        ({"address": "https://a.example/"}, "id_address_error"),
        ({"pasted": "Only one line"}, "id_title_error"),
        ({"pasted": PAGE, "language": "xx"}, "id_language_error"),
    ],
)
def test_what_can_not_be_entered_is_told_at_its_field_and_stays(desk, sent, field):
    response = post(desk, **sent)
    assert response.status_code == 422
    assert field in response.content.decode()
    assert not Article.objects.exists()


def test_a_page_that_is_entered_already_is_shown_and_not_entered_twice(desk):
    post(desk, address="https://fjordpost.example/news/norrvik", pasted=PAGE)
    known = Article.objects.get()
    response = post(desk, address="http://www.fjordpost.example/n/2?utm_source=a", pasted=PAGE)
    assert response.status_code == 422
    assert reverse("admin:articles_article_change", args=[known.pk]) in response.content.decode()
    assert Article.objects.count() == 1


def test_a_hidden_article_of_the_same_address_is_not_named(desk):
    hidden = ArticleFactory(title="Hidden", source_url="https://fjordpost.example/news/norrvik")
    response = post(desk, address=hidden.source_url, pasted=PAGE)
    assert response.status_code == 422
    assert "Hidden" not in response.content.decode()


def test_a_page_is_fetched_with_our_name_and_where_robots_may(fetching):
    with serving(served={"/news": ("text/html; charset=utf-8", PAGE)}) as web:
        answer, page = getting.get_page(web.url("/news"), web.fetcher)
    assert page.title == "Norrvik builds"
    assert answer.body == PAGE.encode()
    assert all(agent.startswith("newsbase") for _method, _path, agent in web.pages.asked)
    with (
        serving("User-agent: *\nDisallow: /news", {"/news": ("text/html", PAGE)}) as web,
        pytest.raises(FetchError, match="does not let programs"),
    ):
        getting.get_page(web.url("/news"), web.fetcher)
    assert [path for _method, path, _agent in web.pages.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/404", "no such page"),
        ("/401", "sign in"),
        ("/403", "turns programs away"),
        ("/500", "error 500"),
        ("/picture", "image/png"),
        ("/large", "larger than 2 MB"),
        ("/packed", "packs its pages"),
        ("/empty", "No text"),
        ("/circle", "too often"),
    ],
)
def test_each_way_to_fail_has_its_own_message(fetching, path, reason):
    pages = {
        "/picture": ("image/png", "x"),
        "/large": ("text/html", "x" * 2_200_000),
        "/packed": ("text/html", "x", "br"),
        "/empty": ("text/html", "<html></html>"),
    }
    with serving(served=pages) as web, pytest.raises(FetchError, match=reason):
        getting.get_page(web.url(path), web.fetcher)


def test_a_name_that_never_resolves_ends_in_time(monkeypatch):
    monkeypatch.setattr("articles.desk.fetching.MOST_SECONDS", 0.3)
    with pytest.raises(FetchError, match="does not answer"):
        Fetcher(resolve=lambda host, port: time.sleep(2)).fetch("https://slow.example/")


def test_slow_robots_and_a_slow_page_share_one_deadline(fetching, monkeypatch):
    monkeypatch.setattr("articles.desk.getting.MOST_SECONDS", 0.5)
    started = time.monotonic()
    with serving() as web, pytest.raises(FetchError, match="does not answer"):
        getting.get_page(web.url("/slow"), web.fetcher)
    assert time.monotonic() - started < 2


def test_a_changed_page_is_kept_anew_and_what_is_new_is_told(fetching, desk):
    post(desk, address="https://fjordpost.example/news", pasted=PAGE)
    article = Article.objects.get()
    later = PAGE.replace("</article>", "<p>On Friday it withdrew the plan for good.</p></article>")
    Original.objects.update(address="http://pages.example/news")
    with serving(served={"/news": ("text/html", PAGE)}) as web:
        Original.objects.update(address=web.url("/news"))
        assert entering.fetch_again(article, by=article.author, fetcher=web.fetcher) is None
    with serving(served={"/news": ("text/html", later)}) as web:
        Original.objects.update(address=web.url("/news"))
        kept, lines = entering.fetch_again(article, by=article.author, fetcher=web.fetcher)
    assert lines == ["On Friday it withdrew the plan for good."]
    assert kept.is_fetched
    assert article.originals.count() == 2


def test_publishing_the_original_as_it_is_is_warned_of(desk):
    post(desk, pasted=PAGE, address="https://fjordpost.example/news")
    article = Article.objects.get()
    assert any("original's own" in str(each.message) for each in findings(article))
    article.body = "We write of it what we think ourselves, and quote one sentence of theirs."
    assert not any("original's own" in str(each.message) for each in findings(article))


def test_propose_reads_a_page_by_its_address_only_where_fetching_is_on():
    with pytest.raises(CommandError, match="Fetching is off"):
        call_command("propose", "https://a.example/", stdout=StringIO())


def test_propose_prints_what_a_text_proposes_with_its_place(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text(PARAGRAPHS[0])
    out = StringIO()
    call_command("propose", str(file), format="json", stdout=out)
    found = [each for each in json.loads(out.getvalue()) if each["kind"] == "investment"]
    assert [each["text"] for each in found] == ["£2bn"]
