"""A no is a decision too: it stands in the chain, by handle and day, and nowhere that anyone else can read."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import SetDoubt
from app.directory.deciding import verify
from app.directory.models import Decision
from app.directory.rules import Action
from app.submissions.rules import Kind, Lane
from tests.moderation.conftest import Sit
from tests.moderation.pressing import all_of, judge
from tests.moderation.waiting import correction, moderator_edit, reports, request


def _declines(session: Session) -> list[tuple[str, str, str]]:
    rows = [row for row in all_of(session, Decision) if row.action is Action.DECLINE]
    assert verify(session).broken_at is None
    session.commit()
    return [(row.code, row.reason, row.handle) for row in rows]


def test_a_decline_can_be_found_in_the_chain(sit: Sit, listed: str, session: Session) -> None:
    new, theirs = request(session), correction(session, listed)
    ours = moderator_edit(session, Kind.EDIT)
    session.commit()
    seat = sit()
    judge(seat, session, new, "decline", reason="works_with_police")
    judge(seat, session, theirs, "decline", reason="not_checked")
    judge(seat, session, ours, "decline")
    assert _declines(session) == [
        ("", "works_with_police", "some-moderator"),
        ("calm-harbour", "not_checked", "some-moderator"),
        ("river-lamp", "", "some-moderator"),
    ]
    for code in (listed, "calm-harbour"):
        assert seat.get(f"/listing/{code}").text.count("Declined") == 1


def test_reports_that_lead_back_to_draft_are_one_decision(sit: Sit, listed: str, session: Session) -> None:
    own = reports(session, listed)
    session.commit()
    before = len(all_of(session, Decision))
    judge(sit(), session, own, "decline", reason="pledge_broken")
    assert len(all_of(session, Decision)) == before + 1
    assert _declines(session) == []


@pytest.mark.parametrize("number", [0, 1, 3])
def test_many_declines_at_once_are_one_decision(sit: Sit, session: Session, number: int) -> None:
    for _ in range(number):
        request(session, lane=Lane.SLOW)
    session.commit()
    sit().post("/queue/decline", do="slow", sure="yes", reason="not_checked")
    assert _declines(session) == [("", "not_checked", "some-moderator")][:number]


def test_a_reader_cannot_see_or_count_what_was_declined(sit: Sit, listed: str, session: Session) -> None:
    own = [request(session), correction(session, listed)]
    session.commit()
    seat = sit()
    before = seat.client.get("/en/log").text
    for one in own:
        judge(seat, session, one, "decline", reason="works_with_police")
    assert len(_declines(session)) == 2
    assert seat.client.get("/en/log").text == before


def test_a_moderator_can_read_every_kind_of_decision_about_a_listing(
    sit: Sit, listed: str, session: Session
) -> None:
    for doubted in (True, False):
        apply(session, SetDoubt(listed, doubted), "by readers", "reported")
    session.commit()
    page = sit().get(f"/listing/{listed}").text
    assert "Some people told us something is wrong." in page
    assert "We looked at what people told us." in page
