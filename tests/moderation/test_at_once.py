"""Two people, or one code twice, at the same moment: one wins, the others change nothing. On both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from threading import Barrier
from time import sleep

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.models import Decision, Service
from app.moderation import actions, contents, judging, many, proposals
from app.moderation.judging import Yes
from app.moderation.models import Credential
from app.moderation.queries import by_handle
from app.moderation.rules import Changed, DeskError, Move, NotKnown, Role, Seen
from app.moderation.sittings import attempt, give_codes, spend_code, take_challenge
from app.submissions import actions as submitted
from app.submissions.bundle import Bundle
from app.submissions.models import Message, Proposal, Receipt
from app.submissions.rules import Button, Lane, ProposalError, State
from tests.moderation.conftest import Clock, stored
from tests.moderation.waiting import correction, request

AT_ONCE = 4
TODAY = date(2026, 11, 22)
NEW, KEY = "https://new.example/", b"k" * 32


@pytest.fixture
def race(app: Flask) -> Callable[[Callable[[Session], object]], list[str]]:
    """Do the same thing in several sessions at once; return what became of each."""
    database: Database = app.extensions["database"]

    def run(act: Callable[[Session], object]) -> list[str]:
        start = Barrier(AT_ONCE)

        def one(_number: int) -> str:
            start.wait(10)
            try:
                with Session(database.write) as session, session.begin():
                    act(session)
            except (DeskError, ProposalError) as error:
                return type(error).__name__
            return "done"

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return sorted(threads.map(one, range(AT_ONCE)))

    return run


def _lost(error: type[DeskError]) -> list[str]:
    return [error.__name__] * (AT_ONCE - 1) + ["done"]


def test_a_recovery_code_cannot_be_used_twice_at_once(
    race: Callable[[Callable[[Session], object]], list[str]], session: Session, clock: Clock
) -> None:
    actions.add(session, "robin", None, clock.hour, clock.time.date())
    codes = give_codes(session, by_handle(session, "robin"))
    session.commit()
    assert race(lambda own: spend_code(own, "robin", codes[0])) == _lost(NotKnown)


def test_an_invitation_cannot_be_used_twice_at_once(
    race: Callable[[Callable[[Session], object]], list[str]], session: Session, clock: Clock
) -> None:
    secret = actions.add(session, "robin", None, clock.hour, clock.time.date())
    session.commit()
    # A list: threads cannot share a generator.
    keys = iter([Credential(key=bytes([n]), public_key=b"p", sign_count=0) for n in range(AT_ONCE)])
    assert race(lambda own: actions.accept(own, secret, next(keys), "en", clock.hour)) == _lost(NotKnown)
    assert len(stored(session, sa.select(Credential))) == 1


def test_a_challenge_cannot_be_answered_twice_at_once(
    race: Callable[[Callable[[Session], object]], list[str]], session: Session, clock: Clock
) -> None:
    cookie = attempt(session, b"sign this", clock.minute)
    session.commit()
    assert race(lambda own: take_challenge(own, cookie, clock.minute)) == _lost(NotKnown)


def test_moderators_cannot_decide_over_each_other_at_once(
    race: Callable[[Callable[[Session], object]], list[str]], listed: str, session: Session, clock: Clock
) -> None:
    seen = stored(session, sa.select(Service.revision).where(Service.code == listed))[0]
    before = len(stored(session, sa.select(Decision)))
    day = clock.time.date()
    assert race(
        lambda own: actions.decide(own, "robin", listed, Move.PAUSE, "no_answer", seen, day)
    ) == _lost(Changed)
    assert len(stored(session, sa.select(Decision))) == before + 1


def test_moderators_cannot_decide_the_same_proposal_at_once(
    race: Callable[[Callable[[Session], object]], list[str]], listed: str, session: Session, clock: Clock
) -> None:
    own = correction(session, listed, website="https://harbour.example/")
    revisions = {code: one.revision for code, one in contents.listed(session, [listed]).items()}
    session.commit()
    before, day, seen = len(stored(session, sa.select(Decision))), clock.time.date(), Seen(1, revisions)
    done = race(lambda mine: judging.list_it(mine, "robin", own, seen, Button.LIST, Yes(), day))
    assert done == ["NoSuchProposal"] * (AT_ONCE - 1) + ["done"]
    assert len(stored(session, sa.select(Decision))) == before + 1
    assert stored(session, sa.select(Service.website)) == ["https://harbour.example/"]


def test_two_admins_cannot_remove_each_other_at_once(
    race: Callable[[Callable[[Session], object]], list[str]], session: Session, clock: Clock
) -> None:
    names = [f"admin-{n}" for n in range(AT_ONCE)]
    for name in names:
        actions.add(session, name, Role.ADMIN, clock.hour, clock.time.date())
    session.commit()
    left = iter(names)
    assert race(lambda own: actions.remove(own, next(left))) == ["LastAdmin"] + ["done"] * (AT_ONCE - 1)


def _list_what_was_read(database: Database, own: str, seen: Seen, start: Barrier) -> str:
    """List a proposal whose page was read before, while its group writes; return what became of it."""
    together = database.write.dialect.name == "postgresql"
    try:
        with Session(database.write) as mine, mine.begin():
            proposals.read(mine, own, KEY, TODAY)
            if together:
                start.wait(10)
                sleep(0.2)
            judging.list_it(mine, "robin", own, seen, Button.LIST, Yes(), TODAY)
    except ProposalError as error:
        return type(error).__name__
    finally:
        # SQLite lets one at a time in.
        if not together:
            start.wait(10)
    return "done"


def _correct(database: Database, lookup: str, asked: Bundle, start: Barrier) -> None:
    start.wait(10)
    with Session(database.write) as mine, mine.begin():
        submitted.correct(mine, mine.get_one(Receipt, lookup), asked, "en", TODAY, stricter=False)


def test_a_group_and_a_moderator_cannot_lose_each_others_words_at_once(
    app: Flask, listed: str, session: Session
) -> None:
    database: Database = app.extensions["database"]
    own = correction(session, listed, website="https://old.example/")
    receipt = session.scalars(sa.select(Receipt.lookup).where(Receipt.proposal_id == own)).one()
    before = proposals.read(session, own, KEY, TODAY)
    assert before is not None
    assert before.bundle is not None
    service = before.bundle.services[0]
    changed = replace(service, content=replace(service.content, website=NEW))
    asked, seen, start = replace(before.bundle, services=(changed,)), before.seen, Barrier(2)
    session.commit()
    with ThreadPoolExecutor(2) as threads:
        theirs = threads.submit(_correct, database, receipt, asked, start)
        ours = threads.submit(_list_what_was_read, database, own, seen, start)
        theirs.result()
        assert ours.result() in {"SeenBefore", "done"}
    (waits,) = stored(session, sa.select(Proposal))
    assert waits.content["services"][0]["content"]["website"] == NEW


@pytest.mark.parametrize("asked", [True, False])
def test_a_flood_cannot_be_declined_and_leave_an_answer_that_came_at_that_moment(
    app: Flask, session: Session, asked: bool
) -> None:
    database: Database = app.extensions["database"]
    own = request(session, lane=Lane.SLOW)
    proposal = session.get_one(Proposal, own)
    if asked:
        proposal.state, proposal.settled_on = State.ASKED, TODAY
    session.commit()
    answers: list[Future[None]] = []

    def reply() -> None:
        with Session(database.write) as theirs, theirs.begin():
            submitted.reply(theirs, own, "We take turns.")

    def meanwhile(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        # Between any two things that declining writes.
        if threading.current_thread() is threading.main_thread() and "message" in statement and not answers:
            answers.append(threads.submit(reply))
            wait(answers, timeout=0.5)

    with ThreadPoolExecutor(1) as threads:
        with Session(database.write) as mine, mine.begin():
            sa.event.listen(database.write, "after_cursor_execute", meanwhile)
            many.decline_all(mine, "robin", Lane.SLOW, "pledge", TODAY)
            sa.event.remove(database.write, "after_cursor_execute", meanwhile)
        wait(answers, timeout=10)
    assert [one.done() for one in answers] == [True]
    (state,) = stored(session, sa.select(Proposal.state))
    said = stored(session, sa.select(Message.body))
    assert (state, said) in [(State.DECLINED, []), (State.WAITING, ["We take turns."])]
