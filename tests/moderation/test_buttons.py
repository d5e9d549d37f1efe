"""What the other buttons do: warn, ask, decline, pause; and reports of readers."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.directory.models import CautionRow, Service
from app.directory.rules import Publication, Status
from app.submissions import actions
from app.submissions.models import Message, Proposal, Receipt, Report
from app.submissions.rules import State
from tests.moderation.conftest import Sit
from tests.moderation.pressing import HOW, all_of, judge
from tests.moderation.waiting import lookup, reports, request


def test_a_moderator_can_ask_and_the_group_can_answer(sit: Sit, session: Session) -> None:
    own = request(session)
    seat = sit()
    asked = judge(seat, session, own, "ask", body="Who answers\nthe phone?")
    assert asked.status_code == 303
    assert asked.headers["Location"] == "/desk/queue?said=asked"
    assert "Who answers" in seat.get(f"/queue/{own}").text
    assert "Lantern Circle" not in seat.get("/queue").text
    assert "Lantern Circle" in seat.get("/queue?state=asked").text
    actions.reply(session, own, "We all do.")
    session.commit()
    assert "We all do." in seat.get(f"/queue/{own}").text
    judge(seat, session, own, "list", **HOW)
    assert all_of(session, Message) == []


def test_a_moderator_cannot_ask_nothing(sit: Sit, session: Session) -> None:
    own = request(session)
    assert judge(sit(), session, own, "ask", body=" ").status_code == 422


def test_a_moderator_can_decline_for_a_reason_of_the_list_only(sit: Sit, session: Session) -> None:
    own = request(session)
    seat = sit()
    for wrong in ("", "corrected", "because"):
        assert judge(seat, session, own, "decline", reason=wrong).status_code == 422
    judge(seat, session, own, "ask", body="Why?")
    assert judge(seat, session, own, "decline", reason="must_stop_work").status_code == 303
    row = session.get_one(Proposal, own)
    assert (row.state, row.reason, row.settled_on) == (State.DECLINED, "must_stop_work", date(2026, 11, 22))
    session.commit()
    assert all_of(session, Message) == []
    assert judge(seat, session, own, "list", **HOW).status_code == 409


def test_a_moderator_can_pause_at_once_and_decide_later(sit: Sit, listed: str, session: Session) -> None:
    own = reports(session, listed, "called_police")
    session.commit()
    seat = sit()
    paused = judge(seat, session, own, "pause", reason="police_report")
    assert paused.headers["Location"] == f"/desk/queue/{own}?said=paused"
    assert all_of(session, Service)[0].status is Status.PAUSED
    assert "Pause" not in [
        words.strip() for words in seat.get(f"/queue/{own}").text.split("Decide")[1].split("<")
    ]
    assert judge(seat, session, own, "pause", reason="police_report").status_code == 409
    assert judge(seat, session, own, "list", reopen="y").status_code == 303
    assert all_of(session, Service)[0].status is Status.OPEN
    assert all_of(session, Report) == all_of(session, Proposal) == []


def test_what_is_paused_cannot_open_again_unless_a_moderator_says_so(
    sit: Sit, listed: str, session: Session
) -> None:
    own = reports(session, listed)
    session.commit()
    seat = sit()
    judge(seat, session, own, "pause", reason="no_answer")
    judge(seat, session, own, "list")
    assert all_of(session, Service)[0].status is Status.PAUSED


def test_a_moderator_can_answer_reports_with_a_warning_or_take_the_listing_back(
    sit: Sit, listed: str, session: Session
) -> None:
    seat = sit()
    own = reports(session, listed, "asked_for_id", 3)
    session.commit()
    page = seat.get("/queue").text
    assert "They asked for ID or papers: 3" in page
    assert judge(seat, session, own, "warn", **{"w0-slugs": "id_for_appointment"}).status_code == 303
    assert [one.slug for one in all_of(session, CautionRow)] == ["id_for_appointment"]
    own = reports(session, listed, "pushed_to_stop")
    session.commit()
    assert judge(seat, session, own, "decline", reason="pledge_broken").status_code == 303
    assert all_of(session, Service)[0].publication is Publication.DRAFT
    assert all_of(session, Proposal) == all_of(session, Report) == []


def test_a_moderator_can_ask_a_group_about_reports_only_if_it_has_a_receipt(
    sit: Sit, listed: str, session: Session
) -> None:
    own = reports(session, listed)
    session.commit()
    seat = sit()
    assert judge(seat, session, own, "ask", body="Is this your number?").status_code == 409
    session.add(Receipt(lookup=lookup(), proposal_id=None, code="calm-harbour"))
    session.commit()
    assert judge(seat, session, own, "ask", body="Is this your number?").status_code == 303
    assert [one.proposal_id for one in all_of(session, Receipt)] == [own]
