"""What people get while the database is gone, busy, full or read-only, and how a reader's request
that met a restart of it is answered all the same."""

import logging
import sys
import time

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from articles.desk import typed

READING = ("GET", "HEAD")
SOON = {"Retry-After": "5"}
# SQLSTATEs of PostgreSQL.
QUERY_CANCELED, READ_ONLY = "57014", "25006"

# A restart of PostgreSQL takes a second or two. If it takes longer, nobody waits for a while.
PATIENCE = 3
GIVEN_UP = 5
PAUSE = 0.05


def is_fault(error):
    """Does the error say that the database, not the request, is at fault? So does one that came of
    another such, or of a connection that was lost: Django then complains of the transaction."""
    while error is not None:
        if _is_fault(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_fault(error):
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return isinstance(error, DatabaseError) and (_sqlstate(error) == READ_ONLY or is_gone())


def was_stopped(error):
    """Was a statement ended for taking too long?"""
    return str(error.__cause__) == "interrupted" or _sqlstate(error) == QUERY_CANCELED


def _sqlstate(error):
    return getattr(error.__cause__, "sqlstate", None)


def page(request, error):
    """The 503 that answers a request which met the fault `error`: with what an editor typed, or
    with how to ask for less."""
    logging.getLogger(__name__).error("The database did not answer.", exc_info=error)
    if request.method in READING and was_stopped(error):
        return render(request, "503_slow.html", status=503)
    inputs = [] if request.method in READING else list(typed.texts(request))
    template = "503_typed.html" if inputs else "503.html"
    response = HttpResponse(
        render_to_string(template, {"inputs": inputs}), status=503, headers=SOON
    )
    response.has_lost_connection = is_gone()
    return response


def failed(request):
    """The answer to a request that ended in an error: 503 if the database was at fault. Middleware
    asks the database, too, and no process_exception hears of that."""
    error = sys.exc_info()[1]
    return page(request, error) if is_fault(error) else server_error(request)


def is_gone():
    """Has this thread no live connection to PostgreSQL? SQLite's can't be lost."""
    raw = connection.connection
    return connection.vendor == "postgresql" and (raw is None or raw.closed)


class SecondTryMiddleware:
    """
    Asks once more for what only reads, if the connection to the database was lost before anything
    was answered: a restart of PostgreSQL costs readers a moment and no page.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.given_up_until = 0

    def __call__(self, request):
        response = self.get_response(request)
        is_lost = getattr(response, "has_lost_connection", False)
        if request.method in READING and is_lost and self.is_back():
            return self.get_response(request)
        return response

    def is_back(self):
        """Wait for the database as long as a restart takes; whether it is there."""
        connection.close()
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE:
            try:
                connection.ensure_connection()
                return True
            except DatabaseError:
                if time.monotonic() < self.given_up_until:
                    return False
                time.sleep(PAUSE)
        self.given_up_until = time.monotonic() + GIVEN_UP
        return False
