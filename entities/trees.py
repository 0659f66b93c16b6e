"""Self-references that must never make a cycle, held by triggers in both databases.

A CHECK can't see other rows, and Python can't see raw SQL: a trigger is the one door. SQLite
loses a table's triggers whenever a migration rebuilds the table, so they are installed after
every `migrate` and not in a migration.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils.translation import gettext as _

GUARDED = (
    ("entities", "Place", "parent"),
    ("entities", "Organisation", "parent"),
    ("entities", "Place", "merged_into"),
    ("entities", "Organisation", "merged_into"),
    ("entities", "Site", "merged_into"),
    ("entities", "Investment", "part_of"),
    ("entities", "Investment", "supersedes"),
    ("entities", "Capacity", "part_of"),
)

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{event}
BEFORE {when} ON {table} WHEN NEW.{column} IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, '{name}') WHERE NEW.id IN (
    WITH RECURSIVE above(id) AS (
      SELECT NEW.{column}
      UNION SELECT t.{column} FROM {table} t JOIN above ON t.id = above.id
    ) SELECT id FROM above
  );
END
"""

# The lock makes two transactions that each add half of a cycle take turns. AFTER, because BEFORE
# would lock the row whole, and the foreign key of the other transaction waits for that.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('{name}'));
  IF NEW.id IN (
    WITH RECURSIVE above(id) AS (
      SELECT NEW.{column}
      UNION SELECT t.{column} FROM {table} t JOIN above ON t.id = above.id
    ) SELECT id FROM above
  ) THEN
    RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE TRIGGER {name} AFTER INSERT OR UPDATE OF {column} ON {table}
FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) EXECUTE FUNCTION {name}();
"""


def install_cycle_guards(using="default", guarded=GUARDED, **kwargs):
    """Create the triggers of (app, model, field) where missing; called after every migrate."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for app, model, field in guarded:
            table = apps.get_model(app, model)._meta.db_table
            if table in tables:
                for statement in _statements(connection.vendor, table, field):
                    cursor.execute(statement)


def trigger_names(vendor):
    """The names of the triggers that guard GUARDED."""
    names = {
        f"{apps.get_model(app, model)._meta.db_table}_{field}_no_cycle"
        for app, model, field in GUARDED
    }
    if vendor == "postgresql":
        return names
    return {f"{name}_{event}" for name in names for event in ("insert", "update")}


def _statements(vendor, table, field):
    column = f"{field}_id"
    words = {"name": f"{table}_{field}_no_cycle", "table": table, "column": column}
    if vendor == "postgresql":
        return [POSTGRESQL.format(**words)]
    events = {"insert": "INSERT", "update": f"UPDATE OF {column}"}
    return [SQLITE.format(event=event, when=when, **words) for event, when in events.items()]


def refuse_cycle(record, field):
    """Raise ValidationError at `field` if following it from `record` leads back to `record`."""
    seen, above = {record.pk}, getattr(record, field)
    while above is not None:
        if above.pk in seen:
            raise ValidationError({field: _("This would make a circle: choose another record.")})
        seen.add(above.pk)
        above = getattr(above, field)
