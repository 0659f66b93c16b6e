"""Fills a new base, that of another DATABASE_URL, by the commands that fill this one."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.utils.translation import gettext as _

from articles.backups.files import Refused

TABLES = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()"


def url_of(target):
    """The DATABASE_URL that `target` means: one, or the path of an SQLite file."""
    return target if "://" in target else f"sqlite:///{Path(target).resolve()}"


def fill(target, backup, verbosity=1):
    """Make a new base at `target`, a path or a DATABASE_URL, and put `backup` into it.

    Raises Refused if there is something already, or if it does not work: then what was begun is
    removed, or on PostgreSQL left empty of rows.
    """
    url = url_of(target)
    path = Path(urlsplit(url).path) if url.startswith("sqlite") else None
    (_refuse_file if path else _refuse_full)(path or url)
    try:
        _manage(url, "migrate", "--verbosity", "0")
        _manage(url, "restore", str(backup), "--replace", "--yes", "-v", str(verbosity))
    except BaseException:
        for end in ("", "-wal", "-shm") if path else ():
            Path(f"{path}{end}").unlink(missing_ok=True)
        raise
    if path:
        path.chmod(0o600)


def _refuse_file(path):
    if path.exists():
        raise Refused(_("%s is there already: choose a new path.") % path)
    if not path.parent.is_dir():
        raise Refused(_("There is no directory %s: make it first.") % path.parent)


def _refuse_full(url):
    password = _environment(url).get("DATABASE_PASSWORD")
    given = {"password": password} if password else {}
    try:
        with psycopg.connect(url.replace("psql://", "postgres://"), **given) as connection:
            tables = connection.execute(TABLES).fetchone()[0]
    except psycopg.Error as error:
        raise Refused(_("The new base can't be reached: %s") % error) from error
    if tables:
        raise Refused(_("The new base is not empty: make an empty one with createdb."))


def _environment(url):
    """Ours, with another base; its own password wins over that of the present base."""
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL_FILE"}
    if urlsplit(url).password:
        for name in ("DATABASE_PASSWORD", "DATABASE_PASSWORD_FILE"):
            ours.pop(name, None)
    with suppress(KeyError):
        ours["DATABASE_PASSWORD"] = Path(ours["DATABASE_PASSWORD_FILE"]).read_text().strip()
    return ours | {"DATABASE_URL": url, "STATEMENT_SECONDS": "0"}


def _manage(url, *arguments):
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    if subprocess.run(command, env=_environment(url)).returncode:  # noqa: S603
        raise Refused(_("The new base could not be filled: see above."))
