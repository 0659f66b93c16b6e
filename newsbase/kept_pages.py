"""Keeps the public pages that were asked for, and answers with them until anything changes."""

import re
import threading
from collections import OrderedDict

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers, set_response_etag
from django.utils.text import compress_sequence, compress_string

from newsbase.middleware import PRIVATE_PATH, is_private

HEALTH = re.compile(r"/(healthz|readyz)$")
# RFC 9110, 12.5.3: a coding with a weight of 0 is not wanted.
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?![.\d]))", re.IGNORECASE)
IS_COMPRESSED = "application/vnd.openxmlformats-officedocument"

# What tells, on one connection, that nothing at all was committed since: what PostgreSQL makes
# visible, or SQLite's count of the commits of others and of the rows changed here.
UNCHANGED = {
    "sqlite": "(SELECT data_version FROM pragma_data_version), total_changes()",
    "postgresql": "pg_current_snapshot()::text",
}


class Pages:
    """Answers by key; beyond so many bytes the least recently asked for are given up."""

    def __init__(self, most_bytes):
        self.most_bytes, self.bytes = most_bytes, 0
        self.kept = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key, state):
        """The answer kept for `key` if it was made in the same state, otherwise None."""
        with self.lock:
            known, content, headers = self.kept.get(key, (None, b"", {}))
            if known != state:
                return None
            self.kept.move_to_end(key)
        return HttpResponse(content, headers=headers)

    def keep(self, key, state, response):
        set_response_etag(response)
        with self.lock:
            self._forget(key)
            self.kept[key] = (state, response.content, dict(response.headers))
            self.bytes += len(response.content)
            while self.bytes > self.most_bytes:
                self._forget(next(iter(self.kept)))

    def _forget(self, key):
        _state, content, _headers = self.kept.pop(key, (None, b"", {}))
        self.bytes -= len(content)

    def forget(self):
        """Make every page anew when it is asked for."""
        with self.lock:
            self.kept.clear()
            self.bytes = 0


pages = Pages(settings.KEPT_PAGES_BYTES)


class KeptPagesMiddleware:
    """
    Answers a public page asked for again from this process's memory, and compresses public answers.

    Before each answer one query tells whether the database is what it was when the page was made:
    whatever was committed since, by anyone, and any record whose time has come, make it anew. So
    no page is older than its question. The ETag is a digest of the body and tells no more than it.

    Private answers are not compressed: their length must not tell what is in them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        state = base_state() if is_page(request) else None
        key = (request.get_full_path(), bool(accepts_gzip(request)), timezone.localdate())
        if state and (page := pages.get(key, state)):
            return page
        response = self.get_response(request)
        if not is_private(request, response):
            compress(request, response)
            if state and is_lasting(response):
                pages.keep(key, state, response)
        return response


def is_page(request):
    """May the answer to this request be one of those that are kept?"""
    path = request.path_info
    is_asked = request.method in ("GET", "HEAD")
    return is_asked and not PRIVATE_PATH.match(path) and not HEALTH.match(path)


def is_lasting(response):
    """Is this answer the same until the database changes, and small enough to hold?"""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.has_header("Cache-Control")
    )


def base_state():
    """What the database and the clock make public now: equal states give equal pages.

    None where that is not known: inside a transaction, or without a database.
    """
    if connection.in_atomic_block:
        return None
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "public_from" for field in model._meta.fields)
    ]
    lasts = [f"(SELECT MAX(public_from) FROM {table} WHERE public_from <= %s)" for table in tables]  # noqa: S608
    sql = f"SELECT {', '.join([UNCHANGED[connection.vendor], *lasts])}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, [now] * len(tables))
            return connection.connection, *cursor.fetchone()
    except DatabaseError:
        # The page itself will ask again, and say what is wrong.
        return None


def accepts_gzip(request):
    return GZIP.search(request.headers.get("Accept-Encoding", ""))


def compress(request, response):
    """Compress an answer for whoever can read it so, and tell caches that there are two."""
    if response.headers.get("Content-Type", "").startswith(IS_COMPRESSED):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if not accepts_gzip(request):
        return
    if response.streaming:
        response.streaming_content = compress_sequence(response.streaming_content)
    elif response.content:
        response.content = compress_string(response.content)
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = "gzip"
