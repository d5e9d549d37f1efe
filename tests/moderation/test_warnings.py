"""A moderator puts warnings on a listing, and takes them off again, in one place and at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.directory.content import Caution
from app.directory.models import CautionRow, Decision
from tests.factories import list_organisation, list_service
from tests.moderation.conftest import Seat, Sit
from tests.moderation.pressing import all_of

SEEN, SLUGS = "warnings-seen", "warnings-slugs"


@pytest.fixture
def warned(session: Session) -> str:
    """The code of a service with a warning."""
    list_organisation(session)
    code = list_service(session, warnings=(Caution("guard", "2026-05"),))
    session.commit()
    return code


def _seen(seat: Seat, code: str) -> str:
    page = seat.get(f"/listing/{code}").text
    return re.search(rf'name="{SEEN}"[^>]* value="(\d+)"', page)[1]  # type: ignore[index]


def _ticked(seat: Seat, code: str) -> list[str]:
    page = seat.get(f"/listing/{code}").text
    boxes = re.findall(rf'<input[^>]*name="{SLUGS}"[^>]*>', page)
    return [re.findall(r'value="(\w+)"', box)[0] for box in boxes if "checked" in box]


def test_a_moderator_can_take_a_warning_off(sit: Sit, warned: str, session: Session) -> None:
    seat = sit()
    assert _ticked(seat, warned) == ["guard"]
    done = seat.post(f"/listing/{warned}/warnings", **{SEEN: _seen(seat, warned)})
    assert done.headers["Location"] == f"/desk/listing/{warned}?said=saved"
    assert all_of(session, CautionRow) == []
    assert all_of(session, Decision)[-1].reason == "warning_over"
    assert "There is a guard" not in seat.client.get(f"/en/s/{warned}").text


def test_a_warning_that_stays_can_keep_its_month(sit: Sit, warned: str, session: Session) -> None:
    seat = sit()
    sent: dict[str, Any] = {SEEN: _seen(seat, warned), SLUGS: ["guard", "new_staff"]}
    assert seat.post(f"/listing/{warned}/warnings", **sent).status_code == 303
    assert {(row.slug, row.since.isoformat()[:7]) for row in all_of(session, CautionRow)} == {
        ("guard", "2026-05"),
        ("new_staff", "2026-11"),
    }
    assert all_of(session, Decision)[-1].reason == "new_staff"


def test_the_same_warnings_again_cannot_be_a_decision(sit: Sit, warned: str, session: Session) -> None:
    seat = sit()
    before = len(all_of(session, Decision))
    seat.post(f"/listing/{warned}/warnings", **{SEEN: _seen(seat, warned), SLUGS: "guard"})
    assert len(all_of(session, Decision)) == before


def test_a_moderator_cannot_warn_over_somebody_elses_change_or_in_words_of_their_own(
    sit: Sit, warned: str, session: Session
) -> None:
    seat = sit()
    path, seen = f"/listing/{warned}/warnings", _seen(seat, warned)
    assert seat.post(path, **{SEEN: "99"}).status_code == 409
    assert seat.post(path, **{SEEN: seen, SLUGS: "they_are_liars"}).status_code == 422
    assert seat.post(path, **{SLUGS: "guard"}).status_code == 422
    assert seat.post("/listing/calm-harbour/warnings", **{SEEN: seen}).status_code == 409
    assert [row.slug for row in all_of(session, CautionRow)] == ["guard"]
