"""Promise: of a request that was declined, taken back or listed no byte stays but the listing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save
from app.directory.content import Prose, Way
from app.directory.rules import Standing
from app.submissions import actions, closing
from app.submissions.bundle import Bundle, Offered
from app.submissions.models import Proposal, Receipt
from app.submissions.rules import DECLINED_DAYS, UNANSWERED_DAYS, Lane, State
from tests.factories import organisation, service
from tests.held import left

LOOKUP = "5ca1ab1e" * 8
NAME, NUMBER, QUESTION, REPLY = (
    "Canary Night Group",
    "+12125550166",
    "A canary question",
    "A canary answer to it",
)
REQUEST = {NAME, NUMBER}
MESSAGES = {QUESTION, REPLY}
EVERYTHING = REQUEST | MESSAGES | {LOOKUP}
ASKED = Bundle(
    organisation(NAME),
    (Offered(service("", ways=(Way("phone", NUMBER),), prose=(Prose("name", "en", NAME),))),),
)


@pytest.fixture
def engine_of(app: Flask) -> sa.Engine:
    """The write engine of the site."""
    database: Database = app.extensions["database"]
    return database.write


def _do(engine_of: sa.Engine, act: Callable[[Session, Proposal], None]) -> None:
    # As when someone reads meanwhile: `writing` would empty the log of SQLite at once.
    with Session(engine_of) as session, session.begin():
        act(session, session.scalars(sa.select(Proposal)).one())


@pytest.fixture
def asked(app: Flask, engine_of: sa.Engine) -> Flask:
    """A site where a group asked, was asked back, and answered."""
    with Session(engine_of) as session, session.begin():
        actions.submit(session, ASKED, "en", LOOKUP, datetime.now(UTC).date(), Lane.NORMAL, 500)

    def talk(session: Session, proposal: Proposal) -> None:
        actions.say(session, proposal, QUESTION, from_group=False)
        proposal.state = State.ASKED
        session.flush()
        actions.reply(session, proposal.id, REPLY)

    _do(engine_of, talk)
    assert left(engine_of, EVERYTHING) == EVERYTHING
    return app


def _purge(app: Flask) -> str:
    answer = app.test_cli_runner().invoke(args=["purge", "--wait", "10"])
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.parametrize(("state", "days"), [(State.DECLINED, DECLINED_DAYS), (State.ASKED, UNANSWERED_DAYS)])
def test_a_request_that_is_over_leaves_no_byte(
    asked: Flask, engine_of: sa.Engine, state: State, days: int
) -> None:
    def settle(days_ago: int) -> Callable[[Session, Proposal], None]:
        def act(_session: Session, proposal: Proposal) -> None:
            day = datetime.now(UTC).date() - timedelta(days=days_ago)
            proposal.state, proposal.settled_on = state, day

        return act

    _do(engine_of, settle(days - 1))
    _purge(asked)
    assert left(engine_of, EVERYTHING) == EVERYTHING
    _do(engine_of, settle(days))
    assert "1 requests, 0 counts of reports, 1 receipts" in _purge(asked)
    assert left(engine_of, EVERYTHING) == set()


def test_a_request_taken_back_leaves_no_byte(asked: Flask, engine_of: sa.Engine) -> None:
    _do(engine_of, lambda session, _proposal: actions.take_back(session, session.get_one(Receipt, LOOKUP)))
    _purge(asked)
    assert left(engine_of, EVERYTHING) == set()


def test_of_a_listed_request_nothing_stays_but_the_listing(asked: Flask, engine_of: sa.Engine) -> None:
    def list_it(session: Session, proposal: Proposal) -> None:
        content = service("calm-harbour", ways=(Way("phone", NUMBER),), prose=(Prose("name", "en", NAME),))
        changes = (
            Save("calm-harbour", organisation(NAME)),
            Save("river-lamp", content),
            Publish("calm-harbour", Standing.CHECKED),
            Publish("river-lamp", Standing.CHECKED),
        )
        apply(session, Batch(changes), "robin", "checked")
        session.get_one(Receipt, LOOKUP).code = "calm-harbour"
        closing.close(session, proposal)

    _do(engine_of, list_it)
    _purge(asked)
    assert left(engine_of, EVERYTHING) == REQUEST | {LOOKUP}
    with Session(engine_of) as session:
        assert session.scalars(sa.select(Proposal)).all() == []
        receipt = session.scalars(sa.select(Receipt)).one()
        assert (receipt.lookup, receipt.proposal_id, receipt.code) == (LOOKUP, None, "calm-harbour")
