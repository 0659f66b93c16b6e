import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sources import canonical_url

PAGE = "https://example.com/news/deal?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/news/deal?id=7",
        "https://www.example.com/news/deal?id=7",
        "HTTPS://WWW.Example.COM/news/deal?id=7",
        "https://example.com:443/news/deal?id=7",
        "https://example.com/news/deal/?id=7",
        "https://example.com/news/deal?id=7#comments",
        "https://example.com/news/deal?utm_source=x&id=7&UTM_medium=y",
        "https://example.com/news/deal?fbclid=x&id=7",
        " https://example.com/news/deal?id=7 ",
    ],
)
def test_one_page_has_one_spelling(url):
    assert canonical_url(url) == canonical_url(PAGE) == "example.com/news/deal?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/deal?id=8",
        "https://example.com/news/Deal?id=7",
        "https://example.com/news?id=7",
        "https://news.example.com/news/deal?id=7",
        "https://example.com:8443/news/deal?id=7",
        "https://example.com/news/deal",
    ],
)
def test_two_pages_have_two(url):
    assert canonical_url(url) != canonical_url(PAGE)


def test_the_order_of_parameters_and_how_they_are_written_do_not_matter():
    written = canonical_url("https://example.com/?b=%C3%A9&a=x+y")
    assert written == canonical_url("https://example.com/?a=x%20y&b=é")


def test_no_address_has_no_spelling():
    assert canonical_url("") is None


@pytest.mark.parametrize("url", ["https://[::1", "https://example.com:port/x"])
def test_an_address_that_is_none_is_its_own_spelling(url):
    assert canonical_url(url) == url


@given(st.text(max_size=60).map("https://example.com/?{}".format))
def test_a_spelling_is_never_longer_than_the_column_for_the_address(url):
    assert len(canonical_url(url)) <= len(url)
