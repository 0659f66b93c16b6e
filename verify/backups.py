"""Backups taken while colleagues save, each restored and compared with what had been acknowledged;
damaged ones refused; and bases moved from either database to the other.

The saves are real ones, over HTTP. A backup must hold every save that was acknowledged before it
began, none that was sent after it ended, and no half of one: an article's text and its history
are saved together.
"""

import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection

from articles.backups import elsewhere, files, rows, saving
from verify import desk
from verify.base import fill_with_demo, gunicorn
from verify.figures import Figure

ROWS = ["T56"]
ENGINES = ["sqlite", "postgresql"]
EDITORS = 3


def run(quick):
    tries = 4 if quick else 100
    if not quick:
        fill_with_demo()
    with tempfile.TemporaryDirectory(prefix="newsbase-backups-") as name:
        directory = Path(name)
        yield consistent(directory, tries)
        path = directory / saving.file_name()
        saving.save(path)
        yield damaged(path, 10)
        if not quick:
            yield drills(path)


def consistent(directory, tries):
    editors = [desk.Editor() for _ in range(EDITORS)]
    wrong = 0
    with gunicorn() as address, restorer() as restore:
        with desk.at_work(*(lambda each=each: each.save(address) for each in editors)):
            taken = [one_backup(directory, editors) for _ in range(tries)]
        for path, before, after in taken:
            wrong += not is_consistent(restore(path), before, after)
            path.unlink()
    saves = sum(len(each.acknowledged) for each in editors)
    # Without saves nothing would have been proved.
    wrong += saves < tries // 4
    return Figure("backups under load / inconsistent", tries, wrong, "100 / 0", least=tries,
                  note=f"{saves} saves meanwhile")  # fmt: skip


def one_backup(directory, editors):
    """(path, saves acknowledged before, numbers sent until after), by article."""
    before = {each.article.pk: list(each.acknowledged) for each in editors}
    path = directory / saving.file_name()
    saving.save(path)
    return path, before, {each.article.pk: each.sent for each in editors}


def is_consistent(told, before, after):
    numbers = {int(pk): (now, set(old)) for pk, (now, old) in told["numbers"].items()}
    is_late = any(now > after[pk] for pk, (now, _old) in numbers.items())
    return not (told["wrong"] or is_late or desk.lost(numbers, before) or desk.halves(numbers))


@contextlib.contextmanager
def other_base():
    """The URL of another empty base on the same engine."""
    url = os.environ["DATABASE_URL"]
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="newsbase-other-") as directory:
            yield f"sqlite:///{directory}/other.sqlite3"
        return
    name = f"other_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name}")
        yield url.replace(f"/{connection.settings_dict['NAME']}?", f"/{name}?")
        there.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def restorer():
    """A function that restores a backup in another base and returns what verify.restored tells."""
    with other_base() as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "verify.restored"], env=os.environ | {"DATABASE_URL": url},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip

        def restore(path):
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        try:
            yield restore
        finally:
            process.stdin.close()
            process.wait()


def damaged(path, tries):
    """Cut off at random, and with a random bit turned over."""
    content, bad, accepted = path.read_bytes(), path.with_name("damaged"), 0
    for _try in range(tries):
        at = random.randrange(len(content))
        flipped = bytearray(content)
        flipped[at] ^= 1 << random.randrange(8)
        for changed in (content[:at], bytes(flipped)):
            bad.write_bytes(changed)
            with bad.open("rb") as file:
                try:
                    files.examined(file)
                    accepted += 1
                except files.Refused:
                    pass
    return Figure("damaged backups / accepted", 2 * tries, accepted, "20 / 0", least=20)


def drills(path):
    """The same engine, and from PostgreSQL to SQLite and back, by the commands."""
    digest, wrong, done = rows.digest(), 0, []
    with other_base() as url:
        elsewhere.fill(url, path, verbosity=0)
        wrong += digest_of(url) != digest
        done.append(f"{connection.vendor} to {connection.vendor}")
    if connection.vendor == "postgresql":
        moved = path.with_name("moved.sqlite3")
        call_command("move_base", str(moved), verbosity=0, stdout=StringIO())
        wrong += digest_of(f"sqlite:///{moved}") != digest
        with other_base() as url:
            move = [sys.executable, "manage.py", "move_base", url, "-v0"]
            subprocess.run(move, check=True, stdout=subprocess.DEVNULL,
                           env=os.environ | {"DATABASE_URL": f"sqlite:///{moved}"})  # fmt: skip
            wrong += digest_of(url) != digest
        done += ["postgresql to sqlite", "sqlite to postgresql"]
    return Figure("bases moved / other digest", len(done), wrong, "equal digests", least=1,
                  note=", ".join(done))  # fmt: skip


def digest_of(url):
    """The digest of another base, by a process of its own."""
    told = "import verify.part as p; p.set_up(); from articles.backups import rows;"
    command = [sys.executable, "-c", f"{told} print(rows.digest())"]
    return subprocess.check_output(
        command, env=os.environ | {"DATABASE_URL": url}, text=True
    ).split()[-1]
