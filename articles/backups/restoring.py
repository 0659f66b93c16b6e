"""Puts a backup into a base that has the same migrations: all of it, or nothing."""

import contextlib
import json
from itertools import batched

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from articles import search
from articles.backups import files, rows, saving
from entities import changes

ROWS_AT_ONCE = 1_000


def is_empty():
    """Is there nobody and nothing in the base that could be lost?"""
    return not get_user_model().objects.exists()


def load(path, told=lambda label, rows: None):
    """Replace all that is in the base by the backup at `path`, in one transaction; returns its
    digest. Everybody is signed out.

    Nothing is changed unless the whole file is sound and the base then holds just what it did:
    raises Refused otherwise. `told` hears of each table that is done.
    """
    with path.open("rb") as file:
        summary = files.examined(file)
        _refuse_other_migrations(summary)
        with connection.constraint_checks_disabled(), transaction.atomic(), _triggers_off():
            rows.unlimited(connection)
            changes.all_changed(connection)
            _clear()
            for label, columns, lines in _tables(file):
                told(label, _fill(label, columns, lines))
            connection.check_constraints()
            changes.all_changed(connection)
            search.refill()
            _set_sequences(summary.sequences)
            _refuse_other_digest(summary)
    ContentType.objects.clear_cache()
    return summary.digest


def _refuse_other_migrations(summary):
    there, here = set(summary.migrations), set(saving.migrations(connection))
    if there != here:
        told = _(
            "The backup was made by another version of newsbase (%s). Restore it with that version,"
            " then migrate."
        )
        raise files.Refused(told % ", ".join(sorted(there ^ here)[:5]))


def _refuse_other_digest(summary):
    if rows.digest() != summary.digest:
        raise files.Refused(_("The base does not hold what the backup did: nothing was changed."))


def _tables(file):
    return (part for part in files.read(file) if isinstance(part, tuple))


@contextlib.contextmanager
def _triggers_off():
    """Without our triggers, which have let these rows in before."""
    with connection.cursor() as cursor:
        before, after = TRIGGERS[connection.vendor](cursor)
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)


def _sqlite_triggers(cursor):
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _sql in found], [sql for _name, sql in found]


def _postgresql_triggers(cursor):
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    guarded = [table for (table,) in cursor.fetchall()]
    return [
        [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in guarded]
        for verb in ("DISABLE", "ENABLE")
    ]


TRIGGERS = {"sqlite": _sqlite_triggers, "postgresql": _postgresql_triggers}


def _clear():
    names = [model._meta.db_table for model in (*rows.tables(), Session)]
    quoted = [connection.ops.quote_name(name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
        else:
            for name in quoted:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def _fill(label, columns, lines):
    """Write the rows of one table; returns how many."""
    model = next(each for each in rows.tables() if each._meta.label == label)
    fields = [model._meta.get_field(name) for name in columns]
    wrapped = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField)]
    return WRITERS[connection.vendor](model, fields, _for_database(lines, wrapped))


def _for_database(lines, wrapped):
    """The rows of `lines`, their JSON values, in the columns numbered `wrapped`, as text."""
    for row in map(json.loads, lines):
        for at in wrapped:
            row[at] = None if row[at] is None else json.dumps(row[at])
        yield row


def _names(model, fields):
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(quote(each.column) for each in fields)})"


def _insert(model, fields, lines):
    sql = f"INSERT INTO {_names(model, fields)} VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    with connection.cursor() as cursor:
        written = 0
        for batch in batched(lines, ROWS_AT_ONCE):
            cursor.executemany(sql, batch)
            written += len(batch)
        return written


def _copy(model, fields, lines):
    written = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_names(model, fields)} FROM STDIN") as copy,
    ):
        for written, row in enumerate(lines, start=1):  # noqa: B007
            copy.write_row(row)
    return written


WRITERS = {"sqlite": _insert, "postgresql": _copy}


def _set_sequences(last):
    """Go on numbering after the last number that was given, not after the last that is left."""
    with connection.cursor() as cursor:
        for model in rows.tables():
            if number := last.get(model._meta.label):
                _go_on(cursor, model._meta, number)


def _go_on(cursor, meta, number):
    if connection.vendor == "postgresql":
        sql = "SELECT setval(pg_get_serial_sequence(quote_ident(%s), %s), %s)"
        cursor.execute(sql, [meta.db_table, meta.pk.column, number])
    else:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)"
        cursor.execute(sql, [meta.db_table, number])
