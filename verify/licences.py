"""`make licences`: writes docs/licences.md, the licences of what newsbase installs to run.

It is read from the installed packages that requirements/prod.txt locks; a licence that nobody
looked at fails.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ \\]+)", re.MULTILINE)
CLASSIFIER = "License :: OSI Approved :: "

# Licences under which newsbase may be run, changed and passed on, by their SPDX names, and the
# words that packages without SPDX names use for them.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "LGPL-3.0-only",
    "MIT", "MIT-0", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Zlib", "Apache Software License", "BSD",
    "BSD License", "MIT License", "Mozilla Public License 2.0 (MPL 2.0)",
}  # fmt: skip
# Their packages say nothing; their repositories' licence files do.
READ_BY_HAND = {"currencyconverter": "Apache-2.0"}
# Only on systems without a time zone database.
NOT_INSTALLED = {"tzdata": "Apache-2.0"}


def locked():
    """(name, version) of each package that production installs."""
    return PINNED.findall((ROOT / "requirements" / "prod.txt").read_text())


def licence_of(name):
    """What the installed package `name` says of its licence; '' if it says nothing."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return NOT_INSTALLED.get(name, "")
    classified = [
        each.removeprefix(CLASSIFIER)
        for each in about.get_all("Classifier") or []
        if each.startswith(CLASSIFIER)
    ]
    return about.get("License-Expression") or " AND ".join(classified) or about.get("License") or ""


def is_allowed(licence):
    """May everything in it be used, of alternatives at least one?"""
    parts = licence.split(" AND ")
    return all(any(one in ALLOWED for one in part.split(" OR ")) for part in parts)


def page():
    """The text of docs/licences.md; SystemExit names the packages that may not be used."""
    found = [(name, version, licence_of(name)) for name, version in locked()]
    if refused := [f"{name} ({licence or 'none'})" for name, _v, licence in found
                   if not is_allowed(licence)]:  # fmt: skip
        sys.exit(f"No licence that we allow: {', '.join(refused)}")
    rows = "".join(f"| {name} | {version} | {licence} |\n" for name, version, licence in found)
    return (
        "# Licences of what newsbase installs to run\n\nWritten by `make licences`.\n\n"
        f"| package | version | licence |\n| --- | --- | --- |\n{rows}"
    )


if __name__ == "__main__":
    (ROOT / "docs" / "licences.md").write_text(page())
