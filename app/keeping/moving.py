"""From one database to another, of either engine: every row of every table, compared before anyone uses it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Base, Database
from app.directory.indexing import rebuild
from app.keeping.copying import CannotCopy
from app.keeping.sums import NotTheSame, Sum
from app.migrating import grant_reader, upgrade

_AT_ONCE = 500
_SIZE = 2**256


def move(source: Database, target: Database) -> Mapping[str, Sum]:
    """Copy every row into an empty database and return the sums of both, which are the same.

    The source is read in one snapshot and not changed. Raise CannotCopy if the target holds tables, NotTheSame if
    something arrived otherwise: then drop the target.
    """
    if names := sa.inspect(target.write).get_table_names():
        raise CannotCopy(f"The other database is not empty: it has {len(names)} tables.")
    upgrade(target.write)
    reading = source.write.execution_options(**_one_snapshot(source.write))
    with reading.connect() as old, target.write.begin() as new:
        left = _copy(old, new)
    with target.write.connect() as new:
        found = {table.name: _sum(new, table) for table in _tables()}
    if other := sorted(name for name in left if left[name] != found[name]):
        raise NotTheSame("These tables did not arrive as they were: " + ", ".join(other))
    with Session(target.write) as session, session.begin():
        rebuild(session)
    grant_reader(target.write)
    return found


def _one_snapshot(engine: sa.Engine) -> dict[str, Any]:
    return {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}


def _tables() -> list[sa.Table]:
    """Return the tables whose rows are copied: all but the search index, which is made anew from the listings."""
    return [table for table in Base.metadata.sorted_tables if not table.info.get("made_anew")]


def _copy(old: sa.Connection, new: sa.Connection) -> dict[str, Sum]:
    # Migrations put rows in too, such as the one edition.
    for table in reversed(_tables()):
        new.execute(sa.delete(table))
    for table in _tables():
        with old.execute(sa.select(table), execution_options={"yield_per": _AT_ONCE}) as rows:
            for some in rows.mappings().partitions(_AT_ONCE):
                new.execute(sa.insert(table), [dict(row) for row in some])
        _count_on(new, table)
    return {table.name: _sum(old, table) for table in _tables()}


def _count_on(new: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL give new rows numbers after those that came."""
    column = table.autoincrement_column
    if new.dialect.name != "postgresql" or column is None:
        return
    last = new.scalar(sa.select(sa.func.max(column)))
    if last is not None:
        sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        new.execute(sa.select(sa.func.setval(sequence, last)))


def _sum(connection: sa.Connection, table: sa.Table) -> Sum:
    """Sum the rows as values of Python: the two engines write the same day differently."""
    rows = total = 0
    with connection.execute(sa.select(table), execution_options={"yield_per": _AT_ONCE}) as found:
        for row in found.mappings():
            told = json.dumps(dict(row), sort_keys=True, default=str).encode()
            total = (total + int.from_bytes(hashlib.sha256(told).digest(), "big")) % _SIZE
            rows += 1
    return Sum(rows, f"{total:064x}")
