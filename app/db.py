"""The way into the database: one commit at the edge, who may read what, `flask db`. The engines are in engines.py."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask, current_app, g, has_request_context, request
from flask.cli import AppGroup
from sqlalchemy.orm import Session, sessionmaker

from app.engines import (
    ASKER,
    PRIVATE,
    PUBLIC,
    READER,
    Base,
    Database,
    beside,
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
    "alembic_config",
    "asking",
    "database",
    "door_tables",
    "empty_log",
    "enum_by_value",
    "grant_reader",
    "init_app",
    "open_database",
    "public_columns",
    "public_tables",
    "reading",
    "share",
    "upgrade",
    "writing",
]

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def database() -> Database:
    """Return the engines of the running application."""
    found: Database = current_app.extensions["database"]
    return found


def _replicas() -> Replicas:
    found: Replicas = current_app.extensions["replicas"]
    return found


def reading() -> Session:
    """Return the read session of this request; it sees one snapshot and is closed with the request.

    Only a page that can be made once more is read from a replica: what was sent, and what commands do, is not.
    """
    if "read_session" not in g:
        again = has_request_context() and request.method in {"GET", "HEAD"}
        engine = _replicas().choose() if again else database().read
        g.read_session = Session(engine, expire_on_commit=False)
    session: Session = g.read_session
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """Yield a write session: one commit at the edge, or one rollback."""
    engine = database().write
    with sessionmaker(engine, expire_on_commit=False).begin() as session:
        yield session
    _let_go()
    database().settle()


@contextmanager
def asking() -> Iterator[Session]:
    """Yield a session that may change what waits behind the door and nothing else: one commit, or one rollback.

    No listing can change by it, so the followers are not told.
    """
    opened = database()
    with sessionmaker(opened.ask, expire_on_commit=False).begin() as session:
        yield session
    _let_go()
    empty_log(opened.write)


def _let_go() -> None:
    """End the snapshot this request read from: SQLite cannot empty its log while anyone holds one open."""
    if "read_session" in g:
        g.read_session.commit()


def grant_reader(engine: sa.Engine) -> None:
    """Let the roles of the public side read the public tables, and that of asking change what is behind the door."""
    with engine.begin() as connection:
        if engine.dialect.name != "postgresql":
            return
        for role in (READER, ASKER):
            _make_role(connection, role)
        for table, columns in sorted(public_columns().items()):
            shown = ", ".join(f'"{column}"' for column in sorted(columns))
            connection.execute(sa.text(f'GRANT SELECT ({shown}) ON "{table}" TO {READER}'))
        for table in sorted(door_tables()):
            connection.execute(sa.text(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {ASKER}'))


def _make_role(connection: sa.Connection, role: str) -> None:
    """Make sure of a role that may read the public tables and nothing else."""
    for statement in (
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        f"GRANT {role} TO CURRENT_USER",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        *(f'GRANT SELECT ON "{table}" TO {role}' for table in sorted(public_tables() | beside("postgresql"))),
    ):
        connection.execute(sa.text(statement))


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
    """Bring the tables up to date, and what is made of them; with REVISION only the tables, up to there."""
    upgrade(database().write, revision)
    if revision == "head":
        with writing() as session:
            for finish in current_app.extensions["after_upgrade"]:
                finish(session)


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
    # What a slice does with a session once the tables are up to date.
    app.extensions["after_upgrade"] = []
    app.cli.add_command(commands)
    app.wsgi_app = Anew(app.wsgi_app, share(app, found))  # type: ignore[method-assign]


def share(app: Flask, found: Database) -> Replicas:
    """Let an app use these engines; the desk has those of the public site."""
    replicas = Replicas(found.read, found.replicas)
    found.followers.append(replicas.hurry)
    app.extensions |= {"database": found, "replicas": replicas}

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        if (session := g.pop("read_session", None)) is not None:
            session.close()

    return replicas
