"""Serves one SQLite base by newsbase and by Datasette, one process each, and asks both the same."""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

RUNS = 7
# Datasette counts a facet only for so long unless it is told to take its time.
PATIENT = ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms")
FACETS = "_facet=kind&_facet=status&_facet=announced_year&_size=25&_shape=objects"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


NARROW_FACETS = FACETS.replace("announced_year", "year")
NARROW = {
    "no filter": f"?{NARROW_FACETS}",
    "one country": f"?country=gb&{NARROW_FACETS}",
    "narrow": f"?country=gb&kind=grant&year=2025&status=paused&{NARROW_FACETS}",
}


@contextlib.contextmanager
def served(command, port, path="/", **environment):
    """A server that answers at `path`; yields its address."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | environment, **quiet)
    try:
        for _try in range(600):
            with contextlib.suppress(URLError, ConnectionError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def milliseconds(url, **headers):
    """The median time to get `url` whole, and its size in bytes; a 304 has none."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        size = len(answer(url, **headers)[0])
        times.append((time.perf_counter() - start) * 1000)
    return median(times), size


def answer(url, **headers):
    """(body, ETag) of what `url` answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
            return response.read(), response.headers["ETag"]
    except HTTPError as error:
        if error.code != 304:
            raise
        return b"", None


OURS = {
    "no filter": "/investments/",
    "one country": "/investments/?place=gb",
    "narrow": "/investments/?place=gb&kind=grant&year=2025&status=paused",
    "a static file": "/static/css/site.css",
}


def compare(base):
    """What is asked -> server -> (milliseconds, bytes), for a SQLite file."""
    with newsbase(base) as address:
        found = {name: {"newsbase": milliseconds(address + path)} for name, path in OURS.items()}
    with newsbase(base, KEPT_PAGES_BYTES="32000000") as address:
        for name, path in OURS.items():
            _body, etag = answer(address + path)
            found[name]["again"] = milliseconds(address + path)
            found[name]["unchanged"] = milliseconds(address + path, **{"If-None-Match": etag or ""})
    country = place_id(base, "gb")
    link = {"table": "entities_investment_places", "column": "place_id", "value": str(country)}
    through = urlencode({"_through": json.dumps(link)})
    theirs = {
        "no filter": f"?{FACETS}",
        "one country": f"?{through}&{FACETS}",
        "narrow": f"?{through}&kind=grant&announced_year=2025&status=paused&{FACETS}",
    }
    with datasette(base) as address:
        for name, query in theirs.items() if address else ():
            table = f"{address}/{base.stem}/entities_investment.json"
            found[name]["Datasette"] = milliseconds(table + query)
        for name, query in NARROW.items() if address else ():
            table = f"{address}/{base.stem}/bench_narrow.json"
            found[name]["Datasette, narrow table"] = milliseconds(table + query)
    return found


def place_id(base, path):
    with contextlib.closing(sqlite3.connect(base)) as connection:
        rows = connection.execute("SELECT id FROM entities_place WHERE path = ?", [path])
        return rows.fetchone()[0]


def newsbase(base, **environment):
    port = free_port()
    environment |= {
        "DATABASE_URL": f"sqlite:///{base}", "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1",
    }  # fmt: skip
    return served([sys.executable, "-m", "gunicorn"], port, "/healthz", **environment)


def datasette(base):
    """Datasette on the base if it is there (pip install datasette, or DATASETTE names it)."""
    program = os.environ.get("DATASETTE") or shutil.which("datasette")
    if not program:
        print("No Datasette here: it is left out.")
        return contextlib.nullcontext()
    port = free_port()
    settings = [each for name in PATIENT for each in ("--setting", name, "60000")]
    command = [program, str(Path(base)), "--port", str(port), *settings]
    return served(command, port)
