"""The ground of everything stored: the model base, a write engine, and a read engine that cannot see private tables.

A table is private unless its model says `info={"audience": "public"}`; a private one may name `public_columns`.
The public side of the site reads through the read engine only: on SQLite a read-only connection whose authorizer
refuses everything else and every statement that is not a SELECT, on PostgreSQL the role `waymark_reader`, which
may only SELECT them.
"""

from __future__ import annotations

import atexit
import enum
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask, current_app, g
from flask.cli import AppGroup
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
READER = "waymark_reader"
PUBLIC: dict[str, Any] = {"info": {"audience": "public"}}
PRIVATE: dict[str, Any] = {"info": {"audience": "private"}}


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


@dataclass(frozen=True, slots=True)
class Database:
    """The two ways in: `write` for commands and the desk, `read` for every public page.

    `followers` are called after each change of listings, whichever app wrote, outside its transaction.
    """

    write: sa.Engine
    read: sa.Engine
    followers: list[Callable[[], None]] = field(default_factory=list)

    def settle(self) -> None:
        """Finish after a commit that changed listings: empty the log, tell the followers."""
        empty_log(self.write)
        for follow in self.followers:
            follow()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.write.dispose()
        self.read.dispose()


def _own_transactions(engine: sa.Engine, begin: str) -> None:
    """Let SQLAlchemy, not the driver, begin transactions: the driver's own BEGIN comes too late for a snapshot."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
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
        pragmas = "foreign_keys=ON journal_mode=WAL synchronous=FULL secure_delete=ON busy_timeout=5000"
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


def _sqlite_reader(url: sa.URL) -> sa.Engine:
    read_only = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    engine = sa.create_engine(read_only, hide_parameters=True)
    _own_transactions(engine, "BEGIN")

    @sa.event.listens_for(engine, "connect")
    def _guard(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=5000")
        connection.set_authorizer(_authorizer())

    return engine


def _postgresql_reader(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def _guard(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET ROLE {READER}")
        connection.execute("SET default_transaction_read_only = on")
        connection.autocommit = False

    return engine


def open_database(url: str, read_url: str = "") -> Database:
    """Make both engines. Nothing is opened until first use."""
    write, read = sa.make_url(url), sa.make_url(read_url or url)
    if write.get_backend_name() == "sqlite":
        return Database(_sqlite_writer(write), _sqlite_reader(read))
    return Database(sa.create_engine(write, hide_parameters=True), _postgresql_reader(read))


def database() -> Database:
    """Return the engines of the running application."""
    found: Database = current_app.extensions["database"]
    return found


def reading() -> Session:
    """Return the read session of this request; it sees one snapshot and is closed with the request."""
    if "read_session" not in g:
        g.read_session = Session(database().read)
    session: Session = g.read_session
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """Yield a write session: one commit at the edge, or one rollback."""
    engine = database().write
    with sessionmaker(engine, expire_on_commit=False).begin() as session:
        yield session
    database().settle()


def empty_log(engine: sa.Engine) -> None:
    """Write SQLite's log into the file and empty it: what a change erased must not stay in the log.

    If a reader holds the log open it is emptied after the next change instead, or by `purge`.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def grant_reader(engine: sa.Engine) -> None:
    """Let the role of the public side read the public tables and nothing else (PostgreSQL)."""
    with engine.begin() as connection:
        if engine.dialect.name != "postgresql":
            return
        connection.execute(
            sa.text(
                f"DO $$ BEGIN CREATE ROLE {READER} NOLOGIN; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        )
        connection.execute(sa.text(f"GRANT {READER} TO CURRENT_USER"))
        connection.execute(sa.text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {READER}"))
        connection.execute(sa.text(f"GRANT USAGE ON SCHEMA public TO {READER}"))
        for table in sorted(public_tables() | beside("postgresql")):
            connection.execute(sa.text(f'GRANT SELECT ON "{table}" TO {READER}'))
        for table, columns in sorted(public_columns().items()):
            shown = ", ".join(f'"{column}"' for column in sorted(columns))
            connection.execute(sa.text(f'GRANT SELECT ({shown}) ON "{table}" TO {READER}'))


def alembic_config(engine: sa.Engine) -> Config:
    """Return Alembic's settings for this engine; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the tables up to `revision` and renew what the public side may read."""
    command.upgrade(alembic_config(engine), revision)
    if revision == "head":
        grant_reader(engine)


commands = AppGroup("db", help="Tables and their migrations.")


@commands.command("upgrade")
@click.argument("revision", default="head")
def _upgrade(revision: str) -> None:
    """Bring the tables up to date (or to REVISION)."""
    upgrade(database().write, revision)


@commands.command("downgrade")
@click.argument("revision", default="-1")
def _downgrade(revision: str) -> None:
    """Go back one migration (or to REVISION)."""
    command.downgrade(alembic_config(database().write), revision)


@commands.command("check")
def _check() -> None:
    """Say whether the models and the migrations agree."""
    command.check(alembic_config(database().write))


@commands.command("revision")
@click.argument("message")
def _revision(message: str) -> None:
    """Draft a migration named by today's date and MESSAGE, one sentence."""
    command.revision(alembic_config(database().write), message, autogenerate=True)


def init_app(app: Flask, url: str, read_url: str) -> None:
    """Bind the engines to the application and close the read session with each request."""
    found = open_database(url, read_url)
    atexit.register(found.dispose)
    app.cli.add_command(commands)
    share(app, found)


def share(app: Flask, found: Database) -> None:
    """Let an app use these engines; the desk has those of the public site."""
    app.extensions["database"] = found

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        if (session := g.pop("read_session", None)) is not None:
            session.close()
