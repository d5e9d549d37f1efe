"""Sums of a database: for each table how many rows it has and one hash of them all, in whatever order they come."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

_SIZE = 2**256
_AT_ONCE = 500


class NotTheSame(RuntimeError):
    """Two databases that should hold the same rows do not; the message names the tables."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and the sum of the SHA-256 of each (hex)."""

    rows: int
    digest: str


Sums = Mapping[str, Sum]


def sums_of(connection: sa.Connection) -> Sums:
    """Read every row of every table, as the driver gives it, within the transaction of this connection."""
    names = set(sa.inspect(connection).get_table_names()) - _faces(connection)
    return {name: _sum(connection, name) for name in sorted(names)}


def _faces(connection: sa.Connection) -> set[str]:
    """Return the tables that are only a face of others, whose rows are summed: the search index of SQLite."""
    if connection.dialect.name != "sqlite":
        return set()
    virtual = "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE %'"
    return set(connection.scalars(sa.text(virtual)))


def _sum(connection: sa.Connection, name: str) -> Sum:
    every: sa.Select[Any] = sa.select(sa.literal_column("*")).select_from(sa.table(name))
    rows = total = 0
    with connection.execute(every, execution_options={"yield_per": _AT_ONCE}) as found:
        for row in found.mappings():
            told = json.dumps(dict(row), sort_keys=True, default=str).encode()
            total = (total + int.from_bytes(hashlib.sha256(told).digest(), "big")) % _SIZE
            rows += 1
    return Sum(rows, f"{total:064x}")


def lines(sums: Sums) -> list[str]:
    """Return the sums as people and `parse` read them: hash, number of rows, table."""
    return [f"{one.digest} {one.rows:>8} {name}" for name, one in sorted(sums.items())]


def parse(path: Path) -> Sums:
    """Return the sums written in a file. Raise NotTheSame if it is no such file."""
    found = {}
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        parts = line.split()
        if len(parts) != 3 or not parts[1].isdigit():
            raise NotTheSame(f"{path} does not hold the sums of a backup.")
        found[parts[2]] = Sum(int(parts[1]), parts[0])
    return found


def must_be_same(wanted: Sums, found: Sums) -> None:
    """Raise NotTheSame, naming each table whose rows differ, unless both hold the same rows."""
    other = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if other:
        raise NotTheSame("These tables are not what was backed up: " + ", ".join(other))
