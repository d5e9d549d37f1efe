"""A database without the web, and one listed service to work on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.db import Database, open_database
from tests.factories import list_organisation, list_service


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
def listed(session: Session) -> str:
    """The code of a checked service of a checked organisation."""
    list_organisation(session)
    return list_service(session)
