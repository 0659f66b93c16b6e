"""Every public address, asked in every way, and what of an answer must be the same for all."""

import base64
import gzip
import hashlib
import json
import unicodedata
from html import escape
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.utils.translation import override

from tests.newsbase.canaries import NUMBERS, text_of
from tests.newsbase.public_urls import IN_NO_LANGUAGE, in_french, public_urls
from verify.hidden import forget

ENDINGS = [".json", ".csv", ".xml", ".atom", ".rss", ".md", ".txt", ".xlsx", ".pdf", ".gz"]
SWITCHES = [
    "preview=1", "draft=1", "status=draft", "state=draft", "published=0", "all=1", "show=all",
    "include=drafts", "ordering=-id", "page=1", "page=last", "article__status=draft", "revision=1",
    "version=1", "format=json", "format=csv", "lang=fr", "public_from__isnull=1",
]  # fmt: skip
HEADERS = [
    {"Accept": "application/json"}, {"Accept": "text/csv"}, {"Accept": "application/atom+xml"},
    {"Accept-Language": "fr"}, {"X-HTTP-Method-Override": "GET"}, {"Range": "bytes=0-"},
    {"If-None-Match": '"draft"'},
]  # fmt: skip


def addresses(base, quick):
    """(method, address, headers) of every question."""
    # A request in French leaves its thread in French.
    with override("en"):
        urls = public_urls(base)
    urls = [*urls, *(in_french(url) for url in urls if not url.startswith(IN_NO_LANGUAGE))]
    for url in urls:
        yield "get", url, {}
        if quick:
            continue
        for method in ("head", "options"):
            yield method, url, {}
        if "?" not in url:
            yield from (("get", url, headers) for headers in HEADERS)
            yield from (("get", url.rstrip("/") + ending, {}) for ending in ENDINGS)
            yield from (("get", f"{url}?{switch}", {}) for switch in SWITCHES)


class Counted:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def answers(questions, client=None):
    """question -> (status, body, headers, number of queries)."""
    client, found = client or Client(), {}
    # What is read of the base once is no cost of the page that asks first.
    forget()
    client.get("/investments/")
    for method, url, headers in questions:
        with connection.execute_wrapper(counted := Counted()):
            answer = getattr(client, method)(url, headers=headers)
            body = b"".join(answer) if answer.streaming else answer.content
        told = tuple(sorted(answer.headers.items()))
        question = method, url, tuple(headers.items())
        found[question] = answer.status_code, body, told, counted.number
    return found


def differing(one, other):
    """The questions with two answers, and which of status, body and headers differ. Inside a
    transaction what it wrote is read again for each answer: its queries say nothing."""
    parts = ("status", "body", "headers")
    return [
        (*question[:2], *(name for name, a, b in zip(parts, *both, strict=True) if a != b))
        for question in one
        if (both := (one[question][:3], other[question][:3])) and both[0] != both[1]
    ]


def forms(text):
    """`text` as it may stand in a page, an address, a file or a digest."""
    raw = text.encode()
    digests = (hashlib.new(name, raw, usedforsecurity=False).hexdigest()
               for name in ("md5", "sha1", "sha256"))  # fmt: skip
    return {
        text, text.upper(), text.title(), escape(text), quote(text), quote(quote(text)),
        json.dumps(text)[1:-1], raw.hex(), raw.hex().upper(), base64.b64encode(raw).decode()[:-4],
        unicodedata.normalize("NFD", text), text.replace("-", ""), *digests,
    }  # fmt: skip


def leaks(found, tokens):
    """The questions whose answer has a canary."""
    searched = set().union(*map(forms, tokens))
    wrong = []
    for question, (_status, body, headers, _queries) in found.items():
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        said = text_of(body) + str(headers)
        if any(form in said for form in searched) or NUMBERS.search(said):
            wrong.append(question)
    return wrong
