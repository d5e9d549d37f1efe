"""Promise: what a taken server gives is known. Every column is in docs/data.md with its reason and lifetime."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa

import app.directory.models
import app.moderation.models
import app.search.models
import app.submissions.models
from app.db import Base

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"
ROW = re.compile(r"^\| (\w+) \| (\w+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ABOUT_READERS = re.compile(r"(^|_)(ip|addr|agent|referr?er|cookie|visit|visitor|session_id|query)(_|$)")


def test_every_column_is_listed_with_a_reason_and_a_lifetime() -> None:
    for model in (
        app.directory.models.Service,
        app.moderation.models.Moderator,
        app.search.models.SearchEntry,
        app.submissions.models.Report,
    ):
        assert model.metadata is Base.metadata
    written = {(table, column) for table, column, reason, lifetime in ROW.findall(PAGE.read_text("utf-8"))}
    written.discard(("table", "column"))
    stored = {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    }
    assert written == stored


def test_no_column_could_hold_something_about_a_reader() -> None:
    names = [column.name for table in Base.metadata.tables.values() for column in table.columns]
    assert [name for name in names if ABOUT_READERS.search(name)] == []


def test_no_column_holds_a_time_finer_than_a_day() -> None:
    assert not times(Base.metadata)


def times(metadata: sa.MetaData) -> set[str]:
    """Return every column that can tell the hour."""
    columns = [column for table in metadata.tables.values() for column in table.columns]
    return {str(one) for one in columns if str(one.type).startswith(("DATETIME", "TIMESTAMP", "TIME"))}


def test_a_column_with_a_time_is_found() -> None:
    made = sa.MetaData()
    sa.Table("seen", made, sa.Column("at", sa.DateTime), sa.Column("day", sa.Date))
    assert times(made) == {"seen.at"}
