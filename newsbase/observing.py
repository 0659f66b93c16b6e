"""What each request cost: its number, its line in the log, its share of the metrics."""

import logging
import re
import secrets
import time

from django.db import connection
from prometheus_client import Counter, Histogram

from accounts.addresses import is_trusted
from newsbase.logs import request_id
from newsbase.middleware import PRIVATE_PATH

access = logging.getLogger("newsbase.access")

REQUESTS = Counter("newsbase_requests", "Answers", ["method", "route", "status"])
SECONDS = Histogram(
    "newsbase_request_seconds", "Time until an answer", ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
QUERIES = Counter("newsbase_queries", "Questions to the database", ["route"])
QUERY_SECONDS = Counter("newsbase_query_seconds", "Time in the database", ["route"])

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
GIVEN = re.compile(r"[A-Za-z0-9_.-]{8,64}")
# Where a request was answered before anybody looked which page it asks for.
NO_ROUTE = "-"


class Questions:
    """Counts and times what is asked of the database; a wrapper for connection.execute_wrapper."""

    def __init__(self):
        self.number, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.number += 1
            self.seconds += time.perf_counter() - started


class ObservingMiddleware:
    """
    Numbers each request, counts what it cost and logs a line of it (newsbase.access, INFO).

    The number stands in the log, and on pages that tell of a fault and in the admin in the header
    X-Request-ID: a public page is the same for everybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.set(number_of(request))
        started, questions = time.perf_counter(), Questions()
        try:
            with connection.execute_wrapper(questions):
                response = self.get_response(request)
            if response.status_code >= 500 or PRIVATE_PATH.match(request.path_info):
                response.headers["X-Request-ID"] = request_id.get()
            tell(request, response, time.perf_counter() - started, questions)
            return response
        finally:
            request_id.reset(token)


def number_of(request):
    """The X-Request-ID that a proxy of ours gave, or a new one."""
    given = request.headers.get("X-Request-ID", "")
    if GIVEN.fullmatch(given) and is_trusted(request.META.get("REMOTE_ADDR", "")):
        return given
    return secrets.token_hex(8)


def tell(request, response, seconds, questions):
    """Add an answer to the metrics and to the log."""
    match = getattr(request, "resolver_match", None)
    route = (match and match.view_name) or NO_ROUTE
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)
    QUERIES.labels(route).inc(questions.number)
    QUERY_SECONDS.labels(route).inc(questions.seconds)
    fields = {
        "method": method,
        "route": route,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "queries": questions.number,
        "bytes": None if response.streaming else len(response.content),
    }
    access.info("%s %s %s", method, route, response.status_code, extra={"fields": fields})
