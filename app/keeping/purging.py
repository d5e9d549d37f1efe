"""Make deletion real: what was erased leaves no byte in the files of the database.

On SQLite erased text stays in the write-ahead log until it is truncated, and in free pages until VACUUM. On
PostgreSQL it stays in the tables' files until they are rewritten.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

_STEP = 0.2


class StillHeld(RuntimeError):
    """Someone held the database for too long, so erased text may still be in its files."""


def compact(engine: sa.Engine, wait: float) -> None:
    """Rewrite the files of the database, trying for `wait` seconds. Raise StillHeld if that was not enough."""
    if engine.dialect.name == "sqlite":
        _compact_sqlite(str(engine.url.database), time.monotonic() + wait)
    else:
        _compact_postgresql(engine, wait)


def _compact_sqlite(path: str, until: float) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=_STEP)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        rewritten = False
        while True:
            try:
                if not rewritten:
                    connection.execute("VACUUM")
                    rewritten = True
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if not busy:
                    return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise
            if time.monotonic() >= until:
                raise StillHeld("Someone is still reading or writing the database.")
            time.sleep(_STEP)


def _compact_postgresql(engine: sa.Engine, wait: float) -> None:
    alone = sa.create_engine(
        engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    with alone.connect() as connection:
        connection.execute(sa.text(f"SET lock_timeout = {max(1, int(wait * 1000))}"))
        for name in sorted(sa.inspect(connection).get_table_names()):
            quoted = connection.dialect.identifier_preparer.quote(name)
            try:
                connection.execute(sa.text(f"VACUUM (FULL) {quoted}"))
            except sa.exc.OperationalError as error:
                if getattr(error.orig, "sqlstate", "") != "55P03":
                    raise
                raise StillHeld(f"Someone is still reading or writing the table {name}.") from error
