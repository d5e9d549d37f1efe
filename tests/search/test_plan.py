"""A list is read from the index in its order: nothing sorts or reads all that match."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import browsing
from app.directory.asked import Asked
from app.places import parse

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
ASKED = [
    Asked(need="legal"),
    Asked(unchecked_too=True),
    Asked(need="medical", place=parse("us"), facts=(4,)),
    Asked(place=parse("g5128581"), spoken=("spa",)),
]


def plans(session: Session, asked: Asked) -> str:
    """Return how the engine answers the statements of a list."""
    said: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        said.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", note)
    browsing.read(session, asked, NOW, slice(0, 21))
    sa.event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    rows = [row for text, values in said for row in connection.exec_driver_sql(explain + text, values)]
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("asked", ASKED)
def test_a_list_is_read_in_order_and_not_sorted(shelf: Session, engine: str, asked: Asked) -> None:
    if engine == "postgresql":
        # So few rows would be read from end to end.
        shelf.execute(sa.text("SET enable_seqscan = off"))
    plan = plans(shelf, asked)
    if engine == "sqlite":
        assert "TEMP B-TREE" not in plan
        # Each part is found by its tokens (M) in order of number; a count needs no order.
        assert set(re.findall(r"VIRTUAL TABLE INDEX (\S+)", plan)) <= {"64:M1", "0:M1"}
    assert "Seq Scan" not in plan
    assert not re.search(r"SCAN (service|place|fact|search_entry)", plan)
