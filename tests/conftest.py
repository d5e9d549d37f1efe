"""Fixtures for every test. `app` and `client` bring a fresh migrated database; `site` a real server to visit.

Tests that touch a database run on SQLite; with `--pg` on a real PostgreSQL instead, with `--both` on each.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from playwright.sync_api import Browser, Playwright, sync_playwright
from sqlalchemy.orm import Session

from app import create_app
from app.db import Database, open_database
from app.migrating import upgrade
from app.pages.ahead import Ahead
from app.privacy.keys import SIZE, Keys
from config import Settings
from tests.browser import launch, served
from tests.client import GuardedClient, guarded
from tests.databases import Databases
from tests.factories import list_organisation, list_service

# No deadline: both engines share two cores. No example database: a run leaves nothing behind.
hypothesis_settings.register_profile("waymark", deadline=None, database=None, print_blob=True)
hypothesis_settings.load_profile("waymark")
DRIVES_A_BROWSER = {"browser", "site"}
HAS_A_SERVER = {"site", "deployed"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner choose the database."""
    group = parser.getgroup("waymark")
    group.addoption("--pg", action="store_true", help="run the database tests, on PostgreSQL only")
    group.addoption("--both", action="store_true", help="run everything, database tests on both engines")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run database tests once per chosen engine; browser tests once, on SQLite."""
    if "engine" not in metafunc.fixturenames:
        return
    engines = ["sqlite"]
    if DRIVES_A_BROWSER.isdisjoint(metafunc.fixturenames):
        if metafunc.config.getoption("--pg"):
            engines = ["postgresql"]
        elif metafunc.config.getoption("--both"):
            engines = ["sqlite", "postgresql"]
    metafunc.parametrize("engine", engines)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --pg leave out what would run the same without it; mark what drives a browser."""
    for item in items:
        if not DRIVES_A_BROWSER.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    if config.getoption("--pg"):
        left_out = [item for item in items if _engine_of(item) != "postgresql"]
        items[:] = [item for item in items if _engine_of(item) == "postgresql"]
        config.hook.pytest_deselected(items=left_out)


def _engine_of(item: pytest.Item) -> object:
    chosen = getattr(item, "callspec", None)
    return chosen.params.get("engine") if chosen else None


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be called but our own server, and that only by tests that start one."""
    real, local = socket.socket.connect, not HAS_A_SERVER.isdisjoint(request.fixturenames)

    def connect(this: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else address
        allowed = this.family == socket.AF_UNIX or (local and host in {"127.0.0.1", "::1"})
        if not allowed:
            this.close()
            pytest.fail(f"a test tried to call {host}")
        real(this, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is made behind a test's back: that would count as its questions to the database."""
    monkeypatch.setattr(Ahead, "started", lambda self: Thread())


class _Compiled(BytecodeCache):
    """Templates as they were compiled for an app of the same name before: each test makes apps of its own."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(self._named(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._kept[self._named(bucket)] = bucket.code

    @staticmethod
    def _named(bucket: Bucket) -> tuple[str, str, str]:
        assert isinstance(bucket.environment, Environment)
        return bucket.environment.app.name, bucket.key, bucket.checksum


Flask.jinja_options = {"bytecode_cache": _Compiled()}


def _empty(address: str) -> None:
    """Leave the database as it is: without a table."""


def _migrated(address: str) -> None:
    database = open_database(address)
    upgrade(database.write)
    database.dispose()


def _listed(address: str) -> None:
    _migrated(address)
    database = open_database(address)
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    database.settle()
    database.dispose()


def _filled(address: str) -> None:
    _migrated(address)
    made = create_app(Settings(database_url=address))
    answer = made.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
    made.extensions["database"].dispose()
    assert answer.exit_code == 0, answer.output


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases of this process."""
    contents = {"migrated": _migrated, "listed": _listed, "demonstration": _filled, "nothing": _empty}
    made = Databases(tmp_path_factory.mktemp("databases"), contents)
    yield made
    made.close()


@pytest.fixture
def content() -> str:
    """What a fresh database holds: nothing but its tables. A slice may say otherwise for its own tests."""
    return "migrated"


@pytest.fixture
def database_url(databases: Databases, engine: str, content: str) -> Iterator[str]:
    """The address of a fresh, migrated database; empty, where no slice says otherwise."""
    address = databases.fresh(engine, content)
    yield address
    databases.drop(address)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Both engines over a fresh, migrated, empty database."""
    found = open_database(database_url)
    yield found
    found.dispose()


@contextmanager
def _site_over(address: str) -> Iterator[Flask]:
    made = create_app(Settings(database_url=address))
    made.testing = True
    # Keys of their own, made here, so that no test writes a key file into the house.
    made.extensions["keys"] = Keys(form=b"f" * SIZE, pepper=b"p" * SIZE, refusals=b"r" * SIZE)
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """The public site over a fresh, migrated, empty database."""
    with _site_over(database_url) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> GuardedClient:
    """A visitor who polices every answer (tests/client.py)."""
    return guarded(app)


@pytest.fixture
def demonstration(databases: Databases, engine: str) -> Iterator[GuardedClient]:
    """A visitor of the site that holds the demonstration content."""
    address = databases.fresh(engine, "demonstration")
    with _site_over(address) as made:
        yield guarded(made)
    databases.drop(address)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A real Chromium without a screen; open pages with `tests.browser.opened`."""
    found = launch(playwright)
    yield found
    found.close()


@pytest.fixture(scope="session")
def site(databases: Databases) -> Iterator[str]:
    """The address of a real server over the demonstration content; read only, because tests share it."""
    address = databases.fresh("sqlite", "demonstration")
    with served(address) as found:
        yield found
    databases.drop(address)


@pytest.fixture(scope="session")
def deployed() -> None:
    """Let a test call servers of its own on this machine (tests/canary/deployed.py)."""
