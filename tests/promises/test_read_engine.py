"""Promise: the public side of the site can neither write nor see what is not public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.db import Base, Database, open_database, public_columns, public_tables


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


# What the public log may say, column by column.
LOG = ("sequence", "day", "action", "code", "reason")
HIDDEN = [
    (table, column.name)
    for table, shown in public_columns().items()
    for column in Base.metadata.tables[table].columns
    if column.name not in shown
]


def test_only_the_log_shows_columns_of_a_private_table(database: Database) -> None:
    assert public_columns() == {"decision": frozenset(LOG)}
    assert {("decision", "handle"), ("decision", "previous"), ("decision", "hash")} == set(HIDDEN)
    with database.read.connect() as connection:
        connection.execute(sa.text(f"SELECT {', '.join(LOG)} FROM decision ORDER BY sequence"))
        assert connection.scalar(sa.text("SELECT count(*) FROM decision")) == 0


@pytest.mark.parametrize(("table", "column"), HIDDEN)
@pytest.mark.parametrize(
    "trick",
    [
        "SELECT {column} FROM {table}",
        "SELECT sequence FROM {table} WHERE {column} > 'a'",
        "SELECT sequence FROM {table} ORDER BY {column}",
        "SELECT count({column}) FROM {table}",
        "SELECT (SELECT max({column}) FROM {table}) FROM edition",
        "SELECT t.* FROM {table} AS t",
        "WITH t AS (SELECT * FROM {table}) SELECT sequence FROM t WHERE {column} = 'a'",
        "SELECT 1 FROM edition JOIN {table} ON {column} = 'a'",
    ],
)
def test_the_public_side_cannot_read_other_columns_of_the_log(
    database: Database, table: str, column: str, trick: str
) -> None:
    with database.read.connect() as connection, pytest.raises(sa.exc.DatabaseError):
        connection.execute(sa.text(trick.format(table=table, column=column)))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public_code (code, kind) VALUES ('a-b', 'service')",
        "UPDATE edition SET generation = 9",
        "DELETE FROM text",
        "DELETE FROM decision",
        "UPDATE decision SET reason = 'u1'",
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
