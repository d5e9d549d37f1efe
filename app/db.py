"""The way into the database: one commit at the edge. The engines are in engines.py, `flask db` in migrating.py."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy.orm import Session, sessionmaker

from app.engines import (
    PRIVATE,
    PUBLIC,
    Base,
    Database,
    door_tables,
    empty_log,
    enum_by_value,
    open_database,
    public_columns,
    public_tables,
)
from app.replicas import Anew, Replicas

__all__ = [
    "PRIVATE",
    "PUBLIC",
    "Base",
    "Database",
    "asking",
    "database",
    "door_tables",
    "empty_log",
    "enum_by_value",
    "init_app",
    "leave_nothing_bound",
    "let_go",
    "open_database",
    "plain_rows",
    "public_columns",
    "public_tables",
    "reading",
    "share",
    "writing",
]


def database() -> Database:
    """Return the engines of the running application."""
    found: Database = current_app.extensions["database"]
    return found


def _replicas() -> Replicas:
    found: Replicas = current_app.extensions["replicas"]
    return found


def _snapshot() -> sa.Connection:
    """Return the connection of this request, in the one transaction that it reads from.

    Only a page that can be made once more is read from a replica: what was sent, and what commands do, is not.
    """
    if "read_connection" not in g:
        again = has_request_context() and request.method in {"GET", "HEAD"}
        g.read_connection = (_replicas().choose() if again else database().read).connect()
    connection: sa.Connection = g.read_connection
    return connection


def reading() -> Session:
    """Return the read session of this request; it sees one snapshot and is closed with the request."""
    if "read_session" not in g:
        # Its commit ends the snapshot, as if it had begun it.
        g.read_session = Session(_snapshot(), expire_on_commit=False, join_transaction_mode="control_fully")
    session: Session = g.read_session
    return session


def plain_rows(statement: str) -> list[Any]:
    """Return what a fixed SELECT of ours answers, from the snapshot of this request, as the driver's own rows.

    For what every page asks: it costs a third of a session. Raises what a session does.
    """
    connection = _snapshot()
    if not connection.in_transaction():
        connection.begin()
    try:
        cursor = connection.connection.cursor()
        cursor.execute(statement)
        return list(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error:
        # Asked so that a connection that was lost is given up, and the error has the name that others know.
        return list(connection.exec_driver_sql(statement).all())


def leave_nothing_bound() -> None:
    """Give up this request's connection after it: what was asked with is one person's, such as a kit or a heard code.

    SQLite's driver keeps a statement for another time, with what was last bound to it.
    """
    g.nothing_bound = True


@contextmanager
def writing() -> Iterator[Session]:
    """Yield a write session: one commit at the edge, or one rollback."""
    engine = database().write
    with sessionmaker(engine, expire_on_commit=False).begin() as session:
        yield session
    let_go()
    database().settle()


@contextmanager
def asking() -> Iterator[Session]:
    """Yield a session that may change what waits behind the door and nothing else: one commit, or one rollback.

    No listing can change by it, so the followers are not told.
    """
    opened = database()
    with sessionmaker(opened.ask, expire_on_commit=False).begin() as session:
        yield session
    let_go()
    empty_log(opened.write)


def let_go() -> None:
    """End the snapshot this request read from: SQLite cannot empty its log while anyone holds one open."""
    if "read_session" in g:
        g.read_session.commit()
    if "read_connection" in g:
        g.read_connection.rollback()


def init_app(app: Flask, url: str, read_url: str) -> None:
    """Bind the engines to the application and close the read session with each request."""
    found = open_database(url, read_url)
    atexit.register(found.dispose)
    # What a slice does with a session once the tables are up to date.
    app.extensions["after_upgrade"] = []
    app.wsgi_app = Anew(app.wsgi_app, share(app, found))  # type: ignore[method-assign]


def share(app: Flask, found: Database) -> Replicas:
    """Let an app use these engines; the desk has those of the public site."""
    replicas = Replicas(found.read, found.replicas)
    found.followers.append(replicas.hurry)
    app.extensions |= {"database": found, "replicas": replicas}

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        session, connection = g.pop("read_session", None), g.pop("read_connection", None)
        if session is not None:
            session.close()
        if connection is not None:
            if g.pop("nothing_bound", False) and connection.dialect.name == "sqlite":
                connection.invalidate()
            connection.close()

    return replicas
