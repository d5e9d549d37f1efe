"""Listings to search in, on each engine; made once a process, because no test here changes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.db import Database, open_database
from app.directory import searching
from app.directory.asked import Asked
from app.directory.searching import Results, Said
from app.directory.shown import Card
from tests.databases import Databases

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Both engines over a fresh, migrated, empty database."""
    found = open_database(database_url)
    yield found
    found.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A write session that is rolled back at the end."""
    with Session(database.write) as found:
        yield found


@pytest.fixture
def shelf(databases: Databases, engine: str) -> Iterator[Session]:
    """The demonstration content, read as the public side reads it."""
    address = databases.fresh(engine, "demonstration")
    made = open_database(address)
    with Session(made.read) as found:
        yield found
    made.dispose()
    databases.drop(address)


def look(session: Session, words: str, reader: str = "en", **asked: Any) -> Results:
    """Search as a page does."""
    return searching.results(session, Said(words, Asked(**asked)), reader, NOW)


def cards(session: Session, words: str, reader: str = "en", **asked: Any) -> list[Card]:
    """Return the cards that a search finds on its page."""
    found = look(session, words, reader, **asked)
    return list(searching.cards(session, found.services, reader, found.place, NOW).values())


def codes(session: Session, words: str, reader: str = "en", **asked: Any) -> list[str]:
    """Return the codes of what a search finds on its page."""
    return [card.code for card in cards(session, words, reader, **asked)]
