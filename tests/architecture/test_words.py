"""The words of the house: one name for each thing, no half-done work, nothing of one person's machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import files, named, python, tree

# People are listed, asked, found and helped; they are not these.
DENIED_NAMES = {"user", "users", "victim", "victims", "rescue", "rescued"}
DENIED_ENDINGS = re.compile(r"\w(Manager|Helper|Helpers|Util|Utils)$")
DENIED_FILES = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py"}
# Put together here so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE = re.compile(
    "|".join(
        ("files.python" + "hosted", "pypi" + r"\.org/simple", "registry.npm" + "js", "file:" + "///")
        + tuple(rf"(?<![\w.])/{folder}/\w" for folder in ("work", "root", "home", "Users", "opt"))
    )
)
TEXT = {".py", ".html", ".css", ".js", ".json", ".md", ".toml", ".txt", ".sh", ".csv", ".cfg", ".ini", ".yml"}
# Written by others, word for word.
NOT_OURS = {"LICENSE"}


def _text_files() -> Iterator[tuple[Path, str]]:
    for path in files():
        if path.name not in NOT_OURS and (path.suffix in TEXT or not path.suffix):
            yield path, path.read_text(encoding="utf-8")


def _names(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def test_a_reader_can_trust_that_people_are_named_with_respect() -> None:
    found = [
        f"{named(path, line)} {name}"
        for path in python("app", "migrations")
        for name, line in _names(path)
        if DENIED_NAMES & set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))
    ]
    assert not found, "\n".join(found)


def test_a_reader_can_tell_what_a_class_or_file_is_from_its_name() -> None:
    found = [named(path) for path in python() if path.name in DENIED_FILES]
    found += [
        f"{named(path, node.lineno)} {node.name}"
        for path in python("app")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and DENIED_ENDINGS.search(node.name)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("what", "pattern"), [("unfinished work", UNFINISHED), ("a machine or index", MACHINE)]
)
def test_a_reader_cannot_find(what: str, pattern: re.Pattern[str]) -> None:
    found = [
        f"{named(path, number)} names {what}: {line.strip()[:90]}"
        for path, text in _text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)
