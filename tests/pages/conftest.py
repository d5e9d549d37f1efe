"""Sites of two workers over one database, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from app import create_app
from app.db import writing
from app.pages.edge import Pages
from app.pages.pieces import Pieces
from config import Settings
from tests.factories import list_organisation, list_service


@dataclass
class Clock:
    """Seconds that pass only when a test says so."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Worker:
    """One process of the site, as a browser meets it."""

    app: Flask
    clock: Clock

    @property
    def pages(self) -> Pages:
        found: Pages = self.app.extensions["pages"]
        return found

    def get(self, address: str, **headers: str) -> TestResponse:
        """Open a page through the store."""
        return Client(self.app.wsgi_app).get(address, headers=headers)

    def bare(self, address: str, **headers: str) -> TestResponse:
        """Open a page as the app alone makes it."""
        return Client(self.pages.inner).get(address, headers=headers)

    def anew(self, address: str) -> TestResponse:
        """Open a page as the app makes it with no piece to take; what is kept stays as it was."""
        name = "pieces of pages"
        kept, self.app.extensions[name] = self.app.extensions[name], Pieces()
        try:
            return self.bare(address)
        finally:
            self.app.extensions[name] = kept


def _worker(url: str) -> Worker:
    app, clock = create_app(Settings(database_url=url, site_url="http://localhost")), Clock()
    app.testing = True
    app.extensions["pages"].watch.clock = clock
    return Worker(app, clock)


@pytest.fixture
def workers(database_url: str) -> Iterator[tuple[Worker, Worker]]:
    """Two workers of a site with one organisation and its service."""
    both = _worker(database_url), _worker(database_url)
    with both[0].app.app_context(), writing() as session:
        list_organisation(session)
        list_service(session)
    yield both
    for worker in both:
        worker.app.extensions["database"].dispose()


@pytest.fixture
def worker(workers: tuple[Worker, Worker]) -> Worker:
    """One worker of that site."""
    return workers[0]
