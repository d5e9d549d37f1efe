"""Promise: one way for change. Nothing but directory.actions (through storing) writes a listing.

The desk writes its own tables (who may sign in) and no other; submissions write what waits, and the desk's
decisions take it away.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
# The way for change, and the engine room that grants the reading role.
# The index follows a listing inside the same transaction; so does the note of which pages a change touches.
WRITERS = {
    # Copies every row, as it is, into an empty database.
    "keeping/moving.py",
    "pages/actions.py",
    "directory/actions.py",
    "directory/deciding.py",
    "directory/founding.py",
    "directory/storing.py",
    "directory/forgetting.py",
    "directory/translated.py",
    "db.py",
    "search/actions.py",
}
# What groups and readers send, and what becomes of it at a decision: never a listing.
WAITING_WRITERS = {
    "submissions/actions.py",
    "submissions/ageing.py",
    "submissions/closing.py",
    "submissions/owning.py",
    "submissions/refusals.py",
    "moderation/applying.py",
    "moderation/judging.py",
    "moderation/many.py",
    "moderation/renewing.py",
}
WAITING_TABLES = {
    "Proposal",
    "Receipt",
    "Message",
    "Report",
    "Spent",
    "Tally",
    "Refusal",
    "CheckedHow",
    "proposal",
    "receipt",
    "row",
    "model",
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
    # Which pages must be made anew: purge empties this.
    "PageTag",
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
            if owner in {"sa", "sqlite", "postgresql"} or owner.endswith("session"):
                found.append(f"{path.relative_to(APP)}:{node.lineno} {owner}.{node.func.attr}")
    return found


def test_only_the_one_way_for_change_writes() -> None:
    allowed = WRITERS | DESK_WRITERS | WAITING_WRITERS
    elsewhere = [p for p in APP.rglob("*.py") if str(p.relative_to(APP)) not in allowed]
    assert [line for path in elsewhere for line in _writes(path)] == []


def _written(name: str) -> Iterator[tuple[int, str]]:
    """Yield what a module writes to, with the line."""
    for node in ast.walk(ast.parse((APP / name).read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "_insert", "sa.insert", "sa.update", "sa.delete", "session.add", "session.add_all", "session.delete",
        }:  # fmt: skip
            first = node.args[0]
            written = first.elt if isinstance(first, ast.GeneratorExp) else first
            owner = written.func if isinstance(written, ast.Call) else written
            yield node.lineno, ast.unparse(owner)


@pytest.mark.parametrize(
    ("names", "tables"), [(DESK_WRITERS, DESK_TABLES), (WAITING_WRITERS, WAITING_TABLES)]
)
def test_the_desk_and_submissions_write_their_own_tables_only(names: set[str], tables: set[str]) -> None:
    found = [(name, line, table) for name in sorted(names) for line, table in _written(name)]
    assert [one for one in found if one[2] not in tables] == []


def test_this_guard_sees_a_write() -> None:
    assert _writes(APP / "directory" / "actions.py")


def test_no_view_opens_the_write_engine() -> None:
    # The edge of the desk opens it once a request, as the commands do.
    edges = {"db.py", "migrating.py", "cli.py", "texts_cli.py", "demonstration.py", "edge.py"}
    views = [p for p in APP.rglob("*.py") if p.name not in edges]
    assert [str(p) for p in views if re.search(r"writing\(|database\(\)\.write", p.read_text("utf-8"))] == []
