"""`make bench`: builds the bases, measures them on both databases, writes benchmarks/RESULTS.md.

A base is built once for its schema and kept: SQLite's in var/bench, PostgreSQL's where
BENCH_DATABASE_URL names a server, otherwise on a throw-away one each time. ROWS says which sizes:
ROWS="10000 100000".
"""

import contextlib
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.report import write_results
from benchmarks.serving import compare
from tests.postgres import throwaway_server

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "bench"
SIZES = [int(rows) for rows in os.environ.get("ROWS", "10000 100000 1000000").split()]
FIGURES = KEPT / "figures.json"


def run(module, *arguments, url):
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"DATABASE_URL": url})


def schema():
    """A few letters that change with any migration."""
    files = sorted(ROOT.glob("*/migrations/*.py"))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def on_sqlite(rows):
    """The URL of the base of `rows` investments, built if it is not there."""
    path = KEPT / f"{rows}-{schema()}.sqlite3"
    url = f"sqlite:///{path}"
    if not path.exists():
        building = path.with_suffix(".building")
        building.unlink(missing_ok=True)
        run("build", rows, url=f"sqlite:///{building}")
        building.rename(path)
    return url


def on_postgresql(rows, server):
    name = f"newsbase_bench_{rows}_{schema()}"
    parts = urlsplit(server)
    url = urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone():
            return url
        connection.execute(f"CREATE DATABASE {name}_building")
    run("build", rows, url=urlunsplit(parts._replace(path=f"/{name}_building")))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name}_building RENAME TO {name}")
    return url


def main():
    KEPT.mkdir(parents=True, exist_ok=True)
    FIGURES.unlink(missing_ok=True)
    given = os.environ.get("BENCH_DATABASE_URL")
    with contextlib.nullcontext(given) if given else throwaway_server() as server:
        for rows in SIZES:
            for url in (on_sqlite(rows), on_postgresql(rows, server)):
                run("measure", FIGURES, url=url)
    served = compare(KEPT / f"{SIZES[-1]}-{schema()}.sqlite3")
    write_results(json.loads(FIGURES.read_text()), served, ROOT / "benchmarks" / "RESULTS.md")


if __name__ == "__main__":
    main()
