import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each package may import those to its right.
LAYERS = ["newsbase", "articles", "accounts", "entities"]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", LAYERS[1:])
def test_imports_never_go_back_to_what_is_built_on_top(package):
    above = {*LAYERS[: LAYERS.index(package)], "tests"}
    files = list((ROOT / package).rglob("*.py"))
    assert files
    assert [path for path in files if above & set(imported(path))] == []


def test_no_module_is_imported_inside_a_function_to_dodge_a_cycle():
    # An AppConfig's ready() is Django's own place for it.
    late = [
        path
        for package in LAYERS
        for path in (ROOT / package).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and function.name != "ready"
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    assert late == []
