"""The headers and the language of every response, and what stands in for one that fails."""

import re
import time

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.template.loader import render_to_string

from newsbase import outages

PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
)
# Data that a browser is made to open as a page may do nothing at all.
DATA_TYPES = (
    "application/json",
    "application/jsonl",
    "application/vnd.openxmlformats-officedocument",
    "text/csv",
    "application/atom+xml",
    "application/rss+xml",
)
DATA_POLICY = "default-src 'none'; sandbox"

# stale-while-revalidate=0: no shared cache may show what was retracted a minute ago.
PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=0"
PRIVATE = "private, no-store"
UNCACHED = "no-store"
HEALTH_PATHS = ("/healthz", "/readyz")
# What other sites may show in a frame; its own policy says so, too.
EMBED_PATH = re.compile(r"/(?:[a-z]{2}/)?embed/")
PRIVATE_PATH = re.compile(r"/(?:[a-z]{2}/)?admin(?:/|$)")


class HeadersMiddleware:
    """
    Gives every response, static files and errors too, the headers that Django does not.

    A Cache-Control that a public view has set itself stays.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        headers = response.headers
        if not EMBED_PATH.match(request.path_info):
            headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if headers.get("Content-Type", "").startswith(DATA_TYPES):
            headers["Content-Security-Policy"] = DATA_POLICY
        if is_private(request, response):
            headers["Cache-Control"] = PRIVATE
            # A view's stricter policy stays.
            if headers.get("Referrer-Policy") == settings.SECURE_REFERRER_POLICY:
                headers["Referrer-Policy"] = "same-origin"
        elif response.status_code >= 500:
            headers["Cache-Control"] = UNCACHED
        else:
            headers.setdefault("Cache-Control", default_caching(request))
        return response


class HostMiddleware:
    """Answers 400 under any name but the site's own, also where a kept page or a static file is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.get_host()  # raises DisallowedHost
        return self.get_response(request)


class MaintenanceMiddleware:
    """
    Answers 503 with settings.MAINTENANCE while that says something, without asking the database.

    The health checks and static files are answered as always.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.MAINTENANCE or request.path_info in HEALTH_PATHS:
            return self.get_response(request)
        page = render_to_string("maintenance.html", {"told": settings.MAINTENANCE})
        return HttpResponse(page, status=503, headers={"Retry-After": "300"})


class BusyMiddleware:
    """
    Answers 503 when the database is too busy, locked or gone: the same request may work in a while.

    A question that takes longer than settings.STATEMENT_SECONDS is stopped, and its asker is told
    how to ask for less. PostgreSQL does so by itself (statement_timeout).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with connection.execute_wrapper(stop_when_late):
            return self.get_response(request)

    def process_exception(self, request, error):
        return outages.page(request, error) if outages.is_fault(error) else None


# SQLite asks whether to go on after so many steps of its virtual machine: some milliseconds.
STEPS_BETWEEN_LOOKS = 100_000


def stop_when_late(execute, sql, params, many, context):
    """Execute a statement; on SQLite, an OperationalError ends one that takes too long."""
    if context["connection"].vendor != "sqlite" or not settings.STATEMENT_SECONDS:
        return execute(sql, params, many, context)
    database = context["connection"].connection
    deadline = time.monotonic() + settings.STATEMENT_SECONDS
    database.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
    try:
        return execute(sql, params, many, context)
    finally:
        database.set_progress_handler(None, 0)


def is_private(request, response):
    """True for the admin, for what says so itself (a preview), and for whatever turned out to
    depend on a cookie after all."""
    return bool(
        PRIVATE_PATH.match(request.path_info)
        or response.headers.get("Cache-Control") == PRIVATE
        or response.cookies
        or "cookie" in response.headers.get("Vary", "").lower()
    )


def default_caching(request):
    """The Cache-Control of a public answer that has none of its own."""
    return PUBLIC if request.method in ("GET", "HEAD") else UNCACHED


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Django's, for a site whose address alone decides the language: nothing varies by a header."""

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response
