"""Rows that break a rule, written by raw SQL past every form: the database refuses each.

The list is that of tests/entities/test_constraints.py, and what is unique, protected or would make
a circle comes on top.
"""

from django.db import DatabaseError, connection, transaction

from tests.entities import test_constraints as known
from tests.factories import PartyFactory, SiteFactory
from verify.figures import Figure

ROWS = ["T57"]
ENGINES = ["sqlite", "postgresql"]


class Undone(Exception):
    """Takes back a row that was tried."""


def run(quick):
    accepted = [told for told, attempt in attempts() if is_accepted(attempt)]
    tried = sum(1 for _each in attempts())
    yield Figure("bad rows by raw SQL / accepted", tried, len(accepted), "60 / 0", least=60,
                 note="; ".join(accepted[:5]))  # fmt: skip
    refused = [str(good) for good in known.GOOD if not is_accepted(setting(*good))]
    yield Figure("good rows by raw SQL / refused", len(known.GOOD), len(refused), "all / 0",
                 least=len(known.GOOD), note="; ".join(refused))  # fmt: skip


def attempts():
    """(what is tried, a function that tries it)."""
    for model, clause in known.BAD:
        yield f"{model.__name__}: {clause}", setting(model, clause)
    for model, columns in known.UNIQUE:
        yield f"a second {model.__name__} with its {columns}", doubling(model, columns)
    for make, field in known.TREES:
        yield f"a circle of {field} by {make.__name__}", closing(make, field)
    yield from DANGLING.items()


def is_accepted(attempt):
    try:
        with transaction.atomic():
            attempt()
            # Foreign keys are looked at when a transaction ends.
            connection.check_constraints()
            raise Undone
    except Undone:
        return True
    except DatabaseError:
        return False


def setting(model, clause):
    return lambda: known.set_columns(known.VALID[model](), clause)


def doubling(model, columns):
    def attempt():
        first, second = known.VALID[model](), known.VALID[model]()
        clause = ", ".join(f"{column} = '{getattr(first, column)}'" for column in columns)
        known.set_columns(second, clause)

    return attempt


def closing(make, field):
    def attempt():
        first, last = known.chain(make, field, 3)
        kind = ", kind = 'city'" if make is known.PlaceFactory else ""
        known.set_columns(first, f"{field}_id = {last.pk}{kind}")

    return attempt


def deleting(record):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {record._meta.db_table} WHERE id = {record.pk}")


DANGLING = {
    "an article with a reviewer who is nobody": setting(known.Article, "reviewer_id = 0"),
    "delete an organisation that takes part": lambda: deleting(PartyFactory().organisation),
    "delete the place of a site": lambda: deleting(SiteFactory().place),
    "delete the author of an article": lambda: deleting(known.ArticleFactory().author),
    "delete the source of a published article": lambda: deleting(known.make_article().source),
    "delete the approver of a published article": lambda: deleting(
        known.make_article().approved_by
    ),
    "delete an investment that is claimed": lambda: deleting(known.make_claim().investment),
}
