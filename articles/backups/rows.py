"""The rows of a base as lines of text that are the same on SQLite and PostgreSQL, and their digest.

Each table is one line that names it and its columns, followed by its rows in the order of their
keys. So the SHA-256 of all lines tells whether two bases hold the same.
"""

import contextlib
import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

from django.apps import apps
from django.db import connections, transaction
from psycopg import IsolationLevel

# Sessions are keys to the desk, and the log of changes counts what each database alone can tell.
LEFT_OUT = {"sessions.Session", "entities.InvestmentChange"}
ROWS_AT_ONCE = 2_000
SNAPSHOT = "snapshot"
# A transaction that changes nothing, keeps nobody waiting, and sees one moment of the base.
READING = {
    "sqlite": {"transaction_mode": "DEFERRED"},
    "postgresql": {"isolation_level": IsolationLevel.REPEATABLE_READ},
}


def tables():
    """The models whose tables are kept, also those of many-to-many fields, in a fixed order."""
    models = apps.get_models(include_auto_created=True)
    kept = [each for each in models if each._meta.managed and each._meta.label not in LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.label)


def columns(model):
    """The fields that hold what a row says: the database makes the generated ones by itself."""
    return [field for field in model._meta.concrete_fields if not field.generated]


@contextlib.contextmanager
def snapshot(of="default"):
    """A second connection to the base `of`, for reading it as it is now; yields its alias."""
    there = connections[of].copy(SNAPSHOT)
    there.settings_dict["OPTIONS"] |= READING[there.vendor]
    connections[SNAPSHOT] = there
    try:
        with transaction.atomic(using=SNAPSHOT):
            unlimited(there)
            yield SNAPSHOT
    finally:
        there.close()
        del connections[SNAPSHOT]


LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def unlimited(connection):
    """Let the statements of this transaction take as long as they take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for limit in LIMITS:
                cursor.execute(f"SET LOCAL {limit} = 0")


def lines(using, told=lambda label, rows: None):
    """The lines of the base `using`, as bytes; `told` hears of each table that is done."""
    for model in tables():
        fields = [field.attname for field in columns(model)]
        yield line({"table": model._meta.label, "columns": fields})
        count = 0
        rows = model._base_manager.using(using).order_by("pk").values_list(*fields)
        for count, row in enumerate(rows.iterator(ROWS_AT_ONCE), start=1):  # noqa: B007
            yield line(row)
        told(model._meta.label, count)


def line(value):
    return ENCODER.encode(value).encode() + b"\n"


def _plain(value):
    """What JSON lacks, as either database takes it: times are in UTC."""
    match value:
        case datetime():
            return str(value.astimezone(UTC).replace(tzinfo=None))
        case date():
            return str(value)
        case Decimal():
            return format(value, "f")
    raise TypeError(f"A backup can't hold {type(value).__name__}: teach articles.backups.rows.")


ENCODER = json.JSONEncoder(
    default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
)


def digest(using="default"):
    """The SHA-256 of all that the base holds."""
    found = hashlib.sha256()
    for each in lines(using):
        found.update(each)
    return found.hexdigest()
