"""Promise: nothing tells in which order groups and readers came, also not the numbers that SQLite gives to rows."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

import app.submissions.models
from app.db import Base, Database, door_tables

assert app.submissions.models.Refusal.metadata is Base.metadata
TABLES = sorted({*door_tables(), "refusal", "checked_how"} - {"tally"})


def _has_numbers(database: Database, table: str) -> bool:
    try:
        with database.write.connect() as connection:
            connection.execute(sa.text(f"SELECT rowid FROM {table}"))
    except sa.exc.DBAPIError:
        return False
    return True


def test_nobody_can_read_the_order_of_arrival_from_row_numbers(database: Database, engine: str) -> None:
    assert [table for table in TABLES if _has_numbers(database, table)] == []
    # PostgreSQL has none anywhere; of SQLite this guard sees them where they are.
    assert _has_numbers(database, "edition") == (engine == "sqlite")


@pytest.mark.parametrize("table", TABLES)
def test_models_and_migrations_give_no_row_numbers(table: str) -> None:
    assert Base.metadata.tables[table].dialect_options["sqlite"]["with_rowid"] is False
