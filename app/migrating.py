"""Tables and their migrations: `flask db`, and who may read what. Commands load it, never what serves pages."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup

from app.db import database, door_tables, public_columns, public_tables, writing
from app.engines import ASKER, READER, beside

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


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
        # Where the operator has taken away what everyone may call by default.
        for name in ("search_best", "search_count"):
            connection.execute(
                sa.text(f"GRANT EXECUTE ON FUNCTION {name}(tsquery, integer) TO {READER}, {ASKER}")
            )
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
