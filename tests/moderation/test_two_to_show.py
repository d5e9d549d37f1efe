"""Whatever way something becomes public: what two must agree to, one cannot show alone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.directory.content import Answer
from app.directory.models import Service
from app.directory.rules import Publication
from app.submissions.bundle import Bundle
from app.submissions.models import Proposal
from app.submissions.rules import Kind
from app.vocabulary import pledge
from tests.factories import STRINGS_OK, organisation
from tests.moderation.conftest import Sit
from tests.moderation.pressing import HOW, all_of, judge
from tests.moderation.test_listings import _decide, _row
from tests.moderation.waiting import bundle, draft, request, street

OUR_WORD = (*STRINGS_OK[:2], Answer(4, ("never",), "moderator_checked", month="2026-11"))
ALONE: dict[str, dict[str, Any]] = {
    "street": {"places": (street("1 Example Street"),)},
    "string": {"facts": OUR_WORD},
}


def _shown(session: Session, code: str) -> bool:
    return _row(session, code).publication is Publication.LISTED


@pytest.mark.parametrize("what", ALONE)
def test_one_of_two_moderators_cannot_show_a_draft_with_a_street_or_our_word(
    sit: Sit, listed: str, session: Session, what: str
) -> None:
    code = draft(session, **ALONE[what])
    session.commit()
    seat, _other = sit(handle="robin"), sit(handle="wren")
    seen = _row(session, code).revision
    assert listed
    sent = {"publish-reason": "imported", "publish-seen": str(seen)}
    answer = seat.post(f"/listing/{code}/publish", **sent)
    assert answer.status_code == 409
    assert "Put it in the queue" in answer.text
    assert not _shown(session, code)


def test_a_moderator_who_is_alone_can_show_a_draft_with_a_street(
    sit: Sit, listed: str, session: Session
) -> None:
    code = draft(session, **ALONE["street"])
    session.commit()
    assert listed
    assert _decide(sit(), code, "publish", "imported", _row(session, code).revision) == 303
    assert _shown(session, code)


def test_one_of_two_moderators_can_show_a_draft_that_holds_nothing_heavy(
    sit: Sit, listed: str, session: Session
) -> None:
    code = draft(session)
    session.commit()
    seat, _other = sit(handle="robin"), sit(handle="wren")
    assert listed
    assert _decide(seat, code, "publish", "imported", _row(session, code).revision) == 303
    assert _shown(session, code)


@pytest.mark.parametrize("what", ALONE)
def test_a_draft_of_a_checked_group_cannot_show_a_street_or_our_word_from_the_queue_by_one(
    sit: Sit, listed: str, session: Session, what: str
) -> None:
    code = draft(session, **ALONE[what])
    session.commit()
    one, other = sit(handle="robin"), sit(handle="wren")
    assert listed
    assert one.post(f"/listing/{code}/queue").status_code == 303
    (row,) = all_of(session, Proposal)
    assert "Two moderators must agree to this." in one.get(f"/queue/{row.id}").text
    agreed = [promise.code for promise in pledge()]
    judge(one, session, row.id, "list", **HOW, promises=agreed)
    assert not _shown(session, code)
    judge(other, session, row.id, "list", **HOW, promises=agreed)
    assert _shown(session, code)


@pytest.mark.parametrize(
    "missing",
    [
        Bundle(organisation("Lantern Circle")),
        bundle(ways=()),
        bundle(places=()),
    ],
)
def test_a_group_cannot_be_listed_without_a_service_that_can_be_found_and_reached(
    sit: Sit, session: Session, missing: Bundle
) -> None:
    own = request(session, missing)
    answer = judge(sit(), session, own, "list", **HOW)
    assert answer.status_code == 422
    assert "A service is missing" in answer.text
    assert all_of(session, Service) == []


def test_a_group_cannot_be_listed_without_what_must_be_known(sit: Sit, session: Session) -> None:
    own = request(session, bundle(facts=()))
    assert judge(sit(), session, own, "list", **HOW).status_code == 422
    assert [row.kind for row in all_of(session, Proposal)] == [Kind.REQUEST]
