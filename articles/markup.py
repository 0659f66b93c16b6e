"""Markdown to HTML: the one place where HTML is made from data and sanitised."""

import re
from functools import lru_cache

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from articles.quotes import spans

# The sanitiser takes 0.04 s for 25 kB of nested tags and 34 s for 500 kB (SECURITY.md M11).
MOST_BODY = 100_000
# A text of so many lines, or of so many characters that mean something in Markdown, is none that
# people write; the parser takes more than a second for 100,000 of the worst (SECURITY.md T15).
MOST_LINES = 5_000
MOST_SIGNS = 10_000
_SIGNS = re.compile(r"[][*_`<>&!\\~#|-]")
TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "mark", "ol", "p", "pre",
    "strong", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "mark": {"id"}}

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")
# Characters no text contains: where a marked quote begins (with its number) and ends.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKS = re.compile(f"{_OPEN}(\\d+){_OPEN}|{_CLOSE}")


def render(body, quotes=()):
    """Sanitised HTML of the Markdown `body`, with each of `quotes` in a <mark> of its own.

    Raises ValueError for a body of more than MOST_BODY characters, and for one that is_heavy.
    """
    if len(body) > MOST_BODY or is_heavy(body):
        raise ValueError("The body is too long, or has too many lines or signs: shorten it.")
    return _rendered(body, tuple(quotes))


# A form saves the article before its claims, and once more after them.
@lru_cache(maxsize=4)
def _rendered(body, quotes):
    body = re.sub(f"[{_OPEN}{_CLOSE}]", "", body)
    # A quote that runs over a paragraph's end can't be one element.
    places = [span for span in spans(quotes, body) if "\n\n" not in body[span[0] : span[1]]]
    html = _lower_headings(_markdown.render(_with_marks(body, places)))
    marked = _MARKS.sub(
        lambda m: f'<mark id="{places[int(m[1])][2]}">' if m[1] else "</mark>", html
    )
    return nh3.clean(
        marked,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener nofollow ugc",
    )


def is_heavy(body):
    """Has `body` so many lines, or signs of Markdown, that to render it would take too long?"""
    return body.count("\n") > MOST_LINES or len(_SIGNS.findall(body)) > MOST_SIGNS


def _with_marks(body, places):
    """`body` with a mark at both ends of each of `places`, which may lie in each other."""
    starts = [
        (start, 1, number, f"{_OPEN}{number}{_OPEN}") for number, (start, _, _) in enumerate(places)
    ]
    ends = [(end, 0, -number, _CLOSE) for number, (_, end, _) in enumerate(places)]
    for position, *_, mark in sorted(starts + ends, reverse=True):
        body = body[:position] + mark + body[position:]
    return body


def sanitised(html):
    """Mark as safe what `render` made: for templates, and for nothing else."""
    return mark_safe(html)  # noqa: S308


def plain_text(html):
    """The words of sanitised HTML."""
    return strip_tags(html)


def _lower_headings(html):
    # The page's own h1 is the article's title.
    return re.sub(r"<(/?)h1>", r"<\1h2>", html)
