"""Transactions that the database breaks off because of others are made anew, whole."""

import random
import time
from functools import wraps

from django.db import OperationalError, connection
from django.db.models import Model

MOST_TRIES = 4
# SQLSTATEs of PostgreSQL: no order in which both could go; a deadlock; a lock waited for too long.
BROKEN_OFF = {"40001", "40P01", "55P03"}


def retried(function):
    """`function`, called again, at most three times, if the database broke off its transaction.

    It must be all of one transaction, with what goes out of the base in transaction.on_commit. The
    records that it is given are as before at each try. Inside a wider transaction nothing is tried
    again: that is broken off, too.
    """

    @wraps(function)
    def tried(*args, **options):
        if connection.in_atomic_block:
            return function(*args, **options)
        given = [each for each in (*args, *options.values()) if isinstance(each, Model)]
        before = [_state(record) for record in given]
        for number in range(1, MOST_TRIES + 1):
            try:
                return function(*args, **options)
            except OperationalError as error:
                if number == MOST_TRIES or not was_broken_off(error):
                    raise
            for record, (values, cached) in zip(given, before, strict=True):
                _put_back(record, values, cached)
            time.sleep(random.uniform(0.01, 0.05) * 2**number)  # noqa: S311

    return tried


def was_broken_off(error):
    """Might the same transaction work now?"""
    return getattr(error.__cause__, "sqlstate", None) in BROKEN_OFF


def _state(record):
    return dict(vars(record)), dict(record._state.fields_cache)


def _put_back(record, values, cached):
    vars(record).clear()
    vars(record).update(values)
    record._state.fields_cache = dict(cached)
