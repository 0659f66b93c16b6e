"""What could let somebody's text become HTML or SQL stands in few places, each with its reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("newsbase", "articles", "entities")
# A call -> {file: why it may}.
ALLOWED = {
    r"mark_safe|SafeString|\|\s*safe\b|autoescape off": {
        "articles/markup.py": "what nh3 has sanitised",
    },
    # Its own text is fixed and its arguments are escaped; an f-string would undo that.
    r"format_html(?:_join)?\(\s*f[\"']": {},
    r"\.extra\(|\.raw\(": {},
    r"RawSQL\(": {
        "articles/search.py": "full-text search; words of letters and digits, as parameters",
    },
    r"cursor\(": {
        "articles/search.py": "the full-text index; texts as parameters",
        "articles/consistency.py": "questions without parameters",
        "entities/trees.py": "names of tables of models, ids as parameters",
        "entities/changes.py": "triggers and counters, named by models",
        "newsbase/kept_pages.py": "the number of the last change",
        "articles/backups/saving.py": "a pragma, and names of tables of models",
        "articles/backups/restoring.py": "names of tables of models, rows as parameters",
        "articles/backups/rows.py": "names of tables and columns of models",
    },
    # Names of fields that come from our own tables of them, never from a request.
    r"(?:filter|exclude|annotate|aggregate|alias|get|order_by|values)\(\s*\*\*?(?!kwargs)\w*(?:GET|POST|data|query|params)": {},  # noqa: E501
    r"\beval\(|\bexec\(|pickle\.|yaml\.load|os\.system|shell=True": {},
}


def sources():
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path
    yield from (ROOT / "templates").rglob("*.html")


@pytest.mark.parametrize("pattern", ALLOWED)
def test_a_dangerous_call_stands_only_where_its_reason_is_written(pattern):
    found = {
        str(path.relative_to(ROOT)) for path in sources() if re.search(pattern, path.read_text())
    }
    assert found == set(ALLOWED[pattern])


# Where the names of fields are put together: a dict of keywords made of names in our code.
FILTERS_BY_NAME = {
    "articles/desk/columns.py", "articles/desk/disagreements.py", "articles/desk/duplicates.py",
    "articles/desk/ledger.py", "articles/desk/merged.py", "articles/desk/resting.py",
    "articles/management/commands/load_demo.py", "articles/publishing.py", "entities/loading.py",
    "entities/parameters.py",
}  # fmt: skip


def test_only_code_that_names_fields_itself_filters_by_a_name_it_puts_together():
    pattern = r"\.(?:filter|exclude|annotate|aggregate|alias|get)\(\*\*"
    found = {
        str(path.relative_to(ROOT)) for path in sources() if re.search(pattern, path.read_text())
    }
    assert found == FILTERS_BY_NAME
    # None of them ever sees a request.
    for name in found:
        assert "request." not in (ROOT / name).read_text(), name
