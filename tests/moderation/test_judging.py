"""What moderators do with what waits: list, warn, ask, decline, pause; alone or by two."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.directory.content import Answer, Place, Way
from app.directory.models import CautionRow, Decision, FactRow, Organisation, Service
from app.directory.rules import Action, Publication, Standing, Status
from app.moderation.queries import by_handle
from app.moderation.rules import Role
from app.submissions import actions
from app.submissions.models import CheckedHow, Message, Proposal, Receipt, Report
from app.submissions.rules import Button, Identity, Kind, State, allowed_buttons
from tests.factories import MEXICO_CITY, STRINGS_OK, list_organisation, list_service
from tests.moderation.conftest import Seat, Sit, stored
from tests.moderation.waiting import bundle, correction, lookup, moderator_edit, reports, request
from tests.page import parsed

STREET = Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street="1 Example Street")
HOW = {"identity": "called"}


def seen(session: Session, own: str) -> str:
    """Return what a moderator sees of a proposal now, as the page's hidden field says it."""
    session.expire_all()
    row = session.get_one(Proposal, own)
    codes = {row.code} if row.code else set()
    if row.content:
        codes |= {row.content["code"], *(one["code"] for one in row.content["services"])} - {""}
    owners = session.scalars(
        sa.select(Organisation.code)
        .join(Service, Service.organisation_id == Organisation.id)
        .where(Service.code.in_(codes))
    )
    codes |= set(owners)
    found = {
        code: revision
        for model in (Organisation, Service)
        for code, revision in session.execute(
            sa.select(model.code, model.revision).where(model.code.in_(codes))
        )
    }
    session.commit()
    return " ".join([str(row.revision), *(f"{code}:{one}" for code, one in sorted(found.items()))])


def judge(seat: Seat, session: Session, own: str, button: str, **sent: str) -> TestResponse:
    """Press a button and confirm, with the page as it is now in view."""
    return seat.post(f"/queue/{own}/{button}", **{"seen": seen(session, own), **sent})


def all_of(session: Session, model: Any) -> list[Any]:
    return stored(session, sa.select(model))


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


def test_a_second_moderator_cannot_change_what_the_first_agreed_to_and_list_it_alone(
    sit: Sit, session: Session
) -> None:
    own = request(session)
    first, second = sit(handle="robin"), sit(handle="wren")
    judge(first, session, own, "list", **HOW)
    fact = {
        "s0f4-answer": "never",
        "s0f4-source": "moderator_checked",
        "s0f4-month": "2026-11",
        "s0f4-url": "",
    }
    judge(second, session, own, "list", **fact)
    assert all_of(session, Organisation) == []
    assert session.get_one(Proposal, own).agreed_by == "wren"
    session.commit()
    judge(first, session, own, "list")
    row = stored(session, sa.select(FactRow).where(FactRow.number == 4))[0]
    assert (row.source_kind, row.checked_on) == ("moderator_checked", date(2026, 11, 1))


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


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", Kind)
def test_a_button_that_is_not_in_the_table_cannot_be_pressed(
    sit: Sit, listed: str, session: Session, kind: Kind, state: State
) -> None:
    own = reports(session) if kind is Kind.REPORT else moderator_edit(session, kind)
    session.get_one(Proposal, own).state = state
    session.get_one(Proposal, own).settled_on = date(2026, 11, 22)
    session.commit()
    seat, before = sit(), len(all_of(session, Decision))
    allowed = allowed_buttons(kind, state)
    assert listed
    for button in set(Button) - set(allowed):
        sent = {"reason": "no_answer", "body": "Why?", "w0-slugs": "guard", **HOW}
        assert judge(seat, session, own, button, **sent).status_code == 409, button
        assert seat.post(f"/queue/{own}", do=button, seen=seen(session, own)).status_code == 409, button
    assert len(all_of(session, Decision)) == before
    assert all_of(session, Proposal)[0].state is state
    shown = seat.get(f"/queue/{own}").text
    assert {b for b in Button if f'value="{b}" accesskey' in shown} == set(allowed)
    assert seat.post(f"/queue/{own}/erase").status_code == 404


def test_two_moderators_cannot_decide_the_same_thing_and_lose_no_word(
    sit: Sit, listed: str, session: Session
) -> None:
    own = correction(session, listed, ways=(Way("phone", "+12125550199"),))
    session.commit()
    one, other = sit(handle="robin"), sit(handle="wren")
    looked = seen(session, own)
    judge(one, session, own, "list")
    answer = other.post(f"/queue/{own}/ask", seen=looked, body="A long question.")
    assert answer.status_code == 409
    assert "A long question." in answer.text


def test_a_moderator_sees_what_changed_meanwhile_and_can_go_on(
    sit: Sit, listed: str, session: Session
) -> None:
    own = correction(session, listed, ways=(Way("phone", "+12125550199"),))
    other = correction(session, listed, website="https://harbour.example/")
    session.commit()
    seat = sit()
    looked = seen(session, own)
    judge(seat, session, other, "list")
    answer = seat.post(f"/queue/{own}/ask", seen=looked, body="A long question.")
    assert answer.status_code == 409
    assert "What changed meanwhile" in answer.text
    assert "https://harbour.example/" in answer.text
    assert "A long question.</textarea>" in answer.text
    assert judge(seat, session, own, "ask", body="A long question.").status_code == 303


@pytest.mark.parametrize("broken", ["", "x", "1 river-lamp", "9" * 40, "\0", "1 river-lamp:1 river-lamp:2"])
def test_a_form_without_what_was_seen_cannot_decide(
    sit: Sit, listed: str, session: Session, broken: str
) -> None:
    own = correction(session, listed)
    session.commit()
    answer = sit().post(f"/queue/{own}/decline", seen=broken, reason="pledge")
    assert answer.status_code == 409
    assert all_of(session, Proposal)[0].state is State.WAITING


@pytest.mark.parametrize(
    "sent",
    [
        {"s0f4-month": "June"},
        {"s0f4-month": "2027-01"},
        {"s0f4-url": "harbour"},
        {"s0f4-source": "readers"},
        {"s0f4-answer": "perhaps"},
        {"s0f4-url": "https://a.example/" + "x" * 600},
    ],
)
def test_a_wrong_answer_about_a_fact_cannot_be_kept_and_is_not_lost(
    sit: Sit, session: Session, sent: dict[str, str]
) -> None:
    own = request(session)
    fact = {
        "s0f4-answer": "never",
        "s0f4-source": "moderator_checked",
        "s0f4-month": "2026-11",
        "s0f4-url": "",
    }
    answer = judge(sit(), session, own, "list", **HOW, **{**fact, **sent})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if "url" in str(sent) or "month" in str(sent):
        assert next(iter(sent.values())) in answer.text


def test_a_moderator_can_say_who_said_a_fact_and_how_it_is_led(sit: Sit, session: Session) -> None:
    own = request(session)
    fact = {
        "s0f2-answer": "none", "s0f2-source": "public_page", "s0f2-month": "2026-10", "s0f2-url": "https://a.example/id",
    }  # fmt: skip
    seat = sit()
    step = seat.post(
        f"/queue/{own}", do="list", seen=seen(session, own), **HOW, **fact, **{"led-sex_workers-level": "b"}
    )
    assert step.status_code == 200
    assert "https://a.example/id" in step.text
    judge(seat, session, own, "list", **HOW, **fact, **{"led-sex_workers-level": "b"})
    row = stored(session, sa.select(FactRow).where(FactRow.number == 2))[0]
    assert (row.answers, row.source_kind, row.source_url, row.checked_on) == (
        "none", "public_page", "https://a.example/id", date(2026, 10, 1),
    )  # fmt: skip
    assert all_of(session, Service)[0].rank == 0


def test_a_draft_can_be_listed_once_the_group_agreed_to_the_pledge(sit: Sit, session: Session) -> None:
    list_organisation(session)
    list_service(session)
    for row in (*all_of(session, Service), *all_of(session, Organisation)):
        session.add(row)
        row.publication, row.standing = Publication.DRAFT, Standing.UNCHECKED
    session.commit()
    seat = sit()
    assert seat.post("/listing/calm-harbour/queue").status_code == 303
    assert seat.post("/listing/calm-harbour/queue").status_code == 303
    (row,) = all_of(session, Proposal)
    assert row.kind is Kind.DRAFT
    assert judge(seat, session, row.id, "list", **HOW).status_code == 422


def test_a_moderator_can_restore_an_older_version_but_nothing_that_was_erased(
    sit: Sit, listed: str, session: Session
) -> None:
    own = correction(session, listed, ways=(Way("phone", "+12125550199"),), spoken=())
    session.commit()
    seat = sit()
    judge(seat, session, own, "list")
    versions = seat.get(f"/listing/{listed}/versions").text
    address = versions.split('href="/desk/listing/river-lamp/versions/')[1].split('"')[0]
    page = seat.get(f"/listing/{listed}/versions/{address}").text
    assert "Spanish" in page
    now = page.split('name="seen" value="')[1].split('"')[0]
    assert seat.post(f"/listing/{listed}/versions/{address}", seen="0 river-lamp:1").status_code == 409
    assert seat.post(f"/listing/{listed}/versions/{address}", seen=now).status_code == 303
    shown = seat.client.get(f"/en/s/{listed}").text
    assert "Spanish" in shown
    assert "+12125550100" not in shown
    assert all_of(session, Decision)[-1].reason == "restored"
    assert seat.get(f"/listing/{listed}/versions/999").status_code == 404


def test_a_moderator_cannot_be_the_second_for_their_own_change(
    sit: Sit, listed: str, session: Session
) -> None:
    own = moderator_edit(session, Kind.EDIT, "robin")
    row = session.get_one(Proposal, own)
    content = deepcopy(row.content or {})
    content["services"][0]["content"]["places"] = [
        {
            **content["services"][0]["content"]["places"][0],
            "visibility": "public",
            "street": "1 Example Street",
        }
    ]
    row.content, row.agreed_by = content, "robin"
    session.commit()
    robin, wren = sit(handle="robin"), sit(handle="wren")
    assert robin.get("/queue/next").headers["Location"] == "/desk/queue"
    assert wren.get("/queue/next").headers["Location"] == f"/desk/queue/{own}"
    judge(robin, session, own, "list")
    assert len(all_of(session, Proposal)) == 1
    judge(wren, session, own, "list")
    assert all_of(session, Proposal) == []
    assert "1 Example Street" in robin.client.get(f"/en/s/{listed}").text


def test_a_translator_cannot_be_counted_as_a_second_moderator(sit: Sit, session: Session) -> None:
    own = request(session)
    sit(Role.TRANSLATOR)
    judge(sit(), session, own, "list", **HOW)
    assert len(all_of(session, Organisation)) == 1


def _form(page: str) -> MultiDict[str, str]:
    """Return what the first form of a page would send, but for its buttons."""
    tree, _ = parsed(page.encode())
    form = next(one for one in tree.iter("form") if "change" in one.get("action", ""))
    sent: MultiDict[str, str] = MultiDict()
    for field in form.iter():
        ticked = field.get("type") not in {"radio", "checkbox"} or "checked" in field.attrib
        if field.tag == "input" and field.get("name") and ticked:
            sent.add(field.attrib["name"], field.get("value", ""))
        if field.tag == "textarea":
            sent.add(field.attrib["name"], (field.text or "").strip("\n"))
        if field.tag == "select":
            chosen = [one.get("value", "") for one in field.iter("option") if "selected" in one.attrib]
            sent.add(field.attrib["name"], chosen[0] if chosen else "")
    return sent


def test_a_moderator_can_change_what_a_listing_says_and_sees_the_difference_first(
    sit: Sit, listed: str, session: Session
) -> None:
    seat, path = sit(), f"/desk/listing/{listed}/change"
    sent = _form(seat.client.get(path).text)
    name = next(key for key, value in sent.items() if value == "Harbour Clinic")
    sent[name] = "Harbour House"
    preview = seat.client.post(path, data={**sent.to_dict(flat=False), "do": "preview"})
    assert preview.status_code == 200
    assert "<del>" in preview.text
    assert preview.text.count("<ins>") == 1
    kept = {**_form(preview.text).to_dict(flat=False), "do": "send"}
    assert seat.client.post(path, data=kept).headers["Location"] == f"/desk/listing/{listed}?said=saved"
    assert "Harbour House" in seat.client.get(f"/en/s/{listed}").text
    again = seat.client.post(path, data=kept)
    assert again.status_code == 409
    assert "Someone changed this while you looked." in again.text
    assert "Harbour House" in again.text
