"""Migrations taken back and made again with the demo data in the base, and one made under load.

Each step back and forward must leave what the base holds as it was, as long as nothing is kept
that the step back has no room for. And while a migration changes the tables that everybody reads,
nobody may get an error.
"""

import time
from io import StringIO

from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from articles import consistency
from articles.backups import rows
from articles.models import Article
from entities.models import Investment
from tests.factories import InvestmentFactory, report
from verify import desk
from verify.base import fill_with_demo, gunicorn
from verify.figures import Figure
from verify.restarts import Reader

ROWS = ["T55"]
ENGINES = ["sqlite", "postgresql"]
APPS = ("articles", "entities")
STEPS_BACK = 3


def run(quick):
    fill(quick)
    before = rows.digest()
    wrong, done = 0, []
    for app in APPS[:1] if quick else APPS:
        for target in earlier(app)[: 1 if quick else STEPS_BACK]:
            migrate(app, target)
            migrate()
            wrong += rows.digest() != before or any(map(any, all_checks()))
            done.append(f"{app} {target}")
    yield Figure("ways back and forward with the demo data / not as before", len(done), wrong,
                 "all / 0", least=1 if quick else 4, note=", ".join(done))  # fmt: skip
    with gunicorn() as address:
        readers = [Reader(address) for _ in range(3)]
        editors = [desk.Editor() for _ in range(2)]
        with desk.at_work(*readers, *(lambda each=each: each.save(address) for each in editors)):
            for _round in range(1 if quick else 10):
                change_tables()
        statuses = [status for reader in readers for _when, status in reader.answers]
        statuses += [status for each in editors for status in each.answers]
    yield Figure("requests while tables change / answers of 500 and above, or none", len(statuses),
                 sum(not 0 < status < 500 for status in statuses), "all / 0", least=10)  # fmt: skip


def fill(quick):
    """The demo base, or a few reports that are quickly made."""
    if quick:
        for _number in range(5):
            report(InvestmentFactory())
    else:
        fill_with_demo()


def earlier(app):
    """The migrations before the last one that add or change columns only; the latest first."""
    names = sorted(name for label, name in MigrationLoader(connection).graph.nodes if label == app)
    return names[-2::-1]


def migrate(*target):
    call_command("migrate", *target, verbosity=0, stdout=StringIO())


def all_checks():
    return (check() for check in consistency.CHECKS.values())


def change_tables():
    """What a new version does: a column and an index more, the triggers installed anew; and all of
    it taken back."""
    for model in (Article, Investment):
        column = models.CharField(max_length=20, null=True)
        column.set_attributes_from_name("added_by_a_new_version")
        column.model = model
        index = models.Index(fields=["version"], name=f"{model._meta.model_name}_new_version")
        for change in ("add", "remove"):
            with connection.schema_editor() as editor:
                getattr(editor, f"{change}_field")(model, column)
            with connection.schema_editor() as editor:
                getattr(editor, f"{change}_index")(model, index)
            migrate()
            time.sleep(0.2)
