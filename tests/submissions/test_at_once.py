"""Readers, groups and moderators at the same moment: each counts, nobody's words or receipt are lost. Both engines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.moderation import contents, judging
from app.moderation.judging import Yes
from app.moderation.rules import Seen
from app.submissions import actions, owning
from app.submissions.models import Message, Proposal, Receipt, Report, Spent, Tally
from app.submissions.rules import Button, Identity, Lane, ProposalError, State
from tests.factories import list_organisation, list_service
from tests.moderation.waiting import TODAY, bundle

AT_ONCE = 4
LOOKUP = "a" * 64
ASKED = bundle()
Act = Callable[[Session], Any]


@pytest.fixture
def place(database: Database) -> Database:
    """A site with one listing and one request."""
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
        actions.submit(session, ASKED, "en", LOOKUP, TODAY, Lane.NORMAL, 500)
    return database


def _at_the_door(place: Database, act: Act) -> Any:
    with Session(place.ask) as session, session.begin():
        return act(session)


def _together(place: Database, act: Callable[[Session, int], Any]) -> list[Any]:
    """Do the same in several sessions at once; return what each gave, or the name of what it raised."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        start.wait(10)
        try:
            return _at_the_door(place, lambda session: act(session, number))
        except ProposalError as error:
            return type(error).__name__

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


@contextmanager
def _while_deciding(place: Database, decide: Act, act: Act) -> Iterator[Future[Any]]:
    """Let a group act while a moderator has decided and not yet committed; then commit."""
    with ThreadPoolExecutor(1) as threads:
        with Session(place.write) as session, session.begin():
            decide(session)
            session.flush()
            waits = threads.submit(_at_the_door, place, act)
            time.sleep(0.2)
        yield waits


def _stored(place: Database, query: sa.Select[Any]) -> list[Any]:
    with Session(place.write) as session:
        return list(session.scalars(query).all())


def _list(session: Session) -> None:
    proposal = session.scalars(sa.select(Proposal)).one()
    now = {code: one.revision for code, one in contents.listed(session, []).items()}
    yes = Yes(identity=Identity.CALLED)
    judging.list_it(session, "robin", proposal.id, Seen(proposal.revision, now), Button.LIST, yes, TODAY)


def _ask(session: Session) -> None:
    proposal = session.scalars(sa.select(Proposal)).one()
    judging.ask(session, proposal.id, Seen(proposal.revision, {}), "Who leads it?", TODAY)


def test_readers_who_are_the_first_to_report_at_once_all_count(place: Database) -> None:
    _together(place, lambda s, n: actions.report(s, "river-lamp", "closed", str(n), 1, TODAY))
    assert _stored(place, sa.select(Report.number)) == [AT_ONCE]
    assert len(_stored(place, sa.select(Proposal.id).where(Proposal.code == "river-lamp"))) == 1
    assert len(_stored(place, sa.select(Spent))) == AT_ONCE


def test_a_form_sent_several_times_at_once_counts_once(place: Database) -> None:
    _together(place, lambda s, _n: actions.report(s, "river-lamp", "closed", "same", 1, TODAY))
    assert _stored(place, sa.select(Report.number)) == [1]


def test_readers_at_once_cannot_exceed_the_daily_budget(
    place: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "REPORTS_A_DAY", 2)
    _together(place, lambda s, n: actions.report(s, "river-lamp", "closed", str(n), 1, TODAY))
    assert _stored(place, sa.select(Tally.number)) == [2]
    assert len(_stored(place, sa.select(Spent))) == 2


def test_a_request_sent_several_times_at_once_waits_once(place: Database) -> None:
    done = _together(place, lambda s, _n: actions.submit(s, ASKED, "en", "b" * 64, TODAY, Lane.NORMAL, 500))
    own = _stored(place, sa.select(Receipt.proposal_id).where(Receipt.lookup == "b" * 64))[0]
    assert own in done
    assert set(done) <= {own, "KeptAlready"}
    assert len(_stored(place, sa.select(Proposal.id))) == 2


def test_a_group_cannot_lose_its_receipt_by_taking_back_what_is_listed_now(place: Database) -> None:
    def take_back(session: Session) -> None:
        actions.take_back(session, session.get_one(Receipt, LOOKUP))

    with _while_deciding(place, _list, take_back) as waits, pytest.raises(ProposalError):
        waits.result(10)
    receipts = _stored(place, sa.select(Receipt))
    assert [(one.lookup, bool(one.code)) for one in receipts] == [(LOOKUP, True)]


def test_a_group_that_corrects_what_is_listed_now_is_told_and_replaces_nothing(place: Database) -> None:
    def correct(session: Session) -> None:
        actions.correct(session, session.get_one(Receipt, LOOKUP), ASKED, "en", TODAY, stricter=False)

    with _while_deciding(place, _list, correct) as waits, pytest.raises(ProposalError):
        waits.result(10)
    assert _stored(place, sa.select(Proposal)) == []


def test_a_group_that_corrects_while_it_is_asked_keeps_the_question(place: Database) -> None:
    def correct(session: Session) -> None:
        actions.correct(session, session.get_one(Receipt, LOOKUP), ASKED, "es", TODAY, stricter=False)

    with _while_deciding(place, _ask, correct) as waits:
        waits.result(10)
    assert _stored(place, sa.select(Proposal.language)) == ["es"]
    assert _stored(place, sa.select(Message.body)) == ["Who leads it?"]


def test_a_group_can_answer_while_its_listing_is_erased_from_elsewhere(place: Database) -> None:
    own = _stored(place, sa.select(Proposal.id))[0]

    def touched(session: Session) -> None:
        proposal = session.get_one(Proposal, own)
        proposal.state, proposal.settled_on = State.ASKED, TODAY

    with _while_deciding(place, touched, lambda s: actions.reply(s, own, "We do.")) as waits:
        waits.result(10)
    assert _stored(place, sa.select(Proposal.state)) == [State.WAITING]
    assert _stored(place, sa.select(Message.body)) == ["We do."]


def test_two_people_of_a_group_who_withdraw_at_once_withdraw_once(place: Database) -> None:
    with Session(place.write) as session, session.begin():
        session.get_one(Receipt, LOOKUP).code = "calm-harbour"

    def withdraw(session: Session) -> None:
        owning.withdraw(session, session.get_one(Receipt, LOOKUP), None, TODAY)

    def late() -> None:
        with Session(place.write) as session, session.begin():
            withdraw(session)

    with ThreadPoolExecutor(1) as threads:
        with Session(place.write) as session, session.begin():
            withdraw(session)
            waits = threads.submit(late)
            time.sleep(0.2)
        with pytest.raises((ProposalError, sa.exc.NoResultFound)):
            waits.result(10)
    assert _stored(place, sa.select(Receipt)) == []
