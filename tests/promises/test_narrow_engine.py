"""Promise: what a visitor sends goes through a door that reaches nothing but what waits behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

import app.moderation.models
from app.db import Base, Database, asking, door_tables, open_database, public_tables
from app.directory.models import Edition
from app.submissions.models import Message, Proposal, Report
from app.submissions.rules import Kind, Lane, State
from tests.factories import list_organisation, list_service

REFUSED = ("prohibited", "not authorized", "denied", "owner")
assert app.moderation.models.Moderator.metadata is Base.metadata
OUTSIDE = sorted(set(Base.metadata.tables) - public_tables() - door_tables())


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url)
    with Session(found.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    yield found
    found.dispose()


def _proposal(number: str = "a" * 32) -> Proposal:
    return Proposal(
        id=number,
        kind=Kind.CORRECTION,
        state=State.WAITING,
        lane=next(iter(Lane)),
        weight=1,
        code="river-lamp",
        language="en",
        created_on=date(2026, 3, 9),
    )


def test_what_is_behind_the_door_is_private() -> None:
    assert {"proposal", "receipt", "message", "report"} <= door_tables()
    assert door_tables().isdisjoint(public_tables())
    assert {"decision", "version", "moderator", "desk_session", "credential"} <= {*OUTSIDE}


def test_a_visitor_can_put_read_change_and_take_away_what_waits(database: Database) -> None:
    with Session(database.ask) as session, session.begin():
        session.add(_proposal())
        session.flush()
        session.add(Message(proposal_id="a" * 32, position=1, from_group=True, body="Hello"))
        session.add(Report(code="river-lamp", reason="closed", number=1, last_on=date(2026, 3, 9)))
    with Session(database.ask) as session, session.begin():
        waiting = session.scalars(sa.select(Proposal)).one()
        waiting.state = State.DECLINED
        session.execute(sa.update(Report).values(number=Report.number + 1))
    with Session(database.ask) as session, session.begin():
        assert session.scalars(sa.select(Report.number)).one() == 2
        # What belongs to it goes with it.
        session.execute(sa.delete(Proposal).where(Proposal.state == State.DECLINED))
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


def test_a_visitor_can_take_back_a_part_of_what_was_sent(database: Database) -> None:
    with Session(database.ask) as session, session.begin():
        session.add(_proposal())
        session.flush()
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(
                sa.insert(Message).values(proposal_id="b" * 32, position=1, body="", from_group=True)
            )
    with Session(database.ask) as session:
        assert session.scalars(sa.select(Proposal.id)).all() == ["a" * 32]


def test_the_door_sees_what_is_public(database: Database) -> None:
    with database.ask.connect() as connection:
        for name in public_tables():
            connection.execute(sa.select(sa.func.count()).select_from(sa.table(name)))


def _is_refused(database: Database, statement: str) -> bool:
    """Say whether it is refused, not merely wrong."""
    with database.ask.connect() as connection, pytest.raises(sa.exc.DatabaseError) as refused:
        connection.execute(sa.text(statement))
    return any(word in str(refused.value) for word in REFUSED)


@pytest.mark.parametrize(
    "trick",
    [
        'SELECT * FROM "{table}"',
        'SELECT count(*) FROM "{table}"',
        'SELECT 1 FROM edition WHERE EXISTS (SELECT 1 FROM "{table}")',
        'UPDATE report SET number = (SELECT count(*) FROM "{table}")',
        "INSERT INTO spent (hash, ends) SELECT 'a', 1 FROM \"{table}\"",
        'DELETE FROM "{table}"',
        'DROP TABLE "{table}"',
    ],
)
def test_the_door_cannot_reach_what_is_private(database: Database, trick: str) -> None:
    tables = [*OUTSIDE, "alembic_version"]
    assert [table for table in tables if not _is_refused(database, trick.format(table=table))] == []


def test_the_door_cannot_change_a_listing_or_a_table(database: Database) -> None:
    for statement in (
        "INSERT INTO public_code (code, kind) VALUES ('a-b', 'service')",
        "UPDATE edition SET generation = 9",
        "UPDATE service SET doubted_on = NULL",
        "DELETE FROM text",
        "UPDATE way SET value = '+12125550199'",
        "CREATE TABLE mine (id INTEGER)",
        "DROP TABLE text",
        "ALTER TABLE report ADD COLUMN address TEXT",
        "CREATE INDEX mine ON report (number)",
    ):
        assert _is_refused(database, statement), statement


def test_the_door_cannot_open_another_file_or_change_settings(database: Database, engine: str) -> None:
    tricks = {
        "sqlite": [
            "ATTACH DATABASE ':memory:' AS other",
            "PRAGMA secure_delete=OFF",
            "PRAGMA writable_schema=ON",
            "CREATE TEMP TABLE mine (id INTEGER)",
            "CREATE TRIGGER mine AFTER INSERT ON report BEGIN DELETE FROM text; END",
        ],
        "postgresql": ["COPY (SELECT 1) TO '/tmp/out'", "CREATE ROLE mine", "TRUNCATE report, text"],
    }
    for statement in tricks[engine]:
        with database.ask.connect() as connection, pytest.raises(sa.exc.DatabaseError):
            connection.execute(sa.text(statement))


def test_what_is_taken_away_at_the_door_is_overwritten(database: Database, engine: str) -> None:
    if engine == "sqlite":
        with database.ask.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.set_authorizer(None)
            kept = {name: raw.cursor().execute(f"PRAGMA {name}").fetchone() for name in
                    ("secure_delete", "foreign_keys", "synchronous", "journal_mode", "busy_timeout")}  # fmt: skip
            connection.invalidate()
        assert kept == {
            "secure_delete": (1,),
            "foreign_keys": (1,),
            "synchronous": (2,),
            "journal_mode": ("wal",),
            "busy_timeout": (5000,),
        }
    else:
        with database.ask.connect() as connection:
            assert connection.scalar(sa.text("SELECT current_user")) == "waymark_asker"
            assert connection.scalar(sa.text("SHOW default_transaction_read_only")) == "off"


def _send_half() -> None:
    with asking() as session:
        session.add(_proposal())
        session.flush()
        raise RuntimeError


def test_what_is_sent_is_kept_whole_or_not_at_all(app: Flask, engine: str) -> None:
    database: Database = app.extensions["database"]
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    told: list[int] = []
    database.followers.append(lambda: told.append(1))
    with app.app_context():
        with pytest.raises(RuntimeError):
            _send_half()
        with asking() as session:
            session.add(_proposal("b" * 32))
    assert told == []
    with Session(database.write) as session:
        assert session.scalars(sa.select(Proposal.id)).all() == ["b" * 32]
        assert session.scalars(sa.select(Edition.generation)).one() == 2
    if engine == "sqlite":
        log = f"{database.write.url.database}-wal"
        with open(log, "rb") as file:
            assert file.read() == b""
