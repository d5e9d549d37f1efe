"""A group lost its code: a moderator who checked again gives it a new one, and the old one is as if it never was."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Publish
from app.directory.models import Decision
from app.directory.rules import Action, Publication, Standing
from app.privacy.keys import SIZE
from app.submissions import receipts
from app.submissions.models import CheckedHow, Proposal, Receipt
from app.submissions.rules import Identity
from tests.moderation.conftest import Clock, Seat, Sit
from tests.moderation.pressing import all_of
from tests.moderation.waiting import correction
from tests.offered import SAMPLE
from tests.promises.test_erased_is_gone import held

PEPPER = b"p" * SIZE
PATH = "/listing/calm-harbour/code"


def _lookup(code: str) -> str:
    return receipts.lookup_id(receipts.read(code), PEPPER)


def _seen(seat: Seat) -> str:
    return re.search(r'name="seen"[^>]* value="(\d+)"', seat.get(PATH).text)[1]  # type: ignore[index]


def _given(seat: Seat) -> str:
    page = seat.post(PATH, identity="called", seen=_seen(seat), sure="yes").text
    return re.search(r'<p class="show"><bdi dir="ltr">([\d ]+)</bdi>', page)[1]  # type: ignore[index]


@pytest.fixture
def old(session: Session, listed: str) -> str:
    """The code that the group lost."""
    assert listed
    code = receipts.new_code()
    session.add(Receipt(lookup=_lookup(code), proposal_id=None, code="calm-harbour"))
    session.add(CheckedHow(code="calm-harbour", identity=Identity.MET, month=date(2026, 1, 1)))
    session.commit()
    return code


def test_a_group_can_come_back_with_its_new_code_and_its_old_one_looks_unknown(
    sit: Sit, old: str, session: Session
) -> None:
    seat = sit()
    new = _given(seat)
    assert [row.lookup for row in all_of(session, Receipt)] == [_lookup(new)]
    come = seat.client.post
    assert "You are listed" in come("/en/receipt", data={"code": new}).text
    never = receipts.new_code()
    lost, unknown = (come("/en/receipt", data={"code": code}) for code in (old, never))
    assert lost.status_code == unknown.status_code == 404
    assert lost.text.replace(old, "") == unknown.text.replace(never, "")


def test_a_new_code_can_only_be_given_by_who_checked_and_is_sure(
    sit: Sit, old: str, session: Session
) -> None:
    seat = sit()
    seen = _seen(seat)
    assert seat.post(PATH, seen=seen, sure="yes").status_code == 422
    assert seat.post(PATH, identity="guessed", seen=seen, sure="yes").status_code == 422
    assert "Give the new code now?" in seat.post(PATH, identity="called", seen=seen).text
    assert [row.lookup for row in all_of(session, Receipt)] == [_lookup(old)]


def test_a_new_code_is_decided_and_remembered_and_shown_once(
    sit: Sit, old: str, session: Session, clock: Clock
) -> None:
    assert old
    seat = sit()
    new = _given(seat)
    (how,) = all_of(session, CheckedHow)
    assert (how.identity, how.month) == (Identity.CALLED, clock.time.date().replace(day=1))
    last = all_of(session, Decision)[-1]
    assert (last.action, last.code, last.reason) == (Action.RENEW, "calm-harbour", "new_code")
    assert last.handle == "some-moderator"
    shown = seat.get("/listing/calm-harbour")
    assert "A new code was given" in shown.text
    for page in (shown, seat.get(PATH), seat.client.get("/en/log")):
        assert new not in page.text
        assert page.status_code == 200
    # Nobody who reads learns that a code was lost.
    entry = seat.client.get("/en/log").text.split("<dd>")[1].split("</dd>")[0]
    assert "We checked again who speaks for a listing." in entry
    assert "code" not in re.sub(r"<[^>]+>", "", entry)


def test_a_lost_code_is_in_no_byte_once_another_is_given(sit: Sit, old: str, app: Flask, engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("only SQLite has a log of its own to empty")
    assert _lookup(old).encode() in held(app)
    _given(sit())
    assert _lookup(old).encode() not in held(app)


def test_two_moderators_cannot_give_two_codes_without_knowing(sit: Sit, old: str, session: Session) -> None:
    assert old
    first, second = sit(handle="robin"), sit(handle="wren")
    seen = _seen(second)
    new = _given(first)
    late = second.post(PATH, identity="met", seen=seen, sure="yes")
    assert late.status_code == 409
    assert "Someone changed this listing while you looked." in late.text
    assert [row.lookup for row in all_of(session, Receipt)] == [_lookup(new)]


def test_a_group_with_a_new_code_can_go_on_with_its_correction(
    sit: Sit, old: str, listed: str, session: Session
) -> None:
    assert old
    own = correction(session, listed)
    session.commit()
    assert len(all_of(session, Receipt)) == 2
    seat = sit()
    new = _given(seat)
    assert [(row.lookup, row.proposal_id) for row in all_of(session, Receipt)] == [(_lookup(new), own)]
    assert len(all_of(session, Proposal)) == 1
    assert "We have your correction" in seat.client.post("/en/receipt", data={"code": new}).text


def test_a_code_cannot_be_given_for_what_is_not_listed(sit: Sit, old: str, session: Session) -> None:
    assert old
    draft = Publish("calm-harbour", Standing.UNCHECKED, publication=Publication.DRAFT)
    apply(session, draft, "robin", "reported")
    session.commit()
    seat = sit()
    assert seat.get(PATH).status_code == 404
    assert seat.post(PATH, identity="met", seen="0", sure="yes").status_code == 404
    assert seat.get("/listing/never-was/code").status_code == 404
    assert "Give a new code" not in seat.get("/listing/calm-harbour").text


@pytest.mark.parametrize("tag", SAMPLE)
def test_a_moderator_can_give_a_code_in_every_language(sit: Sit, old: str, tag: str) -> None:
    assert old
    seat = sit()
    seat.post("/language", tag=tag)
    assert f'<html lang="{tag}"' in seat.get(PATH).text
    assert receipts.read(_given(seat))
