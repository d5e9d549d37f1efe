"""The desk over a fresh database with two listings, a clock to turn, and moderators who sit at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import Database
from app.directory.models import Service
from app.moderation import actions
from app.moderation.queries import by_handle
from app.moderation.rules import Role, form_token
from app.moderation.sittings import sign_in
from app.privacy.keys import SIZE, Keys
from tests.client import GuardedClient, guarded


class Clock:
    """The desk's clock, which stands still until a test turns it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.time

    @property
    def minute(self) -> int:
        """Return the minute since 1970."""
        return int(self.time.timestamp() // 60)

    @property
    def hour(self) -> int:
        """Return the hour since 1970."""
        return self.minute // 60

    def turn(self, minutes: int) -> None:
        """Let minutes pass."""
        self.time += timedelta(minutes=minutes)


class Seat:
    """A browser in which somebody may sit at the desk."""

    def __init__(self, client: GuardedClient, cookie: str = "") -> None:
        self.client, self.cookie = client, cookie
        if cookie:
            client.set_cookie("desk", cookie, path="/desk")

    def get(self, path: str, **how: Any) -> TestResponse:
        """Open a page of the desk."""
        return self.client.get(f"/desk{path}", **how)

    def post(self, path: str, csrf: str | None = None, **sent: Any) -> TestResponse:
        """Send a form of the desk with its token, or with another."""
        token = form_token(self.cookie) if csrf is None else csrf
        return self.client.post(f"/desk{path}", data={"csrf": token, **sent})


Sit = Callable[..., Seat]


def stored(session: Session, query: sa.Select[Any]) -> list[Any]:
    """Return what the database holds now, and let go of it: on SQLite one at a time may write."""
    session.expire_all()
    found = list(session.scalars(query))
    session.commit()
    return found


@pytest.fixture
def clock(app: Flask) -> Clock:
    """The clock of the desk."""
    found = Clock()
    app.extensions["desk"].extensions["clock"] = found
    app.extensions["desk"].testing = True
    app.extensions["desk"].extensions["keys"] = Keys(b"f" * SIZE, b"p" * SIZE, b"r" * SIZE)
    return found


@pytest.fixture
def session(app: Flask, clock: Clock) -> Iterator[Session]:
    """A write session; commit what the desk shall see."""
    assert clock
    database: Database = app.extensions["database"]
    with Session(database.write, expire_on_commit=False) as found:
        yield found


@pytest.fixture
def content(request: pytest.FixtureRequest) -> str:
    """Two listings from the start, where a test asks for them: to list them takes half a second."""
    return "listed" if "listed" in request.fixturenames else "migrated"


@pytest.fixture
def listed(session: Session) -> str:
    """The code of a checked service of a checked organisation."""
    assert session.scalars(sa.select(Service.code)).one() == "river-lamp"
    session.commit()
    return "river-lamp"


@pytest.fixture
def sit(app: Flask, session: Session, clock: Clock) -> Sit:
    """Seat a moderator with this role in a browser of their own; without a role, a stranger."""

    def seat(role: Role | None = Role.MODERATOR, handle: str = "") -> Seat:
        if role is None:
            return Seat(guarded(app))
        name = handle or f"some-{role}"
        actions.add(session, name, role, clock.hour, clock.time.date())
        cookie = sign_in(session, by_handle(session, name).id, "", clock.minute)
        session.commit()
        return Seat(guarded(app), cookie)

    return seat
