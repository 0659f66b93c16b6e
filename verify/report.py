"""What `make verify` counted, kept in verify/results.json and told in RESULTS.md and README.md.

A part that is run whole replaces what it counted before; each keeps the commit it was run at.
"""

import json
import subprocess
from datetime import UTC, datetime

from verify.figures import Figure

BEGIN, END = "<!-- verify: written by make verify -->", "<!-- /verify -->"
HEAD = "| what was tried / what went wrong | database | tried | wrong | bar | holds |\n"
RULE = "| --- | --- | ---: | ---: | ---: | --- |\n"
ABOVE = (
    "# What held when newsbase was attacked\n\nWritten by `make verify`: each part as it was last "
    "run whole, with the commit and the day.\n"
)
SHORT_HEAD = "| part | tried | wrong | bars that hold | at |\n| --- | ---: | ---: | ---: | --- |\n"


def row(engine, figure):
    told = f"{figure.what} ({figure.note})" if figure.note else figure.what
    holds = "yes" if figure.holds else "**NO**"
    return f"| {told} | {engine} | {figure.tried:,} | {figure.wrong:,} | {figure.bar} | {holds} |\n"


def table(found):
    """Markdown of (part, engine, Figure) triples."""
    return HEAD + RULE + "".join(row(engine, figure) for _part, engine, figure in found)


def commit(root):
    """The short name of the commit that was checked, with '+' if files were changed since."""

    def git(*arguments):
        return subprocess.check_output(["git", *arguments], cwd=root, text=True).strip()

    changed = git("status", "--porcelain", "--", ":!verify/results.json", ":!verify/RESULTS.md",
                  ":!README.md")  # fmt: skip
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def write_results(found, root, parts):
    """Keep the figures of parts that were run whole; tell all that are kept, in the order `parts`,
    in verify/RESULTS.md and, part by part, in the README."""
    kept = root / "verify" / "results.json"
    results = json.loads(kept.read_text()) if kept.exists() else {}
    at = f"{commit(root)}, {datetime.now(UTC):%Y-%m-%d}"
    for run in dict.fromkeys((part, engine) for part, engine, _figure in found):
        figures = [figure.as_dict() for *its, figure in found if tuple(its) == run]
        results["/".join(run)] = {"at": at, "figures": figures}
    results = dict(sorted(results.items(), key=lambda item: parts.index(item[0].split("/")[0])))
    kept.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (root / "verify" / "RESULTS.md").write_text(ABOVE + "".join(map(_section, results.items())))
    readme = root / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    rows = "".join(map(_short_row, results.items()))
    readme.write_text(f"{before}{BEGIN}\n{SHORT_HEAD}{rows}{END}{rest.split(END)[1]}")


def _section(item):
    run, kept = item
    part, engine = run.split("/")
    found = [(part, engine, Figure(**each)) for each in kept["figures"]]
    return f"\n## {part} on {engine}\n\nAt {kept['at']}.\n\n{table(found)}"


def _short_row(item):
    run, kept = item
    part, engine = run.split("/")
    figures = [Figure(**each) for each in kept["figures"]]
    tried, wrong = sum(each.tried for each in figures), sum(each.wrong for each in figures)
    holding = f"{sum(each.holds for each in figures)} of {len(figures)}"
    return f"| {part} on {engine} | {tried:,} | {wrong:,} | {holding} | {kept['at']} |\n"
