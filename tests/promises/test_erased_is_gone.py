"""Promise: what is erased is gone from the file and from SQLite's log at once, while the site runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import asking, open_database, reading, writing
from app.directory.actions import apply
from app.directory.changes import Change, Save, Withdraw
from app.directory.content import Place, Way
from app.directory.models import Service
from app.submissions.models import Tally
from tests.factories import MEXICO_CITY, list_organisation, list_service, service

NUMBER, STREET = "+12125550142", "77 Canary Street"


def held(app: Flask) -> bytes:
    """Return every byte of the database, its log included."""
    path = app.extensions["database"].write.url.database or ""
    return b"".join(one.read_bytes() for one in Path(path).parent.glob(Path(path).name + "*"))


@pytest.mark.parametrize(
    "change", [Withdraw("calm-harbour"), Withdraw("river-lamp"), Save("river-lamp", service("calm-harbour"))]
)
def test_an_erased_contact_and_street_are_nowhere(app: Flask, engine: str, change: Change) -> None:
    if engine != "sqlite":
        pytest.skip("PostgreSQL keeps its files itself; what its autovacuum leaves is in docs/operating.md")
    place = Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street=STREET)
    with app.app_context():
        with writing() as session:
            list_organisation(session)
            list_service(session, places=(place,), ways=(Way("phone", NUMBER),))
        assert NUMBER.encode() in held(app)
        assert STREET.encode() in held(app)
        reading().execute(sa.text("SELECT 1"))
        reading().rollback()
        with writing() as session:
            apply(session, change, "robin", "imported")
    assert NUMBER.encode() not in held(app)
    assert STREET.encode() not in held(app)


def test_only_the_owner_can_open_the_database(tmp_path: Path) -> None:

    path = tmp_path / "new.sqlite3"
    made = open_database(f"sqlite:///{path}")
    with made.write.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE one (id INTEGER)")
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    made.dispose()
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.parametrize("session_of", [writing, asking])
def test_a_request_that_read_before_it_wrote_leaves_no_log(
    app: Flask, engine: str, session_of: Callable[[], AbstractContextManager[Session]]
) -> None:
    if engine != "sqlite":
        pytest.skip("only SQLite has a log of its own to empty")
    path = app.extensions["database"].write.url.database or ""
    began = time.monotonic()
    with app.app_context():
        assert reading().scalars(sa.select(sa.func.count()).select_from(Service)).one() == 0
        with session_of() as session:
            session.add(Tally(what="reports", day=date(2026, 11, 22), number=1))
        assert Path(f"{path}-wal").stat().st_size == 0
    # It neither waited for itself nor gave up.
    assert time.monotonic() - began < 4
