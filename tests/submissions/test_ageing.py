"""What is over goes at the next purge, to the day; what waits stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Base, Database
from app.directory.actions import apply
from app.directory.changes import Withdraw
from app.privacy.retention import LIFETIMES
from app.submissions import actions
from app.submissions.ageing import Aged, age, come_back_by, is_over
from app.submissions.bundle import Bundle, Offered
from app.submissions.models import CheckedHow, Message, Proposal, Receipt, Report, Spent, Tally
from app.submissions.rules import (
    DECLINED_DAYS,
    REPORT_DAYS,
    UNANSWERED_DAYS,
    Identity,
    Kind,
    Lane,
    State,
)
from tests.factories import list_organisation, list_service, organisation, service

DAY = date(2026, 11, 22)
HOUR = 497_000
ASKED = Bundle(organisation("Night Group"), (Offered(service("")),))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session over an empty database."""
    with Session(database.write, expire_on_commit=False) as found:
        yield found


def _ask(session: Session, lookup: str, state: State = State.WAITING) -> str:
    found = actions.submit(session, ASKED, "en", lookup, DAY, Lane.NORMAL, 500)
    proposal = session.get_one(Proposal, found)
    actions.say(session, proposal, "Is it still so?", from_group=False)
    proposal.state, proposal.settled_on = state, None if state is State.WAITING else DAY
    session.flush()
    return found


def _age(session: Session, days: int, hour: int = HOUR) -> Aged:
    session.flush()
    found = age(session.connection(), DAY + timedelta(days=days), hour)
    session.expire_all()
    return found


def _left(session: Session, model: type[Base]) -> int:
    return session.scalars(sa.select(sa.func.count()).select_from(model)).one()


@pytest.mark.parametrize(("state", "days"), [(State.DECLINED, DECLINED_DAYS), (State.ASKED, UNANSWERED_DAYS)])
def test_a_request_goes_on_its_last_day_with_all_that_belongs_to_it(
    session: Session, state: State, days: int
) -> None:
    _ask(session, "a" * 64, state)
    assert _age(session, days - 1) == Aged()
    assert _age(session, days) == Aged(proposals=1, receipts=1)
    assert [_left(session, model) for model in (Proposal, Message, Receipt)] == [0, 0, 0]


def test_what_waits_for_a_moderator_waits_for_years(session: Session) -> None:
    _ask(session, "a" * 64)
    assert _age(session, 2000) == Aged()
    assert _left(session, Receipt) == 1


def test_the_receipt_of_a_listing_outlives_a_declined_correction(session: Session) -> None:
    list_organisation(session)
    found = _ask(session, "a" * 64, State.DECLINED)
    session.get_one(Receipt, "a" * 64).code = "calm-harbour"
    assert _age(session, DECLINED_DAYS).proposals == 1
    receipt = session.get_one(Receipt, "a" * 64)
    assert found
    assert (receipt.proposal_id, receipt.code) == (None, "calm-harbour")


def test_reports_that_nobody_repeats_go_with_what_waits_for_them(session: Session) -> None:
    list_organisation(session)
    list_service(session)
    actions.report(session, "river-lamp", "closed", "one", HOUR, DAY)
    actions.report(session, "river-lamp", "moved", "two", HOUR, DAY + timedelta(days=1))
    assert _age(session, REPORT_DAYS) == Aged(reports=1)
    assert _left(session, Proposal) == 1
    assert _age(session, REPORT_DAYS + 1) == Aged(reports=1, proposals=1)


def test_nothing_waits_about_what_was_withdrawn(session: Session) -> None:
    list_organisation(session)
    list_service(session)
    actions.report(session, "river-lamp", "closed", "one", HOUR, DAY)
    actions.propose(session, Kind.EDIT, ASKED, "river-lamp", "robin", DAY)
    session.add(Receipt(lookup="a" * 64, proposal_id=None, code="calm-harbour"))
    session.add(CheckedHow(code="calm-harbour", identity=Identity.CALLED, month=DAY))
    apply(session, Withdraw("calm-harbour"), "robin", "asked_to_leave")
    # The site itself forgets most of it with the listing; whatever wrote, nothing is left after this.
    _age(session, 0)
    assert [_left(session, one) for one in (Proposal, Report, Receipt, CheckedHow)] == [0, 0, 0, 0]


def test_marks_of_forms_and_daily_counts_go_soon(session: Session) -> None:
    session.add_all([Spent(hash="old", ends=HOUR), Spent(hash="new", ends=HOUR + 1)])
    session.add_all([Tally(what="reports", day=DAY - timedelta(days=days), number=1) for days in (0, 1, 2)])
    _age(session, 0)
    assert session.scalars(sa.select(Spent.hash)).all() == ["new"]
    assert sorted(session.scalars(sa.select(Tally.day))) == [DAY - timedelta(days=1), DAY]


def test_ageing_twice_is_ageing_once(session: Session) -> None:
    _ask(session, "a" * 64, State.DECLINED)
    assert _age(session, 20) != Aged()
    assert _age(session, 20) == Aged()


def test_what_we_keep_says_the_days_that_count() -> None:
    told = {one.slug: one.until for one in LIFETIMES}
    assert f"{DECLINED_DAYS} days" in told["request"]
    assert f"{UNANSWERED_DAYS} days" in told["request"]
    assert f"{REPORT_DAYS} days" in told["report"]


def test_a_group_is_told_a_day_on_which_even_an_answer_of_today_can_still_be_read(session: Session) -> None:
    last = come_back_by(DAY)
    _ask(session, "a" * 64, State.DECLINED)
    proposal = session.scalars(sa.select(Proposal)).one()
    proposal.settled_on = DAY
    assert not is_over(proposal, last)
    assert is_over(proposal, last + timedelta(days=1))
