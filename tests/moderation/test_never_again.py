"""Who asked not to be listed is known again, whichever way they asked, and by nothing that can be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import Organisation, Service
from app.privacy.keys import SIZE
from app.submissions.models import Refusal
from app.submissions.refusals import is_refused
from tests.moderation.conftest import Sit, stored
from tests.moderation.pressing import all_of, judge
from tests.moderation.waiting import request

KEY = b"r" * SIZE


def _known(session: Session, name: str = "", contact: str = "") -> bool:
    found = is_refused(session, KEY, [name], [contact])
    session.commit()
    return found


def _withdraw(sit: Sit, session: Session, code: str, reason: str) -> None:
    model = Organisation if code == "calm-harbour" else Service
    seen = stored(session, sa.select(model.revision).where(model.code == code))[0]
    sent = {"withdraw-reason": reason, "withdraw-seen": str(seen)}
    seat = sit()
    assert "not listed again" in seat.post(f"/listing/{code}/withdraw", **sent).text or reason == "mistake"
    assert seat.post(f"/listing/{code}/withdraw", **sent, sure="yes").status_code == 303


def test_a_group_that_asked_to_leave_cannot_be_listed_again(sit: Sit, listed: str, session: Session) -> None:
    assert listed
    _withdraw(sit, session, "calm-harbour", "asked_to_leave")
    assert _known(session, "HARBOUR group")
    assert _known(session, contact="+1 212 555 0100")
    # A service is often called what others are called.
    assert not _known(session, "Harbour Clinic")
    own = request(session)
    session.commit()
    page = sit(handle="robin").get(f"/queue/{own}").text
    assert "asked us not to list it" in page


def test_a_mistake_of_ours_or_one_service_cannot_keep_a_group_out(
    sit: Sit, listed: str, session: Session
) -> None:
    _withdraw(sit, session, listed, "asked_to_leave")
    assert all_of(session, Refusal) == []


def test_a_group_withdrawn_by_mistake_can_ask_again(sit: Sit, listed: str, session: Session) -> None:
    assert listed
    _withdraw(sit, session, "calm-harbour", "mistake")
    assert all_of(session, Refusal) == []


@pytest.mark.parametrize(("reason", "kept"), [("asked_not_to", True), ("not_checked", False)])
def test_a_declined_request_can_be_remembered_as_not_to_list(
    sit: Sit, session: Session, reason: str, kept: bool
) -> None:
    own = request(session)
    assert judge(sit(), session, own, "decline", reason=reason).status_code == 303
    assert _known(session, "Lantern Circle") is kept


def test_a_flood_cannot_teach_the_site_whom_to_leave_out(sit: Sit, session: Session) -> None:
    own = request(session)
    session.commit()
    sent = {"chosen": f"{own}:1", "sure": "yes", "reason": "asked_not_to"}
    assert sit().post("/queue/decline", **sent).status_code == 200
    assert all_of(session, Refusal) == []
