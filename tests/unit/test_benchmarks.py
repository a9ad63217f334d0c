"""Benchmarks are run by hand, so that only this tells at once that they use a name that was changed."""

import ast
import os
import subprocess
import sys
from types import ModuleType

import pytest

from tests.conftest import ROOT

BENCHMARKS = sorted((ROOT / "tests/benchmarks").glob("*.py"))


def check_names(tree: ast.AST) -> None:
    """Raise ImportError or AttributeError where a name of a module of this project does not exist."""
    modules: dict[str, ModuleType] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("techsets", "orgcharts", "jobdescriptions", "tests.")
        ):
            for alias in node.names:
                names: dict = {}
                exec(f"from {node.module} import {alias.name} as found", names)
                if isinstance(names["found"], ModuleType):
                    modules[alias.asname or alias.name] = names["found"]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\nimport " in node.value:
            check_names(ast.parse(node.value))  # A program for a process of its own.
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            getattr(modules[node.value.id], node.attr)


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.name)
def test_benchmarks_use_names_that_exist(path):
    check_names(ast.parse(path.read_text()))


def test_what_benchmarks_use_of_the_fault_tests_needs_no_django():
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", "import tests.system.faults.sites"], cwd=ROOT, env=environment, check=True)


@pytest.mark.parametrize(
    "source", ["from orgcharts.tree import moves\nmoves.gone()", "from orgcharts.tree.moves import gone"]
)
def test_a_name_that_was_changed_is_noticed(source):
    with pytest.raises((AttributeError, ImportError)):
        check_names(ast.parse(source))
