"""Make deletion real: what was erased leaves no byte in the files of the database.

On SQLite erased text stays in the write-ahead log until it is truncated, and in free pages until VACUUM. On
PostgreSQL it stays in the tables' files until they are rewritten.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.keeping.copying import holds_something, reading
from app.moderation.models import Invitation, Sitting
from app.pages.models import PageTag
from app.submissions.ageing import Aged, age
from app.submissions.models import Proposal

_STEP = 0.2
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_OWNED = "SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()"
# Our own snapshot tells of unfinished writers everywhere, the list of backends of readers of this database.
_NOBODY_OLDER = """
SELECT pg_snapshot_xmin(pg_current_snapshot()) >= CAST(:mark AS xid8) AND NOT EXISTS (
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND age(backend_xmin) > age(CAST(CAST(:mark AS xid8) AS xid))
)
"""
_SAMPLED = """
SELECT attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
FROM pg_stats JOIN pg_attribute AS attribute USING (attname)
WHERE schemaname = current_schema() AND tablename = :name AND attribute.attrelid = CAST(:name AS regclass)
"""


class StillHeld(RuntimeError):
    """Someone held the database for too long, so erased text may still be in its files."""


class NothingThere(RuntimeError):
    """There is no database, or none with tables, at the address of the site."""


def must_hold_tables(engine: sa.Engine) -> str:
    """Return the address of the database, without its password. Raise NothingThere if there is none; make no file."""
    address = engine.url.set(password=None).difference_update_query(["password", "sslpassword"])
    name = address.render_as_string()
    path = Path(str(engine.url.database))
    if engine.dialect.name == "sqlite" and not holds_something(path):
        raise NothingThere(f"There is no database at {name}.")
    with reading(path) if engine.dialect.name == "sqlite" else engine.connect() as connection:
        if not sa.inspect(connection).get_table_names():
            raise NothingThere(f"The database {name} holds no tables.")
    return name


def sweep(engine: sa.Engine, now: float, wait: float) -> Aged:
    """Delete what is over at `now` (seconds since 1970), and say how much of submissions. Raise StillHeld."""
    sqlite = engine.dialect.name == "sqlite"
    arguments = {"timeout": wait} if sqlite else {}
    alone = sa.create_engine(engine.url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    try:
        with alone.begin() as connection:
            if not sqlite:
                connection.execute(sa.text(f"SET LOCAL lock_timeout = {max(1, int(wait * 1000))}"))
            if sa.inspect(connection).has_table(Sitting.__tablename__):
                _sweep_desk(connection, now)
            if sa.inspect(connection).has_table(PageTag.__tablename__):
                # They tell where a listing was that is withdrawn since. Whoever missed them makes every page anew.
                connection.execute(sa.delete(PageTag))
            if sa.inspect(connection).has_table(Proposal.__tablename__):
                return age(connection, datetime.fromtimestamp(now, UTC).date(), int(now // 3600))
            return Aged()
    except sa.exc.OperationalError as error:
        if not _is_held(error):
            raise
        raise StillHeld("Someone is still reading or writing the database.") from error


def _sweep_desk(connection: sa.Connection, now: float) -> None:
    minute = int(now // 60)
    over = sa.or_(Sitting.ends <= minute, Sitting.idle_ends <= minute)
    connection.execute(sa.delete(Sitting).where(over))
    connection.execute(sa.delete(Invitation).where(Invitation.ends <= now // 3600))


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
                    _merge_index(connection)
                    connection.execute("VACUUM")
                    rewritten = True
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if not busy:
                    return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _BUSY:
                    raise
            if time.monotonic() >= until:
                raise StillHeld("Someone is still reading or writing the database.")
            time.sleep(_STEP)


def _merge_index(connection: sqlite3.Connection) -> None:
    """Let the search index drop the words that were taken out of it: until then it only says that they are gone."""
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_index'").fetchone()
    if there:
        connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _compact_postgresql(engine: sa.Engine, wait: float) -> None:
    alone = sa.create_engine(
        engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    until = time.monotonic() + wait
    with alone.connect() as connection:
        if not connection.scalar(sa.text(_OWNED)):
            raise StillHeld("Only the owner of the database can remove what was erased from its statistics.")
        connection.execute(sa.text(f"SET lock_timeout = {max(1, int(wait * 1000))}"))
        _wait_for_snapshots(connection, until)
        for name in sorted(sa.inspect(connection).get_table_names()):
            _rewrite(connection, "FULL, ANALYZE", connection.dialect.identifier_preparer.quote(name))
            _forget_samples(connection, name)
        # The statistics hold samples of the rows: the old ones are dead now, and go when nobody can see them.
        _wait_for_snapshots(connection, until)
        _rewrite(connection, "FULL", "pg_catalog.pg_statistic")


def _forget_samples(connection: sa.Connection, name: str) -> None:
    """Let the statistics forget a table that is empty: ANALYZE finds nothing there and keeps the old samples."""
    quote = connection.dialect.identifier_preparer.quote
    if connection.scalar(sa.text(f"SELECT EXISTS (SELECT 1 FROM {quote(name)})")):  # noqa: S608
        return
    for column, kind in connection.execute(sa.text(_SAMPLED), {"name": name}).all():
        # To say the type of a column again is the one way for an owner to drop what is known of its values.
        _try(connection, f"ALTER TABLE {quote(name)} ALTER COLUMN {quote(column)} TYPE {kind}", name)


def _wait_for_snapshots(connection: sa.Connection, until: float) -> None:
    """Return when no snapshot is older than this call: what one can still see, VACUUM keeps without a word."""
    mark = connection.scalar(sa.text("SELECT CAST(pg_current_xact_id() AS text)"))
    while not connection.scalar(sa.text(_NOBODY_OLDER), {"mark": mark}):
        if time.monotonic() >= until:
            raise StillHeld("Someone is still reading or writing the database.")
        time.sleep(_STEP)


def _rewrite(connection: sa.Connection, how: str, name: str) -> None:
    _try(connection, f"VACUUM ({how}) {name}", name)


def _try(connection: sa.Connection, statement: str, name: str) -> None:
    try:
        connection.execute(sa.text(statement))
    except sa.exc.OperationalError as error:
        if not _is_held(error):
            raise
        raise StillHeld(f"Someone is still reading or writing the table {name}.") from error


def _is_held(error: sa.exc.OperationalError) -> bool:
    """Say whether a statement failed only because someone else was there."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF in _BUSY
    return getattr(error.orig, "sqlstate", "") == "55P03"
