"""Promise: one way for change. Nothing but directory.actions (through storing) writes to the database."""

from __future__ import annotations

import ast
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
# The way for change, and the engine room that grants the reading role.
WRITERS = {"directory/actions.py", "directory/deciding.py", "directory/storing.py", "db.py"}
WRITES = {
    "insert",
    "update",
    "delete",
    "add",
    "add_all",
    "merge",
    "bulk_insert_mappings",
    "bulk_save_objects",
}


def _writes(path: Path) -> list[str]:
    """Return calls such as `session.add(…)` and `sa.insert(…)`; a set's own `add` is told apart by its name."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            if owner == "sa" or owner.endswith("session"):
                found.append(f"{path.relative_to(APP)}:{node.lineno} {owner}.{node.func.attr}")
    return found


def test_only_the_one_way_for_change_writes() -> None:
    elsewhere = [p for p in APP.rglob("*.py") if str(p.relative_to(APP)) not in WRITERS]
    assert [line for path in elsewhere for line in _writes(path)] == []


def test_this_guard_sees_a_write() -> None:
    assert _writes(APP / "directory" / "actions.py")


def test_no_view_opens_the_write_engine() -> None:
    views = [p for p in APP.rglob("*.py") if p.name not in {"db.py", "cli.py", "demonstration.py"}]
    assert [str(p) for p in views if "writing(" in p.read_text("utf-8")] == []
