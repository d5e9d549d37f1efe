"""Promise: a replica that lags never shows what was taken back, and a dead one takes no page with it.

The replica is a second database that gets each change only when a test says so.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app import create_app
from app.db import Database, open_database, reading
from app.directory.actions import apply
from app.directory.changes import SetStatus
from app.directory.rules import Status
from app.pages.watch import Watch
from app.patience import Patient, Silent
from app.replicas import ASK_EVERY, Replicas
from config import Settings
from tests.databases import Databases
from tests.factories import list_organisation, list_service

NOBODY = "postgresql+psycopg://a@127.0.0.1:1/a"
PAUSE = SetStatus("river-lamp", Status.PAUSED)
PHONE = "+1 212-555-0100"


@dataclass
class Pair:
    """A site that reads from a replica, and both databases."""

    app: Flask
    client: Client
    primary: Database
    replica: Database

    def change(self, *databases: Database) -> None:
        """Pause the service in these databases."""
        for database in databases:
            with Session(database.write) as session, session.begin():
                apply(session, PAUSE, "robin", "imported")

    def reads_from(self) -> str:
        """Return the name of the database that the next page is read from."""
        with self.app.test_request_context():
            return str(reading().get_bind().engine.url.database).removeprefix("file:")


def _listed(address: str) -> Database:
    database = open_database(address)
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    return database


@pytest.fixture
def pair(databases: Databases, engine: str) -> Iterator[Pair]:
    addresses = databases.fresh(engine), databases.fresh(engine)
    primary, replica = map(_listed, addresses)
    app = create_app(Settings(database_url=addresses[0], read_database_url=addresses[1]))
    app.testing = True
    yield Pair(app, Client(app.wsgi_app), primary, replica)
    for opened in (primary, replica, app.extensions["database"]):
        opened.dispose()
    for address in addresses:
        databases.drop(address)


@pytest.fixture
def dead(engine: str, tmp_path: Path) -> str:
    """The address of a database that does not answer."""
    return f"sqlite:///{tmp_path}/none.sqlite3" if engine == "sqlite" else NOBODY


def test_pages_are_read_from_a_replica_that_has_caught_up(pair: Pair) -> None:
    assert pair.reads_from() == pair.replica.write.url.database


def test_a_lagging_replica_never_shows_a_paused_listing_as_open(pair: Pair) -> None:
    pair.change(pair.primary)
    assert PHONE not in pair.client.get("/en/s/river-lamp").text
    assert "river-lamp" not in pair.client.get("/en/find").text
    assert pair.reads_from() == pair.primary.write.url.database


def test_a_replica_is_used_again_when_it_has_caught_up(pair: Pair) -> None:
    pair.change(pair.primary)
    assert pair.reads_from() == pair.primary.write.url.database
    pair.change(pair.replica)
    assert pair.reads_from() == pair.replica.write.url.database


def test_a_dead_replica_takes_no_page_with_it(databases: Databases, engine: str, dead: str) -> None:
    address = databases.fresh(engine)
    _listed(address).dispose()
    app = create_app(Settings(database_url=address, read_database_url=dead))
    app.testing = True
    assert PHONE in Client(app.wsgi_app).get("/en/s/river-lamp").text
    app.extensions["database"].dispose()
    databases.drop(address)


def test_replicas_go_on_when_the_primary_is_gone(databases: Databases, engine: str, dead: str) -> None:
    address = databases.fresh(engine)
    _listed(address).dispose()
    app = create_app(Settings(database_url=dead, read_database_url=address))
    app.testing = True
    assert PHONE in Client(app.wsgi_app).get("/en/s/river-lamp").text
    app.extensions["database"].dispose()
    databases.drop(address)


def _answers(monkeypatch: pytest.MonkeyPatch, known: dict[sa.Engine, int | None]) -> Replicas:
    """Return replicas of the first of these that say these generations; None does not answer."""

    def generation(engine: sa.Engine) -> int:
        if (found := known[engine]) is None:
            raise sa.exc.SQLAlchemyError
        return found

    monkeypatch.setattr("app.replicas._generation", generation)
    primary, *others = known
    return Replicas(primary, others)


def _engines(count: int) -> list[sa.Engine]:
    return [sa.create_engine("sqlite://") for _number in range(count)]


def test_an_answer_that_comes_late_brings_no_lagging_replica_back(monkeypatch: pytest.MonkeyPatch) -> None:
    primary, lagging = _engines(2)
    replicas = _answers(monkeypatch, {primary: 6, lagging: 6})

    def late(_engine: sa.Engine) -> int:
        replicas.know(7)
        return 6

    monkeypatch.setattr("app.replicas._generation", late)
    assert replicas.choose() is primary


def test_replicas_are_used_again_when_a_backup_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    primary, restored = _engines(2)
    replicas = _answers(monkeypatch, {primary: 6, restored: 6})
    replicas.know(7)
    assert replicas.choose() is restored


def test_a_replica_that_failed_a_moment_ago_is_asked_if_there_is_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    primary, replica = _engines(2)
    said: dict[sa.Engine, int | None] = {primary: None, replica: None}
    replicas = _answers(monkeypatch, said)
    assert replicas.choose() is primary
    said[replica] = 6
    assert replicas.choose() is replica


def test_a_restart_without_the_primary_reads_from_the_replica_that_is_farthest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    primary, lagging, farthest = _engines(3)
    replicas = _answers(monkeypatch, {primary: None, lagging: 6, farthest: 7})
    assert replicas.choose() is farthest


def test_what_the_watch_has_seen_is_read_from_no_replica_behind_it(pair: Pair) -> None:
    assert pair.reads_from() == pair.replica.write.url.database
    pair.change(pair.primary)
    pages = pair.app.extensions["pages"]
    # The last answer of the primary counts for a while.
    pair.app.extensions["replicas"]._ask_at = float("inf")
    pages.watch.hurry()
    pages.watch.look()
    assert pair.reads_from() == pair.primary.write.url.database


@dataclass
class Hanging:
    """The primary of a pair, which answers only while `line` is set."""

    pair: Pair
    line: Event

    @property
    def watch(self) -> Watch:
        found: Watch = self.pair.app.extensions["pages"].watch
        return found

    def get(self, address: str) -> tuple[str, float]:
        """Open a page, after the answers heard before count no more; return it and how long it took."""
        time.sleep(2 * ASK_EVERY)
        began = time.monotonic()
        answer = self.pair.client.get(address)
        assert answer.status_code == 200
        return answer.text, time.monotonic() - began


@pytest.fixture
def hanging(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    line, primary = Event(), pair.app.extensions["database"].read
    line.set()
    sa.event.listen(primary.pool, "checkout", lambda *_told: line.wait())
    patient = pair.app.extensions["replicas"]._patient[primary]
    monkeypatch.setattr(patient, "_patience", 0.3)
    yield Hanging(pair, line)
    line.set()
    # Else it gives its connection back to an engine that is gone, and nobody closes it.
    if patient._given_up is not None:
        patient._given_up.join(10)


def test_a_primary_that_hangs_is_waited_for_once(hanging: Hanging) -> None:
    for address in ("/en/s/river-lamp", "/en/find"):
        hanging.get(address)
    hanging.line.clear()
    shown, took = hanging.get("/en/s/river-lamp")
    assert PHONE in shown
    assert took >= 0.3
    assert [hanging.get(address)[1] < 0.3 for address in ("/en/s/river-lamp", "/en/find?open=1", "/en/about")]
    # The pages that were kept still are: a replica that has what is published says so.
    assert hanging.pair.app.extensions["pages"].kept("/en/find") is not None


def test_a_listing_paused_while_the_primary_hangs_is_gone(hanging: Hanging) -> None:
    hanging.get("/en/s/river-lamp")
    hanging.line.clear()
    hanging.get("/en/s/river-lamp")
    # It got the change before the line was cut.
    hanging.pair.change(hanging.pair.replica)
    assert PHONE not in hanging.get("/en/s/river-lamp")[0]
    assert "river-lamp" not in hanging.get("/en/find")[0]


def test_a_primary_that_answers_again_is_heard_at_once(hanging: Hanging) -> None:
    hanging.get("/en/s/river-lamp")
    hanging.line.clear()
    hanging.get("/en/s/river-lamp")
    hanging.line.set()
    hanging.pair.change(hanging.pair.primary)
    # The replica lags, so only the primary knows.
    assert PHONE not in hanging.get("/en/s/river-lamp")[0]
    assert hanging.pair.reads_from() == hanging.pair.primary.write.url.database


def test_a_primary_that_failed_while_nobody_waited_is_asked_again() -> None:
    hangs, answered, fails = Event(), Event(), iter([True, True])
    patient = Patient(patience=0.05)

    def question() -> None:
        hangs.wait()
        if next(fails, False):
            raise OSError
        answered.set()

    for _time in range(2):
        with pytest.raises(Silent):
            patient.ask(question)
    hangs.set()
    assert answered.wait(10)
    assert patient._given_up is not None
    patient._given_up.join(10)
    assert patient.ask(lambda: 7) == 7


def test_a_primary_that_hangs_is_waited_for_only_briefly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql+psycopg://a@127.0.0.1:{silent.getsockname()[1]}/a"
        opened, began = open_database(address, NOBODY), time.monotonic()
        with pytest.raises(sa.exc.OperationalError):
            opened.read.connect()
        assert time.monotonic() - began < 20
        opened.dispose()


def test_a_primary_that_is_gone_in_the_middle_of_an_answer_is_given_up_within_seconds() -> None:
    """Nothing of ours waits to be acknowledged then, so only the line's own sign of life tells."""
    opened, seen = open_database("postgresql+psycopg://a@127.0.0.1:2/a", NOBODY), {}

    @sa.event.listens_for(opened.read, "do_connect")
    def _note(_dialect: object, _record: object, _given: object, named: dict[str, object]) -> None:
        seen.update(named)

    with pytest.raises(sa.exc.OperationalError):
        opened.read.connect()
    opened.dispose()
    idle, interval, count = (seen.get(f"keepalives_{name}") for name in ("idle", "interval", "count"))
    assert (idle, interval, count) == (2, 1, 3)
