"""A search for what is open now: who never said hours takes nobody's place."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.directory import searching
from app.directory.content import Way
from tests.factories import list_organisation, list_service
from tests.search.conftest import codes


def test_a_search_finds_who_is_open_behind_many_without_hours(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_MOST_OPEN", 3)
    list_organisation(session)
    for n in range(5):
        list_service(session, f"no-hours-{n}")
    always = Way("phone", "+12125550100", hours_kind="always")
    list_service(session, "night-line", ways=(always,))
    assert codes(session, "harbour", open_now=True) == ["night-line"]
