"""Which investments have changed since somebody looked: what keeps entities.snapshot true.

Triggers note every change that a search could tell, whoever makes it (the admin, a command, raw
SQL), in the transaction that makes it. Like the guards of entities.trees they are installed
after every `migrate`, because SQLite loses them when a migration rebuilds a table.
"""

from dataclasses import dataclass

from django.db import connections

LOG = "entities_investmentchange"
BUILT = "SELECT investment_id FROM entities_investment_sites WHERE site_id = {row}.id"
PLACED = """
SELECT investment_id FROM entities_investment_places WHERE place_id = {row}.id UNION
SELECT l.investment_id FROM entities_investment_sites l JOIN entities_site s ON s.id = l.site_id
WHERE s.place_id = {row}.id
"""
NAMED = "SELECT investment_id FROM entities_party WHERE organisation_id = {row}.id"


@dataclass(frozen=True)
class Watched:
    """A table, the SQL for the ids of the investments that its {row} concerns, and the columns
    whose update matters: any, and every new or deleted row too, if none is named."""

    table: str
    investments: str
    columns: tuple = ()


WATCHED = (
    Watched("entities_investment", "SELECT {row}.id"),
    Watched("entities_party", "SELECT {row}.investment_id"),
    Watched("entities_investment_places", "SELECT {row}.investment_id"),
    Watched("entities_investment_sites", "SELECT {row}.investment_id"),
    Watched("entities_investment_may_overlap", "SELECT {row}.from_investment_id"),
    Watched("entities_site", BUILT, ("place_id", "kind")),
    Watched("entities_place", PLACED, ("path", "folded_name")),
    Watched("entities_organisation", NAMED, ("folded_name",)),
)

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{event}_is_a_change AFTER {when} ON {table}
BEGIN
  INSERT INTO {log} (investment_id, at)
  SELECT changed.*, (SELECT COALESCE(MAX(at), 0) + 1 FROM {log})
  FROM ({investments}) AS changed WHERE true
  ON CONFLICT (investment_id) DO UPDATE SET at = excluded.at;
END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_is_a_change() RETURNS trigger LANGUAGE plpgsql AS $change$
BEGIN
  INSERT INTO {log} (investment_id, at)
  SELECT changed.*, pg_current_xact_id()::text::bigint FROM ({investments}) AS changed
  ON CONFLICT (investment_id) DO UPDATE SET at = excluded.at WHERE {log}.at <> excluded.at;
  RETURN NULL;
END $change$;
CREATE OR REPLACE TRIGGER {table}_is_a_change AFTER {when} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_a_change();
"""


def install_change_log(using="default", **kwargs):
    """Create the triggers where missing; called after every migrate."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if LOG in tables and {watched.table for watched in WATCHED} <= tables:
        with connection.cursor() as cursor:
            for watched in WATCHED:
                for statement in _statements(connection.vendor, watched):
                    cursor.execute(statement)


def trigger_names(vendor):
    """The names of the triggers that the log needs."""
    if vendor == "postgresql":
        return {f"{watched.table}_is_a_change" for watched in WATCHED}
    return {
        f"{watched.table}_{event}_is_a_change"
        for watched in WATCHED
        for event in (("update",) if watched.columns else ("update", "insert", "delete"))
    }


def _statements(vendor, watched):
    return (_on_postgresql if vendor == "postgresql" else _on_sqlite)(watched)


def _on_postgresql(watched):
    when = "INSERT OR UPDATE OR DELETE"
    if watched.columns:
        when = f"UPDATE OF {', '.join(watched.columns)}"
    # OLD is NULL for an insert and NEW for a deletion.
    sides = " UNION ".join(watched.investments.format(row=row) for row in ("NEW", "OLD"))
    investments = f"SELECT * FROM ({sides}) AS sides (id) WHERE id IS NOT NULL"  # noqa: S608
    yield POSTGRESQL.format(table=watched.table, log=LOG, when=when, investments=investments)


def _on_sqlite(watched):
    update = f"UPDATE OF {', '.join(watched.columns)}" if watched.columns else "UPDATE"
    events = {"update": (update, ["NEW", "OLD"])}
    if not watched.columns:
        events |= {"insert": ("INSERT", ["NEW"]), "delete": ("DELETE", ["OLD"])}
    for event, (when, rows) in events.items():
        investments = " UNION ".join(watched.investments.format(row=row) for row in rows)
        yield SQLITE.format(
            table=watched.table, event=event, log=LOG, when=when, investments=investments
        )


MARK = {
    "sqlite": f"(SELECT COALESCE(MAX(at), 0) + 1 FROM {LOG})",  # noqa: S608
    "postgresql": "pg_current_xact_id()::text::bigint",
}


def all_changed(connection):
    """Note all investments there are as changed, where no trigger does: a base is put back."""
    mark = MARK[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LOG} (investment_id, at) SELECT id, {mark} FROM entities_investment"  # noqa: S608
            " WHERE true ON CONFLICT (investment_id) DO UPDATE SET at = excluded.at"
        )


# A transaction that has not ended yet may still write what the next look must see, so on
# PostgreSQL the look starts again at the oldest one that is open (xmin). A log that comes from
# another server may hold ids this one has not reached (xmax).
SINCE = {
    "sqlite": f"SELECT investment_id, at, NULL FROM {LOG} WHERE at >= %s",  # noqa: S608
    "postgresql": f"""
        SELECT investment_id, at, seen.xmin FROM (
          SELECT pg_snapshot_xmin(now)::text::bigint AS xmin,
                 pg_snapshot_xmax(now)::text::bigint AS xmax
          FROM pg_current_snapshot() AS now
        ) AS seen LEFT JOIN {LOG} ON at >= %s AND at < seen.xmax
    """,  # noqa: S608
}  # fmt: skip
NOW = {
    "sqlite": f"SELECT COALESCE(MAX(at), 0) FROM {LOG}",  # noqa: S608
    "postgresql": "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
}


# What this transaction itself has changed, by the same marks.
HERE = {
    "sqlite": f"SELECT investment_id FROM {LOG} WHERE at > %s",  # noqa: S608
    "postgresql": f"""
        SELECT investment_id FROM {LOG} WHERE at = pg_current_xact_id()::text::bigint AND at >= %s
    """,  # noqa: S608
}


def position(connection):
    """Where the log stands now: what changes later is beyond it."""
    with connection.cursor() as cursor:
        cursor.execute(NOW[connection.vendor])
        return cursor.fetchone()[0]


def changed_here(connection, since):
    """The ids of the investments that the open transaction changed after the `position` since."""
    with connection.cursor() as cursor:
        cursor.execute(HERE[connection.vendor], [since])
        return {pk for (pk,) in cursor.fetchall()}


class Lost(Exception):
    """The log no longer reaches back to where somebody looked: look at everything again."""


class Reader:
    """Tells which investments have changed since it was made, each until it is `taken` in."""

    def __init__(self, connection):
        self.seen, self.waiting = {}, set()
        self.position = position(connection)
        # What stands at the position itself is older than this reader.
        self.changed(connection)
        self.taken()

    def taken(self):
        """All changes told of so far are taken in."""
        self.waiting = set()

    def changed(self, connection):
        """The ids of the investments with a committed change not taken in yet; raises Lost."""
        with connection.cursor() as cursor:
            cursor.execute(SINCE[connection.vendor], [self.position])
            rows = cursor.fetchall()
        log = {pk: at for pk, at, _ in rows if pk is not None}
        if connection.vendor == "sqlite":
            if self.position and not log:
                raise Lost
            self.position = max([self.position, *log.values()])
        else:
            self.position = rows[0][2]
        self.waiting |= {pk for pk, at in log.items() if self.seen.get(pk) != at}
        self.seen = log
        return self.waiting
