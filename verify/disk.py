"""The disk is full: readers read on, a save is told so with what was typed, and the first save
after there is room again is kept.

SQLite stands on a small file system that is filled up; where none can be mounted, on a file that
may not grow. PostgreSQL's own disk is the business of whoever runs it: there the base takes no
saves (default_transaction_read_only), as after a failover to a server that only reads.
"""

import contextlib
import os
import resource
import shutil
import subprocess
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.factories import InvestmentFactory, report
from verify import desk
from verify.base import gunicorn
from verify.figures import Figure

ROWS = ["T52", "T54"]
ENGINES = ["sqlite", "postgresql"]
PAGES = (
    "/",
    "/articles/",
    "/investments/",
    "/organisations/",
    "/search/?q=article",
    "/sitemap.xml",
)
ROUNDS = 5


def run(quick):
    with small_disk() if connection.vendor == "sqlite" else read_only() as (full, free):
        for _number in range(10):
            report(InvestmentFactory())
        editor = desk.Editor()
        with gunicorn() as address:
            reads, saves = [], []
            for number in range(2 if quick else ROUNDS):
                saves.append(editor.save(address).status == 302)
                full()
                told = refused(editor, address)
                typed = f"{desk.TITLE}{editor.sent}".encode()
                saves.append(told.status == 503 and typed in told.content)
                reads += [desk.ask(address, path + f"{number}" * ("?" in path)).status
                          for path in PAGES * 5]  # fmt: skip
                free()
                saves.append(editor.save(address).status == 302)
        found = desk.found()
        wrong = desk.lost(found, {editor.article.pk: editor.acknowledged}) + desk.halves(found)
        wrong += is_broken()
    yield Figure("pages while nothing can be written / other than 200", len(reads),
                 sum(status != 200 for status in reads), "all / 0", least=50)  # fmt: skip
    yield Figure("saves before, meanwhile and after / kept or told otherwise than due", len(saves),
                 saves.count(False), "all / 0", least=6)  # fmt: skip
    yield Figure("saves kept / lost, half, or in a broken base", len(editor.acknowledged), wrong,
                 "all / 0", least=2)  # fmt: skip


def refused(editor, address):
    """The answer to the first save that did not go through: the log may have some room left."""
    answers = (editor.save(address) for _try in range(100))
    return next(each for each in answers if each.status != 302)


def is_broken():
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        return cursor.fetchone()[0] != "ok"


@contextlib.contextmanager
def small_disk():
    """Puts the base on a file system of 20 MiB; yields what fills it and what frees it."""
    with tempfile.TemporaryDirectory(prefix="newsbase-disk-") as directory:
        mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", directory]
        if (
            shutil.which("mount")
            and not subprocess.run(mount, stderr=subprocess.DEVNULL).returncode
        ):
            try:
                _use(Path(directory) / "base.sqlite3")
                yield _filling(Path(directory) / "filler")
            finally:
                connection.close()
                subprocess.run(["umount", "--lazy", directory], check=True)
        else:
            _use(Path(directory) / "base.sqlite3")
            yield _limiting(Path(directory) / "base.sqlite3-wal")
            connection.close()


def _use(path):
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    call_command("migrate", verbosity=0, stdout=StringIO())


def _filling(filler):
    def full():
        # Or the log has room of its own for the next saves.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass

    return full, filler.unlink


def _limiting(log):
    """No file may grow beyond the size that SQLite's log has now. Readers do not write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def everybody(limit):
        for each in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError):
                if f"DATABASE_URL={os.environ['DATABASE_URL']}" in (each / "environ").read_text():
                    resource.prlimit(int(each.name), resource.RLIMIT_FSIZE, limit)

    return (
        lambda: everybody((log.stat().st_size, before[1])),
        lambda: everybody(before),
    )


@contextlib.contextmanager
def read_only():
    """Yields what makes the base refuse saves, and what lets it take them again."""

    def set_to(value):
        with connection.cursor() as cursor:
            name = connection.settings_dict["NAME"]
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
            # For connections that are open: the next request of each opens another.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )

    yield lambda: set_to("on"), lambda: set_to("off")
