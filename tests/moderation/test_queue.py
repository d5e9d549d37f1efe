"""The list of what waits: its order, what each line says, many at once, and what comes when nothing waits."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.content import Answer
from app.moderation.proposals import codes_of
from app.submissions.bundle import to_json
from app.submissions.models import Message, Proposal
from app.submissions.rules import Kind, Lane, State
from tests.client import statements
from tests.factories import STRINGS_OK, list_service, service
from tests.moderation.conftest import Seat, Sit, stored
from tests.moderation.waiting import TODAY, bundle, correction, moderator_edit, reports, request
from tests.offered import SAMPLE

FLOOD = 10_000
MILLISECONDS = 300


def order(seat: Seat, path: str = "/queue") -> list[str]:
    """Return the ids in the order of the page."""
    return re.findall(r'href="/desk/queue/([0-9a-f]{32})"', seat.get(path).text)


def test_the_most_harmful_if_wrong_can_be_seen_first_then_the_oldest_and_the_slow_lane_last(
    sit: Sit, listed: str, session: Session
) -> None:
    list_service(session, "old-lamp")
    list_service(session, "shut-lamp")
    slow = request(session, lane=Lane.SLOW, day=date(2026, 11, 1))
    young, old = request(session), request(session, day=date(2026, 11, 20))
    number = reports(session, listed, "wrong_number")
    police = reports(session, "old-lamp", "called_police")
    stricter = correction(session, "shut-lamp", stricter=True)
    edit = moderator_edit(session, Kind.EDIT)
    session.commit()
    seat = sit()
    assert order(seat) == [stricter, police, number, edit, old, young, slow]
    assert "7 wait. Most harmful if wrong comes first, then the oldest." in seat.get("/queue").text


def test_a_line_can_be_judged_at_a_glance(sit: Sit, session: Session) -> None:
    request(session, bundle(facts=STRINGS_OK), day=date(2026, 11, 20))
    request(session, bundle("Slow Group"), lane=Lane.SLOW)
    session.commit()
    page = sit().get("/queue").text
    assert "Medical · Mexico City · pledge 10/10 · 3 not known · 2 days" in page
    assert "2 not known · today · slow lane" in page


def test_an_empty_queue_can_say_what_comes_next(sit: Sit, listed: str, session: Session) -> None:
    facts = (*STRINGS_OK[:2], Answer(4, ("never",), month="2026-08"))
    list_service(session, "old-lamp", facts=facts, name="Old Lamp")
    apply(session, Save("new-lamp", service("calm-harbour")), "robin", "imported")
    session.commit()
    page = sit().get("/queue").text
    assert "Nothing waits." in page
    assert "1 draft was brought in and is not listed." in page
    assert "March 2027" in page.split("Old Lamp")[0]
    assert listed


def test_an_empty_queue_of_an_empty_site_can_be_read(sit: Sit) -> None:
    assert "No listing grows old soon." in sit().get("/queue").text


def test_next_can_lead_through_the_queue_and_over_what_the_moderator_agreed_to(
    sit: Sit, listed: str, session: Session
) -> None:
    first, second = reports(session, listed), request(session)
    session.commit()
    seat, _other = sit(handle="robin"), sit(handle="wren")
    assert seat.get("/queue/next").headers["Location"] == f"/desk/queue/{first}"
    assert seat.get(f"/queue/next?after={first}").headers["Location"] == f"/desk/queue/{second}"
    assert seat.get(f"/queue/next?after={second}").headers["Location"] == "/desk/queue"
    assert seat.get("/queue/next?after=nothing").headers["Location"] == f"/desk/queue/{first}"
    session.get_one(Proposal, first).agreed_by = "robin"
    session.commit()
    assert seat.get("/queue/next").headers["Location"] == f"/desk/queue/{second}"


def test_a_moderator_can_decline_chosen_requests_together_but_not_what_changed_meanwhile(
    sit: Sit, session: Session
) -> None:
    one, other, left = request(session), request(session), request(session)
    session.commit()
    seat = sit()
    chosen = [f"{one}:1", f"{other}:7"]
    page = seat.client.post(
        "/desk/queue/decline", data={"csrf": _csrf(seat), "do": "chosen", "chosen": chosen}
    )
    assert "Decline 2 requests?" in page.text
    assert len(stored(session, sa.select(Proposal).where(Proposal.state == State.WAITING))) == 3
    sent = {"csrf": _csrf(seat), "chosen": chosen, "sure": "yes"}
    assert seat.client.post("/desk/queue/decline", data=sent).status_code == 200
    done = seat.client.post("/desk/queue/decline", data={**sent, "reason": "not_checked"})
    assert done.status_code == 303
    states = {row.id: (row.state, row.reason) for row in stored(session, sa.select(Proposal))}
    assert states[one] == (State.DECLINED, "not_checked")
    assert states[other][0] is states[left][0] is State.WAITING


def _csrf(seat: Seat) -> str:
    return seat.get("/queue").text.split('name="csrf" value="')[1].split('"')[0]


@pytest.mark.parametrize("chosen", ["", "x", "a:b", ":", "1:" + "9" * 30])
def test_a_moderator_cannot_decline_nothing(sit: Sit, session: Session, chosen: str) -> None:
    request(session)
    session.commit()
    assert sit().post("/queue/decline", chosen=chosen, sure="yes", reason="pledge").status_code in {303, 422}
    assert stored(session, sa.select(Proposal.state)) == [State.WAITING]


def _flood(session: Session) -> None:
    content = to_json(bundle())
    rows = [
        {
            "id": f"{number:032x}", "kind": Kind.REQUEST, "state": State.WAITING, "lane": Lane.SLOW, "weight": 30,
            "content": content, "language": "en", "created_on": TODAY, "revision": 1, "reason": "", "by": "",
            "agreed_by": "",
        }
        for number in range(FLOOD)
    ]  # fmt: skip
    session.execute(sa.insert(Proposal), rows)
    session.add(Message(proposal_id=rows[5]["id"], position=1, from_group=True, body="More words"))
    session.commit()


def _quickest(seat: Seat, path: str) -> float:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        assert seat.client.get(f"/desk{path}").status_code == 200
        took.append(time.perf_counter() - start)
    return min(took) * 1000


@pytest.mark.alone
def test_a_flood_cannot_slow_the_queue_and_can_be_declined_at_once(
    sit: Sit, listed: str, session: Session
) -> None:
    own = reports(session, listed)
    session.commit()
    seat = sit()
    few = _selects(seat)
    _flood(session)
    assert _selects(seat) == few <= 10
    assert _quickest(seat, "/queue") < MILLISECONDS
    assert _quickest(seat, "/queue?page=150") < MILLISECONDS
    assert order(seat)[0] == own
    assert "10001 wait" in seat.get("/queue").text
    assert "Decline 10000 requests?" in seat.post("/queue/decline", do="slow").text
    assert seat.post("/queue/decline", do="slow", sure="yes", reason="not_checked").status_code == 303
    assert order(seat) == [own]
    assert stored(session, sa.select(Message)) == []
    assert codes_of(stored(session, sa.select(Proposal).where(Proposal.id == own))[0]) == [listed]


def _selects(seat: Seat) -> int:
    with statements() as seen:
        seat.get("/queue")
    return sum(statement.lstrip().startswith("SELECT") for statement in seen)


@pytest.mark.parametrize(
    "path", ["/queue?page=0", "/queue?page=x", "/queue?state=declined", "/queue/nothing"]
)
def test_a_wrong_address_of_the_queue_can_only_be_not_found(sit: Sit, path: str) -> None:
    assert sit().get(path).status_code == 404


@pytest.mark.parametrize("tag", SAMPLE)
def test_every_page_of_the_queue_can_be_read_in_every_language(
    sit: Sit, listed: str, session: Session, tag: str
) -> None:
    own = [
        request(session),
        reports(session, listed),
        correction(session, listed),
        moderator_edit(session, Kind.DRAFT),
    ]
    session.commit()
    seat = sit()
    seat.post("/language", tag=tag)
    for path in (
        "/queue",
        "/queue?state=asked",
        f"/listing/{listed}/versions",
        *(f"/queue/{one}" for one in own),
    ):
        assert f'<html lang="{tag}"' in seat.get(path).text, path
    for button in ("list", "warn", "ask", "decline"):
        page = seat.post(f"/queue/{own[0]}", do=button, seen="1", identity="met")
        assert page.status_code == 200
        assert f'<html lang="{tag}"' in page.text
