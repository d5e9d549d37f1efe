"""An operator finds a fault; a visitor leaves no line by asking for a page."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.privacy.counting import Counts
from tests.shell.tiny import CANARY, tiny_app


class Clock:
    """A clock that goes on when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counted(clock: Clock) -> Flask:
    made = tiny_app()
    made.extensions["counts"] = Counts(clock)
    return made


def test_an_operator_can_find_where_and_how_often_it_broke(
    counted: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    reader = counted.test_client()
    for _ in range(14):
        reader.get(f"/en/broken?q={CANARY}")
    lines = {record.getMessage() for record in caplog.records}
    assert all(re.fullmatch(r"ValueError at tests/shell/tiny\.py:\d+", line) for line in lines), lines
    caplog.clear()
    clock.now += 3600
    reader.get("/healthz")
    lines = {record.getMessage() for record in caplog.records}
    assert lines == {"failed in an hour: /<lang:lang>/broken 5xx, at least 10"}


def test_a_few_failures_cannot_be_counted(
    counted: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    reader = counted.test_client()
    for _ in range(9):
        reader.get(f"/en/{CANARY}")
    clock.now += 3600
    reader.get("/healthz")
    assert not caplog.records


def test_a_page_that_works_cannot_be_counted(
    counted: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    reader = counted.test_client()
    for _ in range(30):
        reader.get("/en/sample")
        reader.get("/exit")
    clock.now += 3600
    reader.get("/healthz")
    assert not caplog.records


def test_a_visitor_cannot_make_a_line_of_counts(
    counted: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    reader = counted.test_client()
    for _ in range(20):
        reader.get(f"/en/{CANARY}")
        clock.now += 600
    assert not caplog.records
    reader.get("/healthz")
    assert [record.getMessage() for record in caplog.records] == [
        "failed in an hour: no such address 4xx, at least 20"
    ]
