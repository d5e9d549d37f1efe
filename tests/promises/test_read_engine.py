"""Promise: the public side of the site can neither write nor see what is not public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.db import Base, Database, open_database, public_tables


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url)
    yield found
    found.dispose()


def test_every_table_says_whether_it_is_public() -> None:
    unsaid = [
        t.name for t in Base.metadata.tables.values() if t.info.get("audience") not in ("public", "private")
    ]
    assert unsaid == []
    assert {"version", "decision"}.isdisjoint(public_tables())


def test_the_public_side_can_read_every_public_table(database: Database) -> None:
    with database.read.connect() as connection:
        for name in public_tables():
            connection.execute(sa.select(sa.func.count()).select_from(sa.table(name)))


@pytest.mark.parametrize("private", sorted(set(Base.metadata.tables) - public_tables()) + ["alembic_version"])
def test_the_public_side_cannot_read_a_private_table(database: Database, private: str) -> None:
    with database.read.connect() as connection, pytest.raises(sa.exc.DatabaseError):
        connection.execute(sa.text(f'SELECT * FROM "{private}"'))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public_code (code, kind) VALUES ('a-b', 'service')",
        "UPDATE edition SET generation = 9",
        "DELETE FROM text",
        "CREATE TABLE mine (id INTEGER)",
        "DROP TABLE text",
    ],
)
def test_the_public_side_cannot_write(database: Database, statement: str) -> None:
    with database.read.connect() as connection, pytest.raises(sa.exc.DatabaseError):
        connection.execute(sa.text(statement))


def test_the_public_side_cannot_attach_another_file_or_change_settings(
    database: Database, engine: str
) -> None:
    tricks = {
        "sqlite": ["ATTACH DATABASE ':memory:' AS other", "PRAGMA writable_schema=ON"],
        "postgresql": ["COPY (SELECT 1) TO '/tmp/out'", "CREATE TEMP TABLE mine (id int)"],
    }
    for statement in tricks[engine]:
        with database.read.connect() as connection, pytest.raises(sa.exc.DatabaseError):
            connection.execute(sa.text(statement))
