"""Promise: what is taken back is gone within a second, whatever replicas do: a real PostgreSQL and two real replicas.

A replica may lag, die in the middle of a page and come back, in any order, under load: no page shows what was taken
back, and none is an error.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event
from typing import NamedTuple

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as some
from werkzeug.test import Client

from app import create_app
from app.directory.changes import SetStatus, Withdraw
from app.directory.rules import Status
from app.pages.mirror import Mirror
from config import Settings
from tests.canary.deployed import short_folder, site
from tests.replicated import PHONE, Cluster, replicated

LIST = "/en/find?need=medical"
# What the issue allows, and what both watches need: they look ten times a second.
SECOND, SOON = 1.0, 0.25
# New lines to a site of two workers: enough that both answer some.
LINES = 16


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with replicated() as found:
        yield found


def _site(cluster: Cluster) -> Flask:
    made = create_app(
        Settings(
            database_url=cluster.primary.address,
            read_database_url=cluster.replica_addresses,
            site_url="http://localhost",
        )
    )
    made.testing = True
    return made


@dataclass
class World:
    """Two workers and a mirror over the cluster, and what is true of the newest service."""

    cluster: Cluster
    sites: tuple[Flask, Flask]
    mirror: Mirror
    number: int = 0
    open: bool = False
    listed: bool = False

    @property
    def code(self) -> str:
        return f"river-lamp-{self.number}"

    def publish(self) -> None:
        if self.listed:
            self.withdraw()
        self.number += 1
        self.cluster.publish(self.code)
        # Lists may lack for its second what is only new.
        time.sleep(SECOND - SOON)
        self.open = self.listed = True

    def turn(self, *, open_: bool) -> None:
        if self.listed:
            self.cluster.change(SetStatus(self.code, Status.OPEN if open_ else Status.PAUSED))
            self.open = open_

    def withdraw(self) -> None:
        if self.listed:
            self.cluster.change(Withdraw(self.code))
            self.open = self.listed = False

    def pages(self) -> list[str]:
        """Return the addresses that the mirror should have."""
        return [LIST, f"/en/s/{self.code}"] if self.listed else [LIST]

    def assert_true(self, moment: str) -> None:
        """Ask every worker and the mirror, a moment after the last event."""
        time.sleep(SOON)
        for one in self.sites:
            page, found = (Client(one.wsgi_app).get(path) for path in (f"/en/s/{self.code}", LIST))
            assert page.status_code == (200 if self.listed else 410), moment
            assert (PHONE in page.text) is self.open, moment
            assert (found.status_code, self.code in found.text) == (200, self.open), moment
        self.mirror.update()
        file = self.mirror.file_of(f"/en/s/{self.code}")
        assert file.exists() is self.listed, moment
        assert (file.exists() and PHONE in file.read_text("utf-8")) is self.open, moment
        assert (self.code in self.mirror.file_of(LIST).read_text("utf-8")) is self.open, moment


@pytest.fixture
def world(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # A replica that came back is asked again soon, so that it takes part in what follows.
    monkeypatch.setattr("app.replicas.REST", 0.05)
    sites = _site(cluster), _site(cluster)
    made = World(cluster, sites, None)  # type: ignore[arg-type]
    made.mirror = Mirror(sites[0].extensions["pages"], tmp_path / "site", made.pages)
    yield made
    made.mirror.close()
    for one in sites:
        one.extensions["database"].dispose()


EVENTS = {
    "publish": World.publish,
    "pause": lambda world: world.turn(open_=False),
    "open": lambda world: world.turn(open_=True),
    "withdraw": World.withdraw,
    "the first lags": lambda world: world.cluster.lag(0),
    "the second lags": lambda world: world.cluster.lag(1),
    "the first catches up": lambda world: world.cluster.catch_up(0),
    "the second catches up": lambda world: world.cluster.catch_up(1),
    "the first dies": lambda world: world.cluster.kill(0),
    "the first is back": lambda world: world.cluster.bring_back(0),
}


@run(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=some.lists(some.sampled_from([*EVENTS]), min_size=4, max_size=8))
def test_a_reader_can_trust_every_page_whatever_the_replicas_do(world: World, events: list[str]) -> None:
    for number in range(len(world.cluster.replicas)):
        world.cluster.catch_up(number)
    world.publish()
    world.assert_true("at first")
    for at, event in enumerate(events):
        EVENTS[event](world)
        world.assert_true(f"after {', '.join(events[: at + 1])}")


class Seen(NamedTuple):
    """One answer: when it was asked for, its status, whether it shows the phone."""

    asked: float
    status: int
    shown: bool


def _ask(port: int, address: str) -> Seen:
    asked, line = time.monotonic(), http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", address, headers={"Accept-Encoding": "identity"})
        answer = line.getresponse()
        return Seen(asked, answer.status, PHONE.encode() in answer.read())
    finally:
        line.close()


@pytest.fixture(scope="module")
def port(cluster: Cluster) -> Iterator[int]:
    """Where two workers answer, started as the unit starts them."""
    for number in range(len(cluster.replicas)):
        cluster.catch_up(number)
    with (
        short_folder() as folder,
        site(
            folder,
            cluster.primary.address,
            factory="app:create_app",
            tcp=True,
            read_database_url=cluster.replica_addresses,
        ) as found,
    ):
        yield found.door.port


@pytest.mark.usefixtures("deployed")
def test_a_paused_listing_is_gone_within_a_second_while_a_replica_lags(cluster: Cluster, port: int) -> None:
    cluster.publish("quiet-moon")
    for number in range(len(cluster.replicas)):
        cluster.catch_up(number)
    cluster.lag(0)
    kept, anew = "/en/s/quiet-moon", "/en/s/quiet-moon?anew=1"
    time.sleep(SOON)
    assert all(_ask(port, address).shown for address in (kept, anew) * LINES)
    cluster.change(SetStatus("quiet-moon", Status.PAUSED))
    time.sleep(SECOND)
    seen = [_ask(port, address) for address in (kept, anew) * LINES]
    assert {(one.status, one.shown) for one in seen} == {(200, False)}
    cluster.catch_up(0)


@pytest.mark.usefixtures("deployed")
def test_no_page_fails_while_replicas_die_and_come_back(cluster: Cluster, port: int) -> None:
    cluster.publish("drum-winter")
    time.sleep(SECOND)
    addresses = ("/en/s/drum-winter", "/en/s/drum-winter?anew=1", "/en/find?need=medical&open=1")
    seen: list[Seen] = []
    over = Event()

    def visit(who: int) -> None:
        for number in count(who):
            if over.is_set():
                return
            seen.append(_ask(port, addresses[number % len(addresses)]))

    with ThreadPoolExecutor(4) as visitors:
        visits = [visitors.submit(visit, who) for who in range(4)]
        try:
            paused = _trouble(cluster)
            end = time.monotonic() + 20
            while sum(one.asked > paused + SECOND for one in seen) < 20 and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            over.set()
        for one in visits:
            one.result()
    assert {one.status for one in seen} == {200}
    assert any(one.shown for one in seen if one.asked < paused)
    assert not any(one.shown for one in seen if one.asked > paused + SECOND)


@pytest.mark.usefixtures("deployed")
def test_pages_go_on_while_the_primary_hangs(cluster: Cluster, port: int) -> None:
    cluster.publish("late-violin")
    for number in range(len(cluster.replicas)):
        cluster.catch_up(number)
    time.sleep(SECOND)
    addresses = ("/en/s/late-violin", "/en/s/late-violin?anew=1") * LINES
    assert all(_ask(port, address).shown for address in addresses)
    with cluster.primary.hangs():
        time.sleep(SOON)
        # Each worker waits once.
        first = [_ask(port, address) for address in addresses]
        began = time.monotonic()
        then = [_ask(port, address) for address in addresses]
        took = time.monotonic() - began
    assert {(one.status, one.shown) for one in (*first, *then)} == {(200, True)}
    assert took < len(addresses) * 0.5
    for number in range(len(cluster.replicas)):
        cluster.lag(number)
    cluster.change(SetStatus("late-violin", Status.PAUSED))
    time.sleep(SECOND)
    assert {(one.status, one.shown) for one in (_ask(port, address) for address in addresses)} == {
        (200, False)
    }
    for number in range(len(cluster.replicas)):
        cluster.catch_up(number)


def _trouble(cluster: Cluster) -> float:
    """Kill both replicas in turn, and pause the listing in between; return when it was paused."""
    time.sleep(0.5)
    cluster.kill(0)
    time.sleep(0.5)
    cluster.change(SetStatus("drum-winter", Status.PAUSED))
    paused = time.monotonic()
    cluster.bring_back(0)
    cluster.lag(1)
    time.sleep(0.3)
    cluster.kill(1)
    time.sleep(0.3)
    cluster.bring_back(1)
    return paused
