"""Reads a page of the web, or what was pasted of it: title, source, date, language and main text.

Nothing is fetched here: trafilatura is given the page and asks nobody.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from trafilatura import bare_extraction

from articles.extraction import LONGEST_TEXT
from articles.extraction.folding import folded
from articles.extraction.languages import detect
from articles.sources import canonical_url

# A longer page is no article; what takes longest of this length takes seconds.
MOST_HTML = 1_000_000
LONGEST_TITLE = 200
_HTML = re.compile(r"<(?:!doctype|html|head|body|article|section|div|p|h[1-6])\b[^<>]*>", re.I)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.I)
# It would be believed of the text, which is decoded already.
_CHARSET_TAG = re.compile(r"<meta[^<>]{0,200}charset[^<>]{0,200}>", re.I)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}\blang\s*=\s*["']?([a-zA-Z]{2})\b""", re.I)
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class PageText:
    """What an article says of itself: plain text, '' or None where nothing is said.

    `address` is the one that it calls its own, if that is of the same host, else that it was found
    at; `language` is of two letters; `text` has its paragraphs apart by an empty line.
    """

    title: str
    text: str
    address: str = ""
    source: str = ""
    published_on: date | None = None
    language: str = ""


def read_page(content, address="", charset=""):
    """The PageText of the HTML `content`: bytes as fetched, or text as pasted."""
    html = _decoded(content, charset) if isinstance(content, bytes) else content
    html = _CHARSET_TAG.sub("", html.replace("\0", "")[:MOST_HTML])
    found = bare_extraction(
        html, url=address or None, with_metadata=True, include_comments=False, fast=True
    )
    title = _line(getattr(found, "title", "") or "")[:LONGEST_TITLE]
    text = _paragraphs(getattr(found, "text", "") or "", title)
    said = _LANGUAGE.search(html)
    return PageText(
        title,
        text,
        _own_address(address, getattr(found, "url", "") or ""),
        _line(getattr(found, "sitename", "") or "")[:LONGEST_TITLE],
        _day(getattr(found, "date", "") or ""),
        said[1].lower() if said else _language_of(text),
    )


def read_pasted(text, address="", title=""):
    """The PageText of what somebody pasted: HTML, or a text with its title on the first line. Where
    the `title` is known, that line is left out only if it is the title."""
    if _HTML.search(text[:10_000]):
        return read_page(text, address)
    text = _cleaned(text).strip()
    first, _newline, rest = text.partition("\n")
    is_title = _line(first) == _line(title) if title else len(first) <= LONGEST_TITLE
    if not is_title or not rest.strip():
        first, rest = "", text
    return PageText(_line(first), rest.strip()[:LONGEST_TEXT], address, language=_language_of(text))


def _decoded(content, charset):
    """The text of a page, by what its answer or itself says of its characters."""
    said = _CHARSET.search(content[:4096])
    for name in (charset, said[1].decode() if said else "", "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    return content.decode("windows-1252", "replace")


def _cleaned(text):
    """`text` without control characters but for line breaks; tabs become spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in lines if char == "\n" or not _is_control(char))


def _is_control(char):
    return unicodedata.category(char) in ("Cc", "Cs")


def _line(text):
    return " ".join(_cleaned(text).split())


def _paragraphs(text, title):
    """The paragraphs of a page's text, each on its own; the title that stands above is left out."""
    lines = [line.strip() for line in _cleaned(text).split("\n")]
    if lines and _line(lines[0]) == title:
        lines = lines[1:]
    return _BLANK_LINES.sub("\n\n", "\n\n".join(filter(None, lines)))[:LONGEST_TEXT]


def _own_address(address, said):
    """The address that the page says is its own; another host's is not believed."""
    if not address:
        return said if said.startswith(("http://", "https://")) else ""
    own = urljoin(address, said)
    is_web = own.startswith(("http://", "https://"))
    return own if said and is_web and _host(own) == _host(address) else address


def _host(address):
    return canonical_url(address).partition("/")[0]


def _day(text):
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _language_of(text):
    return detect(folded(text))
