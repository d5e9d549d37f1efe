"""A site with one organisation, three services and one draft, and a reader who opens its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save, Single
from app.directory.content import Place, Prose
from tests.client import GuardedClient, body
from tests.factories import MEXICO_CITY, list_organisation, list_service, service

Read = Callable[..., str]
Change = Callable[..., None]
STREET = "1 Example Street"


@pytest.fixture
def listed(app: Flask) -> Flask:
    """The app with calm-harbour and its services; quiet-lake is a draft that nobody may know of."""
    with app.app_context(), writing() as session:
        list_organisation(session)
        street = Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street=STREET)
        arabic = (Prose("name", "en", "Harbour Clinic"), Prose("name", "ar", "عيادة الميناء", 1))
        list_service(session, places=(street,), prose=arabic)
        list_service(session, "drum-winter", name="Winter Rooms", need="housing", kinds=("h1",))
        list_service(session, "paper-bridge", name="Bridge Lawyers", need="legal", kinds=("l2",))
        apply(session, Save("quiet-lake", service("calm-harbour", "Secret Draft")), "robin", "imported")
    return app


@pytest.fixture
def read(listed: Flask, client: GuardedClient) -> Read:
    """Open an address and return its text."""

    def _read(path: str, status: int = 200) -> str:
        answer = client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return body(answer).decode()

    return _read


@pytest.fixture
def change(listed: Flask) -> Change:
    """Change listings as a moderator does."""

    def _change(*changes: Single) -> None:
        with listed.app_context(), writing() as session:
            for one in changes:
                apply(session, one, "robin", "imported")

    return _change
