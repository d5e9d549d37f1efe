"""A site with listings, commands to run on it, and an empty place of the same engine to restore into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.db import Database
from config import Settings
from tests.databases import Databases
from tests.factories import list_organisation, list_service

Run = Callable[..., tuple[int, str]]


def run(app: Flask, *args: object) -> tuple[int, str]:
    """Run a command and return its exit code and all it said."""
    answer = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
    if answer.exception and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer.exit_code, answer.output


def writer(app: Flask) -> sa.Engine:
    """Return the write engine of this app."""
    database: Database = app.extensions["database"]
    return database.write


@pytest.fixture
def gone_file(tmp_path: Path) -> Path:
    """Where the site of these tests notes what was withdrawn."""
    return tmp_path / "gone.txt"


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """Where the site of these tests has its keys, once it needs them."""
    return tmp_path / "keys" / "secret.json"


@pytest.fixture
def app(database_url: str, gone_file: Path, secret_file: Path) -> Iterator[Flask]:
    """A site that has a gone file, and a key file of its own."""
    made = create_app(
        Settings(database_url=database_url, gone_file=str(gone_file), secret_file=str(secret_file))
    )
    made.testing = True
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def listed(app: Flask) -> Flask:
    """A site with two organisations and three services."""
    with Session(writer(app)) as session, session.begin():
        list_organisation(session)
        list_service(session)
        list_service(session, "quiet-moon", name="Night Clinic")
        list_organisation(session, "green-door", leaders=())
        list_service(session, "warm-stone", "green-door", name="Stone Room")
    return app


@pytest.fixture
def place(app: Flask, databases: Databases, engine: str, tmp_path: Path) -> Iterator[Flask]:
    """The same site on another machine, where there is no database yet."""
    address = f"sqlite:///{tmp_path / 'elsewhere' / 'site.sqlite3'}"
    if engine == "postgresql":
        address = databases.fresh(engine, "nothing")
    settings: Settings = app.extensions["settings"]
    elsewhere = str(tmp_path / "elsewhere" / "keys" / "secret.json")
    made = create_app(replace(settings, database_url=address, gone_file="", secret_file=elsewhere))
    yield made
    made.extensions["database"].dispose()
    databases.drop(address)
