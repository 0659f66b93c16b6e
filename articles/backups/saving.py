"""Makes backups of the base while it is in use, verifies each, and removes the oldest."""

import re
from datetime import UTC, datetime

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from articles.backups import files, rows

NAMED = re.compile(r"newsbase-\d{8}T\d{12}Z\.backup")


def file_name():
    """The name of a backup made now: names sort by their time."""
    return f"newsbase-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z.backup"


def save(path, told=lambda label, rows: None):
    """Back up the base as it is now to the file `path`; returns its Summary.

    The file is there only once it has been read back and holds what was read. `told` hears of
    each table that is done. Raises Refused for a base that is damaged.
    """
    counts = {}

    def count(label, number):
        counts[label] = number
        told(label, number)

    with rows.snapshot() as using, files.written(path) as file:
        refuse_damaged(connections[using])
        digest = files.write(file, about(connections[using]), rows.lines(using, count))
        summary = files.examined(file)
        if (summary.digest, summary.rows) != (digest, counts):
            raise files.Refused(_("The backup does not hold what was read: is the disk sound?"))
    return summary


def refuse_damaged(connection):
    """Raise Refused for an SQLite base whose file is damaged; PostgreSQL looks after itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        if (found := cursor.fetchone()[0]) != "ok":
            told = _("The base is damaged (%s): put the last backup back.")
            raise files.Refused(told % found)


def about(connection):
    """What a backup says of the base behind `connection`."""
    return {
        "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "engine": connection.vendor,
        "migrations": migrations(connection),
        "sequences": dict(sequences(connection)),
    }


def migrations(connection):
    """The names of the migrations that a base has."""
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )


LAST_NUMBER = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %(table)s",
    "postgresql": """
        SELECT pg_sequence_last_value(
          pg_get_serial_sequence(quote_ident(%(table)s), %(key)s)::regclass)
    """,
}


def sequences(connection):
    """(label, the last number given) of each table that numbers its rows: a number that was given
    once is not given again, even if its row is gone."""
    with connection.cursor() as cursor:
        for model in rows.tables():
            named = {"table": model._meta.db_table, "key": model._meta.pk.column}
            cursor.execute(LAST_NUMBER[connection.vendor], named)
            if (found := cursor.fetchone()) and found[0]:
                yield model._meta.label, found[0]


def rotate(directory, keep):
    """Remove the oldest backups of `directory` beyond the newest `keep`; returns what was removed.
    Files with other names are left alone."""
    ours = sorted(each for each in directory.iterdir() if NAMED.fullmatch(each.name))
    gone = ours[:-keep]
    for each in gone:
        each.unlink()
    return gone
