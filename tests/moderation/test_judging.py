"""What may be listed, by one moderator or by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.directory.content import Answer, Place, Way
from app.directory.models import CautionRow, Decision, Organisation, Service
from app.directory.rules import Action
from app.moderation.queries import by_handle
from app.moderation.rules import Role
from app.submissions.models import CheckedHow, Proposal, Receipt
from app.submissions.rules import Identity
from tests.factories import MEXICO_CITY, STRINGS_OK
from tests.moderation.conftest import Sit
from tests.moderation.pressing import HOW, all_of, judge
from tests.moderation.waiting import bundle, correction, request

STREET = Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street="1 Example Street")


def test_one_moderator_can_list_a_request_where_there_is_no_other(sit: Sit, session: Session) -> None:
    own = request(session)
    receipt = all_of(session, Receipt)[0].lookup
    seat = sit()
    assert judge(seat, session, own, "list", **HOW).status_code == 303
    owner, found = all_of(session, Organisation)[0], all_of(session, Service)[0]
    assert (owner.publication, owner.standing, owner.checked_on) == ("listed", "checked", date(2026, 11, 1))
    assert (found.publication, found.standing) == ("listed", "checked")
    assert all_of(session, Proposal) == []
    assert [(one.lookup, one.code, one.proposal_id) for one in all_of(session, Receipt)] == [
        (receipt, owner.code, None)
    ]
    assert [(one.code, one.identity) for one in all_of(session, CheckedHow)] == [
        (owner.code, Identity.CALLED)
    ]
    last = all_of(session, Decision)[-1]
    assert (last.handle, last.action, last.code, last.reason) == (
        "some-moderator",
        Action.PUBLISH,
        owner.code,
        "checked",
    )
    assert "Lantern Circle Clinic" in seat.client.get(f"/en/s/{found.code}").text


def test_one_moderator_cannot_list_a_new_group_alone_where_there_are_two(sit: Sit, session: Session) -> None:
    own = request(session)
    first, second = sit(handle="robin"), sit(handle="wren")
    assert judge(first, session, own, "list", **HOW).status_code == 303
    assert all_of(session, Organisation) == []
    assert session.get_one(Proposal, own).agreed_by == "robin"
    session.commit()
    assert judge(first, session, own, "list", **HOW).status_code == 303
    assert all_of(session, Organisation) == []
    page = second.get("/queue").text
    assert "robin agreed. It needs one more." in page
    assert judge(second, session, own, "list").status_code == 303
    assert all_of(session, CheckedHow)[0].identity is Identity.CALLED
    assert len(all_of(session, Organisation)) == 1


def test_the_word_of_a_removed_moderator_cannot_count(sit: Sit, session: Session) -> None:
    own = request(session)
    first, second, third = sit(handle="robin"), sit(handle="wren"), sit(handle="heron")
    judge(first, session, own, "list", **HOW)
    by_handle(session, "robin").disabled = True
    session.commit()
    judge(second, session, own, "list")
    assert all_of(session, Organisation) == []
    judge(third, session, own, "list")
    assert len(all_of(session, Organisation)) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"places": (STREET,)},
        {"facts": (*STRINGS_OK[:2], Answer(4, ("never",), "moderator_checked", "", "2026-11"))},
    ],
)
def test_a_street_and_a_safer_string_on_our_word_cannot_be_listed_by_one(
    sit: Sit, listed: str, session: Session, said: dict[str, Any]
) -> None:
    own = correction(session, listed, **said)
    session.commit()
    first, second = sit(handle="robin"), sit(handle="wren")
    before = len(all_of(session, Decision))
    judge(first, session, own, "list")
    assert len(all_of(session, Decision)) == before
    judge(second, session, own, "list")
    assert len(all_of(session, Decision)) == before + 1


def test_any_moderator_can_list_a_correction_that_is_no_riskier(
    sit: Sit, listed: str, session: Session
) -> None:
    own = correction(session, listed, ways=(Way("phone", "+12125550199"),))
    session.commit()
    seat, _other = sit(handle="robin"), sit(handle="wren")
    page = seat.get(f"/queue/{own}").text
    assert "<del>" in page
    assert "<ins>" in page
    assert judge(seat, session, own, "list").status_code == 303
    shown = seat.client.get(f"/en/s/{listed}").text
    assert "tel:+12125550199" in shown
    assert "tel:+12125550100" not in shown
    assert all_of(session, Decision)[-1].reason == "corrected"
    assert [one.code for one in all_of(session, Receipt)] == ["calm-harbour"]


def test_a_request_cannot_be_listed_without_saying_how_the_group_was_checked(
    sit: Sit, session: Session
) -> None:
    own = request(session)
    seat = sit()
    answer = judge(seat, session, own, "list")
    assert answer.status_code == 422
    assert "Please say how you know the group." in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        bundle(facts=STRINGS_OK[:2]),
        bundle(facts=(*STRINGS_OK[:2], Answer(4, ("works_with",), month="2026-11"))),
        replace(bundle(), not_agreed=("y2",)),
    ],
)
def test_a_group_that_does_not_keep_the_pledge_cannot_be_listed(
    sit: Sit, session: Session, asked: Any
) -> None:
    own = request(session, asked)
    session.commit()
    seat = sit()
    answer = judge(seat, session, own, "list", **HOW)
    assert answer.status_code == 422
    assert "It cannot be listed as it is." in answer.text
    assert all_of(session, Organisation) == []


def test_a_moderator_can_list_with_a_warning(sit: Sit, session: Session) -> None:
    own = request(session)
    seat = sit()
    assert judge(seat, session, own, "warn", **HOW, **{"w0-slugs": "government"}).status_code == 303
    assert [one.slug for one in all_of(session, CautionRow)] == ["government"]
    assert all_of(session, Decision)[-1].reason == "government"
    code = all_of(session, Service)[0].code
    assert "The government runs this service." in seat.client.get(f"/en/s/{code}").text


def test_a_translator_cannot_be_counted_as_a_second_moderator(sit: Sit, session: Session) -> None:
    own = request(session)
    sit(Role.TRANSLATOR)
    judge(sit(), session, own, "list", **HOW)
    assert len(all_of(session, Organisation)) == 1
