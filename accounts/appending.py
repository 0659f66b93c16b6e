"""The record of security events is only added to: triggers refuse every change and deletion.

Installed after every `migrate`, as those of entities.trees are: SQLite loses them when a migration
rebuilds the table.
"""

from contextlib import contextmanager

from django.db import connections, transaction

TABLE = "accounts_securityevent"
EVENTS = ("UPDATE", "DELETE")
REFUSAL = "Security events are only added to."
NAME = "security_event_{event}_refused"

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION security_event_refused() RETURNS trigger LANGUAGE plpgsql AS $refused$
BEGIN
  RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation';
END $refused$;
CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table}
FOR EACH ROW EXECUTE FUNCTION security_event_refused();
"""
DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {name}",
    "postgresql": "DROP TRIGGER IF EXISTS {name} ON {table}",
}


def install_guards(using="default", **kwargs):
    """Create the triggers where missing; called after every migrate."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        _execute(connection, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def trigger_names():
    """The names of the triggers that refuse."""
    return {NAME.format(event=event.lower()) for event in EVENTS}


@contextmanager
def erasing(using="default"):
    """The one way past the triggers, for what the law wants gone: a transaction without them.

    They are back when it ends, however it ends; nobody else writes events meanwhile.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        _execute(connection, DROP[connection.vendor])
        yield
        install_guards(using)


def _execute(connection, statement):
    with connection.cursor() as cursor:
        for event in EVENTS:
            name = NAME.format(event=event.lower())
            cursor.execute(statement.format(name=name, event=event, table=TABLE, refusal=REFUSAL))
