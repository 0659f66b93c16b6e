"""Writes what was measured as benchmarks/RESULTS.md: figures, ratios, and how they grow."""

import math
import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version


def write_results(figures, served, path):
    """`figures`: 'database rows' -> what -> number or [median, p95] in milliseconds."""
    parts = [HEAD.format(**circumstances()), by_hand(figures), growth(figures), serving(served)]
    path.write_text("\n".join(parts))
    print(f"Written: {path}")


HEAD = """# What `make bench` measured

{when}, commit {commit}; {machine}, {cores} cores; Python {python}, Django {django}, numpy {numpy},
SQLite {sqlite}. Times are milliseconds of a shared machine: compare them within this page only.
"""


def circumstances():
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    return {
        "when": datetime.now(UTC).date().isoformat(),
        "commit": commit or "unknown",
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "django": version("django"),
        "numpy": version("numpy"),
        "sqlite": sqlite3.sqlite_version,
    }


def number(value):
    return "–" if value is None else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def table(head, rows):
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"


def by_hand(figures):
    """Counts, total, facets, bars and first page of a search, beside SQL written by hand."""
    rows = []
    for base, found in figures.items():
        for name in found:
            kind, _, case = name.partition(" | ")
            if kind == "answer":
                (ours, p95), (theirs, _p95) = found[name], found[f"by hand | {case}"]
                hits = f"{found[f'rows | {case}']:,}"
                ratio = f"{theirs / ours:,.1f}"
                rows.append([base, case, hits, number(ours), number(p95), number(theirs), ratio])
    head = ["base", "filter", "rows found", "newsbase", "p95", "SQL by hand", "times as fast"]
    return "## The whole answer of a search, without its HTML\n\n" + table(head, rows)


def growth(figures):
    """Everything else, and the exponent of its growth over the sizes: 1 is in proportion."""
    parts = []
    for vendor in dict.fromkeys(base.split()[0] for base in figures):
        bases = {int(base.split()[1]): found for base, found in figures.items() if vendor in base}
        sizes = sorted(bases)
        rows = []
        for name in bases[sizes[0]]:
            if not name.startswith(("rows |", "by hand |")):
                values = [median_of(bases[size].get(name)) for size in sizes]
                rows.append(
                    [name.replace(" | ", ": "), *map(number, values), exponent(sizes, values)]
                )
        head = ["what (ms unless said)", *(f"{size:,}" for size in sizes), "growth"]
        parts.append(f"## How it grows on {vendor}\n\n" + table(head, rows))
    return "\n".join(parts)


def median_of(value):
    return value[0] if isinstance(value, list) else value


def exponent(sizes, values):
    if len(sizes) < 2 or not values[0] or not values[-1]:
        return "–"
    return f"{math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0]):.2f}"


def serving(served):
    rows = []
    for name, servers in served.items():
        ours, size = servers["newsbase"]
        row = [name, number(ours), f"{size:,}"]
        row += [number(servers[kind][0]) for kind in ("again", "unchanged")]
        for kind in ("Datasette", "Datasette, narrow table"):
            theirs = servers.get(kind, (None, 0))[0]
            row += [number(theirs), f"{theirs / ours:,.1f}" if theirs else "–"]
        rows.append(row)
    head = [
        "asked",
        "newsbase (ms)",
        "its bytes",
        "asked again",
        "304",
        "Datasette",
        "times as fast",
    ]
    head += ["Datasette, narrow table", "times as fast"]
    said = (
        "One process each on the largest SQLite base; newsbase answers the whole page with nine"
        " facets, total and bars, Datasette JSON with 25 rows and three facets. The narrow table"
        " has one country a deal and an index on all that is asked.\n\n"
    )
    return "## Served, beside Datasette and a static file\n\n" + said + table(head, rows)
