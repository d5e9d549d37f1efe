"""From SQLite to PostgreSQL and back: every row arrives, and the new site goes on where the old one stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.db import Base, open_database
from app.directory.actions import apply
from app.directory.changes import SetStatus, Withdraw
from app.directory.rules import Status
from app.moderation.actions import add
from app.search import Question, hear, look
from config import Settings
from tests.databases import Databases
from tests.factories import list_organisation, list_service
from tests.keeping.conftest import run, writer

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.fixture
def elsewhere(databases: Databases, engine: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the other engine."""
    if OTHER[engine] == "sqlite":
        yield f"sqlite:///{tmp_path}/elsewhere.sqlite3"
        return
    address = databases.fresh(OTHER[engine], "nothing")
    yield address
    databases.drop(address)


@pytest.fixture
def lived_in(app: Flask) -> Flask:
    """A site where much has happened."""
    with Session(writer(app)) as session, session.begin():
        add(session, "robin", None, 1, date(2026, 11, 22))
        list_organisation(session)
        list_service(session)
        list_service(session, "quiet-moon", need="legal", kinds=("l2",))
        apply(session, SetStatus("river-lamp", Status.FULL), "robin", "imported")
        apply(session, Withdraw("quiet-moon"), "robin", "asked_to_leave")
    return app


def _rows(address: str) -> dict[str, list[tuple[object, ...]]]:
    opened = open_database(address)
    with opened.write.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(sa.select(table)).all()), key=str)
            for table in Base.metadata.sorted_tables
            # The index of search is made anew: what it finds is tested below.
            if not table.info.get("made_anew")
        }
    opened.dispose()
    return found


def test_every_row_arrives(lived_in: Flask, database_url: str, elsewhere: str) -> None:
    code, said = run(lived_in, "db", "move", elsewhere)
    assert code == 0, said
    assert "Every row arrived" in said
    assert _rows(elsewhere) == _rows(database_url)


def test_the_new_site_goes_on_where_the_old_one_stopped(lived_in: Flask, elsewhere: str) -> None:
    run(lived_in, "db", "move", elsewhere)
    moved = create_app(Settings(database_url=elsewhere))
    moved.testing = True
    pages = [site.test_client().get("/en/s/river-lamp").data for site in (lived_in, moved)]
    assert pages[0] == pages[1]
    with Session(writer(moved)) as session, session.begin():
        found = look(session, Question(hear("harbour", "en"), "en"), 20)
        assert found.total == 1
        list_service(session, "new-light")
    assert moved.test_client().get("/en/s/new-light").status_code == 200
    assert run(moved, "decisions", "verify")[0] == 0
    moved.extensions["database"].dispose()


def test_nothing_is_moved_onto_another_site(lived_in: Flask, databases: Databases, engine: str) -> None:
    full = databases.fresh(OTHER[engine])
    code, said = run(lived_in, "db", "move", full)
    assert (code, "not empty" in said) == (1, True)
    databases.drop(full)
