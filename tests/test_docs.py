"""What the documentation says is so."""

import re
from pathlib import Path

import pytest

from entities.figures import FigureError, parse_figure

ROOT = Path(__file__).parent.parent
FIGURES = (ROOT / "docs" / "editors.md").read_text().partition("## Figures")[2].partition("## ")[0]
TYPED = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (`.*?) \|", FIGURES, re.MULTILINE)))
REFUSED = re.findall(r"`([^`]+)`", FIGURES.partition("two ways")[2])


@pytest.mark.parametrize("text", TYPED)
def test_the_figures_that_the_guide_shows_are_read(text):
    parse_figure(text)


@pytest.mark.parametrize("text", REFUSED)
def test_the_figures_that_the_guide_calls_ambiguous_are_refused(text):
    with pytest.raises(FigureError):
        parse_figure(text, "GBP")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_file_a_page_links_to_is_there(page):
    text = (ROOT / page).read_text()
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_the_readme_names_is_in_the_makefile():
    commands = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text())) - {"are"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert commands <= targets


def test_every_command_of_ours_is_in_the_operations_guide():
    guide = (ROOT / "docs" / "operations.md").read_text()
    files = ROOT.glob("*/management/commands/[a-z]*.py")
    assert [file.stem for file in files if f"`{file.stem}`" not in guide] == []


def test_each_threat_names_what_shows_that_it_is_met():
    told = (ROOT / "docs/security.md").read_text()
    rows = [line for line in told.splitlines() if re.match(r"\| T\d", line)]
    assert len(rows) > 40
    for line in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)`|verify `(\w+)`", line)
        assert named, line
        for test, part in named:
            assert (ROOT / (test or f"verify/{part}.py")).exists(), line
