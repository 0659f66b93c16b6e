"""`make verify`: attacks newsbase on SQLite and PostgreSQL and prints what held.

python -m verify                        everything
python -m verify --quick                what a quarter of an hour can tell; CI runs some parts of it
python -m verify leaks races            some parts
python -m verify --on sqlite            one database
"""

import argparse
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.postgres import throwaway_server
from verify.figures import Figure
from verify.report import table, write_results

ROOT = Path(__file__).parent.parent
# In the order of the table. Each is a module of this package.
PARTS = [
    "malformed", "scripts", "headers", "forgery", "fetching", "large", "leaks", "roles", "races",
    "accounts", "backups", "constraints", "restarts", "kills", "contention", "disk", "faults",
    "clocks", "migrations", "imports", "bodies", "load",
]  # fmt: skip
ENGINES = ["sqlite", "postgresql"]


def engines_of(part):
    """The databases that a part runs on, read from its source: importing it needs Django."""
    source = Path(importlib.util.find_spec(f"verify.{part}").origin).read_text()
    line = next(line for line in source.splitlines() if line.startswith("ENGINES = "))
    return [engine for engine in ENGINES if engine in line]


@contextlib.contextmanager
def empty_base(engine, directory, server):
    """The URL of a new base."""
    if engine == "sqlite":
        yield f"sqlite:///{directory}/base.sqlite3"
        return
    name = f"verify_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")


def run_part(part, engine, server, flags):
    """The figures of one part on one database; a part that ends badly has one that fails."""
    print(f"{part} on {engine} ...", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newsbase-verify-") as directory:
        out = Path(directory) / "figures.json"
        with empty_base(engine, directory, server) as url:
            command = [sys.executable, "-m", "verify.part", part, str(out), *flags]
            environment = os.environ | {"DATABASE_URL": url}
            ended = subprocess.run(command, cwd=ROOT, env=environment).returncode
        found = [Figure(**each) for each in json.loads(out.read_text())] if out.exists() else []
    if ended or not found:
        found.append(Figure(f"{part}: ended with {ended}", 0, 1, "ends well"))
    print(f"  {time.monotonic() - started:.0f} s", flush=True)
    return found


def arguments():
    parser = argparse.ArgumentParser(prog="make verify", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer tries of each")
    parser.add_argument("--on", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    return asked


def main():
    asked = arguments()
    flags = ["--quick"] if asked.quick else []
    needs_server = asked.on != "sqlite"
    with throwaway_server() if needs_server else contextlib.nullcontext() as server:
        found = [
            (part, engine, figure)
            for part in asked.parts or PARTS
            for engine in engines_of(part)
            if asked.on in (None, engine)
            for figure in run_part(part, engine, server, flags)
        ]
    print(table(found))
    if not asked.quick:
        write_results(found, ROOT, PARTS)
    return not all(figure.holds for _part, _engine, figure in found)


if __name__ == "__main__":
    sys.exit(main())
