"""Promise: one way for change. Nothing but directory.actions (through storing) writes a listing.

The desk writes its own tables (who may sign in) and no other.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
# The way for change, and the engine room that grants the reading role.
WRITERS = {
    "directory/actions.py",
    "directory/deciding.py",
    "directory/storing.py",
    "db.py",
    "search/actions.py",
}
# What the desk writes, and what purge and restore take away from it: its own tables, never a listing.
DESK_WRITERS = {
    "moderation/actions.py",
    "moderation/sittings.py",
    "keeping/purging.py",
    "keeping/restoring.py",
}
DESK_TABLES = {
    "Moderator",
    "Credential",
    "RecoveryCode",
    "Invitation",
    "Sitting",
    "table",
    "key",
    "who",
    "row",
}
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
    elsewhere = [p for p in APP.rglob("*.py") if str(p.relative_to(APP)) not in WRITERS | DESK_WRITERS]
    assert [line for path in elsewhere for line in _writes(path)] == []


def test_the_desk_writes_its_own_tables_only() -> None:
    for name in DESK_WRITERS:
        for node in ast.walk(ast.parse((APP / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "sa.insert", "sa.update", "sa.delete", "session.add", "session.add_all", "session.delete",
            }:  # fmt: skip
                first = node.args[0]
                written = first.elt if isinstance(first, ast.GeneratorExp) else first
                owner = written.func if isinstance(written, ast.Call) else written
                assert ast.unparse(owner) in DESK_TABLES, f"{name}:{node.lineno} writes {ast.unparse(owner)}"


def test_this_guard_sees_a_write() -> None:
    assert _writes(APP / "directory" / "actions.py")


def test_no_view_opens_the_write_engine() -> None:
    # The edge of the desk opens it once a request, as the commands do.
    views = [p for p in APP.rglob("*.py") if p.name not in {"db.py", "cli.py", "demonstration.py", "edge.py"}]
    assert [str(p) for p in views if re.search(r"writing\(|database\(\)\.write", p.read_text("utf-8"))] == []
