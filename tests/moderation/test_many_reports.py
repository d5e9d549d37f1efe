"""Many reports at once: one decision for all that were chosen, and nothing for what changed meanwhile."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.directory.models import Decision, Service
from app.directory.rules import Action, Publication, Status
from app.submissions.models import Proposal, Report
from tests.factories import list_service
from tests.moderation.conftest import Sit
from tests.moderation.pressing import all_of, judge
from tests.moderation.waiting import reports, request


def _chosen(page: str) -> list[str]:
    return [one.split('"')[0] for one in page.split('name="reported" value="')[1:]]


def _send(seat: object, **sent: object) -> dict[str, object]:
    return {"csrf": seat.get("/queue").text.split('name="csrf" value="')[1].split('"')[0], **sent}  # type: ignore[attr-defined]


def test_a_moderator_can_say_of_many_reported_listings_that_they_are_still_right(
    sit: Sit, listed: str, session: Session
) -> None:
    codes = [listed, *(list_service(session, f"lamp-{one}") for one in "abc")]
    for code in codes:
        reports(session, code, "closed")
    own = request(session)
    session.commit()
    seat = sit()
    chosen = _chosen(seat.get("/queue").text)
    assert len(chosen) == 4
    assert "Are 4 listings still right?" in seat.client.post(
        "/desk/queue/decline", data=_send(seat, reported=chosen, do="keep")
    ).text  # fmt: skip
    assert len(all_of(session, Report)) == 4
    sent = _send(seat, reported=chosen, sure="yes")
    assert seat.client.post("/desk/queue/still-right", data=sent).status_code == 200
    done = seat.client.post("/desk/queue/still-right", data={**sent, "reason": "reported"})
    assert done.status_code == 303
    assert all_of(session, Report) == []
    assert [row.id for row in all_of(session, Proposal)] == [own]
    cleared = [row.code for row in all_of(session, Decision) if row.action is Action.CLEAR]
    assert sorted(cleared) == sorted(codes)
    assert {row.publication for row in all_of(session, Service)} == {Publication.LISTED}


def test_what_more_readers_reported_meanwhile_cannot_be_lost_and_a_pause_stays(
    sit: Sit, listed: str, session: Session
) -> None:
    other = list_service(session, "lamp-a")
    own, paused = reports(session, listed, "closed"), reports(session, other, "closed")
    session.commit()
    seat = sit()
    judge(seat, session, paused, "pause", reason="no_answer")
    chosen = _chosen(seat.get("/queue").text)
    reports(session, listed, "called_police")
    session.commit()
    sent = _send(seat, reported=chosen, sure="yes", reason="confirmed")
    assert seat.client.post("/desk/queue/still-right", data=sent).status_code == 303
    assert [row.id for row in all_of(session, Proposal)] == [own]
    assert {row.code: row.status for row in all_of(session, Service)}[other] is Status.PAUSED


def test_requests_cannot_be_kept_nor_reports_declined_by_the_wrong_button(
    sit: Sit, listed: str, session: Session
) -> None:
    new, own = request(session), reports(session, listed)
    session.commit()
    seat = sit()
    assert seat.post("/queue/still-right", sure="yes", reason="reported").status_code == 422
    seat.post("/queue/still-right", reported=f"{new}:1", sure="yes", reason="reported")
    seat.post("/queue/decline", chosen=f"{own}:1", sure="yes", reason="not_checked")
    assert {row.id for row in all_of(session, Proposal)} == {new, own}
