"""Who may import whom (the contracts are in pyproject.toml), and proof that the contracts can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

# A line that breaks the house, the file it would stand in, and the contract that must see it.
BREACHES = [
    ("app/directory/queries.py", "import app.submissions.models", "Public slices never reach"),
    ("app/directory/views.py", "import app.moderation.rules", "Public slices never reach"),
    ("app/exchange/importing.py", "import app.moderation.rules", "Calls go down"),
    ("app/directory/queries.py", "import app.directory.views", "Inside a slice"),
    ("app/directory/actions.py", "import flask", "know no web"),
    ("app/directory/forms.py", "import app.directory.models", "Forms know no database"),
    ("app/places/queries.py", "import app.directory.models", "Calls go down"),
    ("app/shell/fields.py", "import app.vocabulary", "Calls go down"),
    ("app/languages.py", "import app.db", "Calls go down"),
    ("app/surprise/__init__.py", "", "Calls go down"),
]
# What the copy of the house holds before the breach.
STANDING = (
    "db",
    "languages",
    "shell/fields",
    "vocabulary/facts",
    "places/queries",
    "directory/models",
    "directory/views",
    "submissions/models",
    "moderation/rules",
    "exchange/importing",
)


def _lint(folder: Path) -> str:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    environ = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    answer = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return answer.stdout + answer.stderr


def test_a_slice_cannot_import_what_is_above_it() -> None:
    answer = _lint(ROOT)
    assert " 0 broken" in answer, answer


@pytest.mark.parametrize(("name", "line", "contract"), BREACHES)
def test_a_breach_cannot_pass_the_contracts(tmp_path: Path, name: str, line: str, contract: str) -> None:
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    for existing in STANDING:
        _write(tmp_path / f"app/{existing}.py", "")
    _write(tmp_path / name, line)
    broken = [said for said in _lint(tmp_path).splitlines() if said.endswith("BROKEN")]
    assert any(contract in said for said in broken), broken


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for parent in (path.parent, path.parent.parent):
        if parent.name and (parent.name == "app" or parent.parent.name == "app"):
            (parent / "__init__.py").touch()
    path.write_text(text + "\n", encoding="utf-8")
