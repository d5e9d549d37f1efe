"""The ground of everything stored: the model base, and three engines that see no more than they need.

A table is private unless its model says `info={"audience": "public"}`; a private one may name `public_columns`,
and the door (`"door": "submissions"`) through which visitors may put something into it.
`write` may do everything, for commands and the desk. `read` sees what is public and changes nothing: every public
page uses it. `ask` sees the public tables, and reads and writes those behind the door: for what a group or a
reader sends us. On SQLite an authorizer holds the last two to that, on PostgreSQL a role of their own.
"""

from __future__ import annotations

import enum
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

# Seconds to wait for a replica that may be dead, and for the primary where replicas can go on without it.
_PATIENCE = 2
# The option of an engine that only looks: on SQLite it waits for nobody who writes, and keeps nobody from it.
_LOOKS = "waymark_looks"
READER = "waymark_reader"
ASKER = "waymark_asker"
PUBLIC: dict[str, Any] = {"info": {"audience": "public"}}
PRIVATE: dict[str, Any] = {"info": {"audience": "private"}}
# What PostgreSQL takes one comparison to cost, where a page read in order costs 1. To hold the tokens of a service
# against a question it must first read them from outside the row; by its own guess (0.0025) that costs nothing, so it
# goes through all services rather than ask the index. Measured: docs/decisions/search.md.
_COMPARING = 0.5


class Base(DeclarativeBase):
    """Base of every model; constraint names follow one convention so that migrations can drop them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def enum_by_value(kind: type[enum.StrEnum], name: str) -> sa.Enum:
    """Store an enum by its value (not its Python name), with a CHECK on both engines."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def public_tables() -> frozenset[str]:
    """Return the names of the tables that the public side may read."""
    return frozenset(t.name for t in Base.metadata.tables.values() if t.info.get("audience") == "public")


def beside(engine: str) -> frozenset[str]:
    """Return the names of public tables that only this engine has, as a model names them: the search index."""
    found = (t.info.get("beside", {}) for t in Base.metadata.tables.values())
    return frozenset(name for names in found for name in names.get(engine, ()))


def public_columns() -> dict[str, frozenset[str]]:
    """Return the columns of private tables that the public side may read all the same, by table."""
    tables = Base.metadata.tables.values()
    return {t.name: frozenset(t.info["public_columns"]) for t in tables if t.info.get("public_columns")}


def door_tables() -> frozenset[str]:
    """Return the names of the private tables that the narrow engine may read and write."""
    tables = Base.metadata.tables.values()
    return frozenset(t.name for t in tables if t.info.get("door") == "submissions")


@dataclass(frozen=True, slots=True)
class Database:
    """The three ways in: `write` for commands and the desk, `read` for every public page, `ask` for what is sent.

    `followers` are called after each change of listings, whichever app wrote, outside its transaction.
    """

    write: sa.Engine
    read: sa.Engine
    ask: sa.Engine
    # Of the primary, for reading pages only (replicas.py says when).
    replicas: tuple[sa.Engine, ...] = ()
    followers: list[Callable[[], None]] = field(default_factory=list)

    def look(self) -> sa.Engine:
        """Return `write` for who looks at private tables and changes nothing."""
        return self.write.execution_options(**{_LOOKS: True})

    def settle(self) -> None:
        """Finish after a commit that changed listings: empty the log, tell the followers."""
        empty_log(self.write)
        for follow in self.followers:
            follow()

    def dispose(self) -> None:
        """Close every pooled connection."""
        for engine in (self.write, self.read, self.ask, *self.replicas):
            engine.dispose()


def _own_transactions(engine: sa.Engine, begin: str) -> None:
    """Let SQLAlchemy, not the driver, begin transactions: the driver's own BEGIN comes too late for a snapshot."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        looks = connection.get_execution_options().get(_LOOKS, False)
        if looks or begin == "BEGIN":
            # Waits for nobody and cannot fail, and each page says it: so in the driver's own way.
            connection.connection.cursor().execute("BEGIN")
        else:
            connection.exec_driver_sql(begin)


def _sqlite_writer(url: sa.URL) -> sa.Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        # New: for the owner of the process only, because drafts are in it; SQLite gives its log the same mode.
        # There already: left alone, because closing it would drop the locks that SQLite holds in this process.
        if not Path(url.database).exists():
            os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))
    engine = sa.create_engine(url, hide_parameters=True)
    _own_transactions(engine, "BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        # secure_delete: what is erased is overwritten. FULL: an acknowledged write survives a power cut.
        # cache_size: up to 64 MB, used by an import only; with less it writes the same pages again and again.
        pragmas = "foreign_keys=ON journal_mode=WAL synchronous=FULL secure_delete=ON busy_timeout=5000"
        pragmas += " cache_size=-65536"
        for pragma in pragmas.split():
            connection.execute(f"PRAGMA {pragma}")

    return engine


# The only things a public connection may do: run a SELECT, call a function, recurse, keep a snapshot open.
_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}
# And what the narrow one may do besides, to a table behind the door only.
_CHANGES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}


# What SQLite does by itself when it opens a full-text index: it asks whether someone changed the file, and tells its
# memory of the schema what the index looks like. In the file itself a read-only connection can change nothing.
_BY_THE_INDEX = {
    (sqlite3.SQLITE_PRAGMA, "data_version", None),
    (sqlite3.SQLITE_READ, "sqlite_master", "ROWID"),
    *((sqlite3.SQLITE_UPDATE, "sqlite_master", c) for c in ("type", "name", "tbl_name", "rootpage", "sql")),
}


def _authorizer() -> Callable[..., int]:
    """Return what allows or denies each step of a statement. SQLite asks it for every column: so it looks up sets."""
    open_tables, open_columns = public_tables() | beside("sqlite"), public_columns()

    def readable(table: str, column: str | None) -> bool:
        """Say whether the public side may read a column; "" is no column, as when rows are only counted."""
        shown = open_columns.get(table, frozenset())
        return table in open_tables or column in shown or (column == "" and bool(shown))

    def authorize(action: int, table: str | None, column: str | None, *_rest: object) -> int:
        if action in _ALLOWED or (action == sqlite3.SQLITE_READ and readable(table or "", column)):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_OK if (action, table, column) in _BY_THE_INDEX else sqlite3.SQLITE_DENY

    return authorize


def _authorize_asking(action: int, table: str | None, _column: str | None, *_rest: object) -> int:
    if action in _ALLOWED or action == sqlite3.SQLITE_SAVEPOINT:
        return sqlite3.SQLITE_OK
    behind = table in door_tables()
    if action == sqlite3.SQLITE_READ and (behind or table in public_tables()):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if behind and action in _CHANGES else sqlite3.SQLITE_DENY


def _sqlite_reader(url: sa.URL) -> sa.Engine:
    read_only = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    engine = sa.create_engine(read_only, hide_parameters=True)
    _own_transactions(engine, "BEGIN")

    @sa.event.listens_for(engine, "connect")
    def _guard(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=5000")
        connection.set_authorizer(_authorizer())

    return engine


def _sqlite_asker(url: sa.URL) -> sa.Engine:
    engine = _sqlite_writer(url)

    @sa.event.listens_for(engine, "connect")
    def _guard(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_authorizer(_authorize_asking)

    return engine


def _postgresql(url: sa.URL, role: str, *, read_only: bool = False, patience: int = 0) -> sa.Engine:
    """`patience` is for how many seconds to try to connect; 0 is as long as the driver does."""
    # A page sees one snapshot, as it does on SQLite: what is kept must not mix two generations.
    more: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if read_only else {}
    if patience:
        # The second for a machine that is gone without a word, in milliseconds; the others for one that goes while we
        # wait for its answer: nothing of ours is under way then that it could leave unacknowledged.
        more["connect_args"] = {
            "connect_timeout": patience,
            "tcp_user_timeout": patience * 1000,
            "keepalives_idle": patience,
            "keepalives_interval": 1,
            "keepalives_count": 3,
        }
    engine = sa.create_engine(url, hide_parameters=True, **more)

    @sa.event.listens_for(engine, "connect")
    def _guard(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET ROLE {role}")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
            connection.execute(f"SET cpu_operator_cost = {_COMPARING}")
        connection.autocommit = False

    return engine


def open_database(url: str, read_url: str = "") -> Database:
    """Make the engines. `read_url` names replicas, separated by spaces. Nothing is opened until first use."""
    write = sa.make_url(url)
    replicas = [found for one in read_url.split() if (found := sa.make_url(one)) != write]
    if write.get_backend_name() == "sqlite":
        others = tuple(_sqlite_reader(one) for one in replicas)
        return Database(_sqlite_writer(write), _sqlite_reader(write), _sqlite_asker(write), others)
    return Database(
        sa.create_engine(write, hide_parameters=True),
        _postgresql(write, READER, read_only=True, patience=_PATIENCE if replicas else 0),
        _postgresql(write, ASKER),
        tuple(_postgresql(one, READER, read_only=True, patience=_PATIENCE) for one in replicas),
    )


def empty_log(engine: sa.Engine) -> None:
    """Write SQLite's log into the file and empty it: what a change erased must not stay in the log.

    If a reader holds the log open it is emptied after the next change instead, or by `purge`.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
