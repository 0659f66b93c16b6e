"""The table of `make verify`, as text, as verify/RESULTS.md and between the marks in README.md."""

import subprocess
from datetime import UTC, datetime

BEGIN, END = "<!-- verify: written by make verify -->", "<!-- /verify -->"
HEAD = "| what was tried / what went wrong | database | tried | wrong | bar | holds |\n"
RULE = "| --- | --- | ---: | ---: | ---: | --- |\n"


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

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")


def write_results(found, root):
    """Write the whole table to verify/RESULTS.md and to the README."""
    told = f"`make verify` at {commit(root)}, {datetime.now(UTC):%Y-%m-%d}:\n\n{table(found)}"
    results = root / "verify" / "RESULTS.md"
    results.write_text(f"# What held when newsbase was attacked\n\n{told}")
    readme = root / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{told}{END}{after}")
