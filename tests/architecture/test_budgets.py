"""The house stays small enough to read. The figures are those of docs/decisions and the architecture."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT, files, functions, lines, named, python, tree

FUNCTION_LINES = 40
VIEW_LINES = 15
FILE_LINES = 300
TEMPLATE_LINES = 120
# The factory is a table of contents and may wait with an import; nothing else may.
MAY_IMPORT_LATE = "create_app"
# Migrations are records of what happened to tables; splitting one makes it harder to read.
TOO_LONG_ON_PURPOSE = "migrations/versions"


def _count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _our_python() -> Iterator[Path]:
    return (path for path in python() if TOO_LONG_ON_PURPOSE not in path.as_posix())


def test_a_reader_can_take_in_every_function() -> None:
    long = [
        f"{named(path, node.lineno)} {node.name} has {lines(node)} lines, at most {FUNCTION_LINES}"
        for path in _our_python()
        for node in functions(path)
        if lines(node) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_a_reader_can_take_in_every_view() -> None:
    long = [
        f"{named(path, node.lineno)} {node.name} has {lines(node)} lines, at most {VIEW_LINES}"
        for path in python("app")
        if path.name == "views.py"
        for node in functions(path)
        if lines(node) > VIEW_LINES and node.name != "init_app"
    ]
    assert not long, "\n".join(long)


def test_a_reader_can_take_in_every_file() -> None:
    long = [
        f"{named(path)} has {_count(path)} lines, at most {FILE_LINES}"
        for path in _our_python()
        if _count(path) > FILE_LINES
    ]
    assert not long, "\n".join(long)


def test_a_reader_can_take_in_every_template() -> None:
    long = [
        f"{named(path)} has {_count(path)} lines, at most {TEMPLATE_LINES}"
        for path in files()
        if "templates" in path.parts and _count(path) > TEMPLATE_LINES
    ]
    assert not long, "\n".join(long)


def test_a_reader_can_see_every_import_at_the_top() -> None:
    late = [
        f"{named(path, node.lineno)} imports inside {function.name}"
        for path in python("app", "config.py")
        for function in functions(path)
        if function.name != MAY_IMPORT_LATE
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late, "\n".join(late)


def test_a_reader_can_follow_every_branch() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--output-format", "concise", "app"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_reader_can_learn_from_every_package_who_it_is_for() -> None:
    silent = [
        f"{named(path)} has no docstring"
        for path in python("app")
        if path.name == "__init__.py" and not ast.get_docstring(tree(path))
    ]
    assert not silent, "\n".join(silent)
