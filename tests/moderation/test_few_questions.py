"""A decision asks the database as often for a big group as for a small one: nothing is asked once a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Place, Prose, Way
from app.directory.models import Service
from app.submissions.bundle import Bundle, Offered
from tests.client import CHANGING_SELECTS, selects, statements
from tests.factories import MEXICO_CITY, list_organisation, list_service
from tests.moderation.conftest import Seat, Sit, stored
from tests.moderation.pressing import HOW, judge
from tests.moderation.waiting import bundle, correction, reports, request

Prepare = Callable[[Session, int], str]


def _much(number: int) -> dict[str, Any]:
    """Return the parts of a service that says so many times as much."""
    return {
        "places": tuple(
            Place(town=MEXICO_CITY, country="mx", region="cmx", locality=f"Part {n}") for n in range(number)
        ),
        "ways": tuple(
            Way("phone", f"+1212555{n:04}", prose=(Prose("privacy", "en", f"Note {n}"),))
            for n in range(number)
        ),
    }


def _request(session: Session, number: int) -> str:
    one = bundle()
    services = tuple(
        Offered(replace(one.services[0].content, prose=(Prose("name", "en", f"Help {n}"),), **_much(number)))
        for n in range(number)
    )
    return request(session, Bundle(one.organisation, services))


def _correction(session: Session, number: int) -> str:
    return correction(session, website="https://new.example/", **_much(number + 1))


def _reports(session: Session, number: int) -> str:
    return reports(session, number=number)


def _decided(sit: Sit, session: Session, prepare: Prepare, number: int) -> int:
    """Let a moderator list what waits; return how many SELECTs that took."""
    list_organisation(session)
    list_service(session, **_much(number))
    own = prepare(session, number)
    session.commit()
    seat = sit()
    with statements() as seen:
        assert judge(seat, session, own, "list", **(HOW if prepare is _request else {})).status_code == 303
    return selects(seen)


@pytest.mark.parametrize("number", [1, 6])
@pytest.mark.parametrize("prepare", [_request, _correction, _reports])
def test_a_moderator_can_decide_about_much_with_few_questions(
    sit: Sit, session: Session, prepare: Prepare, number: int
) -> None:
    assert _decided(sit, session, prepare, number) <= CHANGING_SELECTS


def _move(seat: Seat, session: Session, code: str) -> int:
    (revision,) = stored(session, sa.select(Service.revision).where(Service.code == code))
    with statements() as seen:
        sent = {"withdraw-reason": "asked_to_leave", "withdraw-seen": revision, "sure": "yes"}
        assert seat.post(f"/listing/{code}/withdraw", **sent).status_code == 303
    return selects(seen)


def test_a_moderator_can_withdraw_much_with_few_questions(sit: Sit, session: Session) -> None:
    list_organisation(session)
    list_service(session, **_much(1))
    list_service(session, "drum-winter", **_much(6))
    session.commit()
    seat = sit()
    assert _move(seat, session, "drum-winter") == _move(seat, session, "river-lamp")
