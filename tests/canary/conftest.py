"""The site as deployed, one folder for each deployment; a short run here, the whole of it in `make audit`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.routing import Map

from app import create_app
from app.db import open_database
from app.migrating import upgrade
from config import Settings
from tests.canary.deployed import DEPLOY, Deployed, behind, postgresql_in, short_folder, site
from tests.canary.sending import Sent, every_kind
from tests.databases import Databases

# How many requests of all kinds each deployment gets; `make audit` asks for a thousand.
REQUESTS = int(os.environ.get("WAYMARK_CANARY_REQUESTS", "0"))


@pytest.fixture(scope="session")
def urls() -> tuple[Map, Map]:
    """Every address of the site and of the desk."""
    made = create_app(Settings(database_url="sqlite://"))
    return made.url_map, made.extensions["desk"].url_map


@pytest.fixture(scope="session")
def kinds(urls: tuple[Map, Map]) -> list[Sent]:
    """One request of each kind for each address."""
    return every_kind(*urls)


def filled_sqlite(databases: Databases, folder: Path) -> str:
    """Put the demonstration content into the folder; return its address."""
    made = databases.fresh("sqlite", "demonstration")
    shutil.copyfile(sa.make_url(made).database or "", folder / "site.sqlite3")
    databases.drop(made)
    return f"sqlite:///{folder / 'site.sqlite3'}"


@contextmanager
def filled_postgresql(folder: Path, *, quiet: bool = True) -> Iterator[str]:
    """Run a PostgreSQL with the demonstration content; deploy/postgresql.conf tells it to be quiet."""
    with postgresql_in(folder) as address:
        server = sa.create_engine(address, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            for name, value in postgresql_settings() if quiet else []:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        server.dispose()
        database = open_database(address)
        upgrade(database.write)
        database.dispose()
        made = create_app(Settings(database_url=address))
        made.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
        made.extensions["database"].dispose()
        yield address


def postgresql_settings() -> list[tuple[str, str]]:
    """Return what deploy/postgresql.conf sets."""
    lines = (DEPLOY / "postgresql.conf").read_text("utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return [(name.strip(), value.split("#")[0].strip().strip("'")) for name, value in pairs]


@contextmanager
def deployment(databases: Databases, engine: str, front: str, factory: str) -> Iterator[Deployed]:
    """Run one deployment: `front` is tcp, unix, nginx or caddy."""
    with ExitStack() as stack:
        folder = stack.enter_context(short_folder())
        address = (
            filled_sqlite(databases, folder)
            if engine == "sqlite"
            else stack.enter_context(filled_postgresql(folder))
        )
        found = stack.enter_context(site(folder, address, factory=factory, tcp=front == "tcp"))
        yield stack.enter_context(behind(front, found)) if front in {"nginx", "caddy"} else found
