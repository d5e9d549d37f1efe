"""Somebody else was faster, a form says too little or something wrong: nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, SetStatus
from app.directory.content import CURRENT, Prose, Way
from app.directory.models import Decision, FactRow, Service
from app.directory.rules import Status
from app.moderation.rules import Role
from app.submissions.models import Proposal
from app.submissions.rules import Button, Kind, State, allowed_buttons
from tests.factories import service
from tests.moderation.conftest import Sit, stored
from tests.moderation.pressing import HOW, all_of, judge, seen
from tests.moderation.waiting import correction, moderator_edit, reports, request


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


def test_a_moderator_can_see_what_changed_meanwhile_and_go_on(
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


def _says(session: Session, listed: str, get_in: str, made_from: int) -> None:
    own = (
        Prose("name", "en", "Clinic"),
        Prose("get_in", "en", get_in),
        Prose("get_in", "es", "Toca.", made_from),
    )
    apply(session, Save(listed, service("calm-harbour", prose=own)), "robin", "corrected")
    session.commit()


def test_a_translator_is_not_shown_an_old_text_that_readers_are_not(
    sit: Sit, listed: str, session: Session
) -> None:
    _says(session, listed, "Ring.", CURRENT)
    seat, path = sit(Role.TRANSLATOR), f"/text/{listed}/get_in?to=es"
    assert "Toca." in seat.get(path).text
    _says(session, listed, "Write first.", 1)
    assert "The original has changed" in seat.get(path).text
    assert "Toca." not in seat.get(path).text
    assert seat.post(path, body="Escribe antes.", made_from="2", replaces="1").status_code == 303


def test_words_for_a_text_that_is_gone_stay_to_be_copied(sit: Sit, listed: str, session: Session) -> None:
    _says(session, listed, "Ring.", CURRENT)
    apply(session, SetStatus(listed, Status.PAUSED), "robin", "no_answer")
    session.commit()
    answer = sit(Role.TRANSLATOR).post(
        f"/text/{listed}/get_in?to=es", body="Llama antes.", made_from="1", replaces="1"
    )
    assert answer.status_code == 404
    assert "What you wrote was not sent:" in answer.text
    assert "Llama antes." in answer.text
    assert "Toca." not in answer.text
