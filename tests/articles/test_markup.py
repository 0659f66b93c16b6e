import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from articles.markup import (
    ATTRIBUTES,
    MOST_BODY,
    MOST_LINES,
    MOST_SIGNS,
    TAGS,
    plain_text,
    render,
)
from articles.models import Article
from articles.quotes import anchor

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src='https://example.com'></iframe>",
    "<style>*{display:none}</style>",
    "<mark id=x onclick=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](&#106;avascript:alert(1))",
    '[x](https://example.com "a\\" onmouseover=\\"alert(1)")',
    "![x](https://example.com/pixel.gif)",
    "<javascript:alert(1)>",
    "`<script>`",
    "[a]: javascript:alert(1)\n\n[a]",
    "\ue0000\ue000 forged \ue001",
]


class Allowed(HTMLParser):
    """Fails at what a reader's page must not contain."""

    def handle_starttag(self, tag, attributes):
        assert tag in TAGS
        for name, value in attributes:
            assert name in ATTRIBUTES.get(tag, set()) | {"rel"}
            assert name != "href" or re.match(r"https?://|[^:]*$", value)


def check(html):
    parser = Allowed()
    parser.feed(html)
    parser.close()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("frame", ["{}", "> {}", "- {}", "# {}", "**{}**", "CoreWeave {} invests"])
def test_no_body_brings_script_style_image_or_handler(attack, frame):
    check(render(frame.format(attack), ["CoreWeave", attack]))


@given(st.text(st.characters(codec="utf-8")), st.lists(st.text(max_size=9), max_size=3))
@example("a <b> [c](d) `e`", ["b", "d"])
def test_no_text_at_all_brings_more_than_is_allowed(body, quotes):
    check(render(body, quotes))


def test_markdown_becomes_html_below_the_pages_own_heading():
    html = render("# Deal\n\nIt is **big**:\n\n- one\n\n[source](https://example.com)")
    assert html == (
        "<h2>Deal</h2>\n<p>It is <strong>big</strong>:</p>\n<ul>\n<li>one</li>\n</ul>\n"
        '<p><a href="https://example.com" rel="noopener nofollow ugc">source</a></p>\n'
    )


def test_a_quote_is_marked_once_under_its_anchor():
    quote = "It is £1.5bn."
    html = render("It is £1.5bn. Again: It is £1.5bn.", [quote, quote])
    marked = f'<mark id="{anchor(quote)}">{quote}</mark>'
    assert html == f"<p>{marked} Again: {quote}</p>\n"


def test_two_quotes_are_marked_under_two_anchors():
    html = render("One deal. Two deals.", ["Two deals.", "One deal."])
    assert re.findall(r'<mark id="(.*?)">(.*?)</mark>', html) == [
        (anchor("One deal."), "One deal."),
        (anchor("Two deals."), "Two deals."),
    ]


def test_a_quote_with_emphasis_in_it_is_marked():
    assert "<mark" in render("It is **up to** £1bn.", ["It is **up to** £1bn."])


def test_a_quote_over_two_paragraphs_is_left_unmarked():
    assert "<mark" not in render("One.\n\nTwo.", ["One. Two."])


@pytest.mark.parametrize("piece", ["[", "> ", "- ", "*a ", "`", "![](", "<div>", "&#0;"])
def test_the_longest_body_is_rendered_at_once(piece):
    check(render(piece * (MOST_SIGNS // len(piece))))


@pytest.mark.parametrize("body", ["*[" * MOST_SIGNS, "\n" * (MOST_LINES + 1)])
def test_a_body_that_takes_too_long_is_refused_at_its_field(body):
    with pytest.raises(ValidationError) as refused:
        Article(title="A", body=body).clean()
    assert set(refused.value.message_dict) == {"body"}
    with pytest.raises(ValueError, match="shorten it"):
        render(body)


def test_a_longer_body_is_refused():
    with pytest.raises(ValueError, match="shorten it"):
        render("x" * (MOST_BODY + 1))


def test_plain_text_has_the_words_only():
    assert plain_text(render("**Up to** [£1bn](https://example.com) <b>")).strip() == (
        "Up to £1bn &lt;b&gt;"
    )
