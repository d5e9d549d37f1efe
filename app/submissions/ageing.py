"""What is over: proposals nobody answers, reports nobody repeats, marks that guard nothing. `purge` deletes it.

Takes the clock as plain values and never commits. Deletes row by kind of row and trusts no cascade: the connection
of a purge does not ask SQLite to follow foreign keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.directory.models import Organisation, Service
from app.directory.rules import Publication
from app.submissions.models import CheckedHow, Message, Proposal, Receipt, Report, Spent, Tally
from app.submissions.rules import DECLINED_DAYS, REPORT_DAYS, UNANSWERED_DAYS, Kind, State

# A tally is for one day; the day after, some clocks may still count on it.
_TALLY_DAYS = 2
# What waits for a moderator waits as long as it takes.
_DAYS = {State.DECLINED: DECLINED_DAYS, State.ASKED: UNANSWERED_DAYS}


@dataclass(frozen=True, slots=True)
class Aged:
    """How much was over: proposals, counts of reports, receipts that led to nothing any more."""

    proposals: int = 0
    reports: int = 0
    receipts: int = 0


def ends_on(proposal: Proposal) -> date | None:
    """Return the day from which a proposal is as if it were not there; None while a moderator has it."""
    days = _DAYS.get(proposal.state)
    return proposal.settled_on + timedelta(days=days) if days and proposal.settled_on else None


def is_over(proposal: Proposal, today: date) -> bool:
    """Say whether a proposal's lifetime has ended, deleted or not."""
    ends = ends_on(proposal)
    return ends is not None and ends <= today


def come_back_by(today: date) -> date:
    """Return the last day on which an answer given today can be read for sure: a no is kept 14 days."""
    return today + timedelta(days=DECLINED_DAYS - 1)


def _last(today: date, days: int) -> date:
    """Return the newest day that is over today when it may last so many days."""
    return today - timedelta(days=days)


def age(connection: sa.Connection, today: date, hour: int) -> Aged:
    """Delete what is over at this day and this hour (since 1970), and say how much that was."""
    # Before the reports themselves, as readers and decisions take them, so that nobody waits for each other.
    connection.execute(sa.select(Proposal.id).where(Proposal.kind == Kind.REPORT).with_for_update())
    reports = _delete(connection, Report, Report.last_on <= _last(today, REPORT_DAYS))
    reports += _delete(connection, Report, Report.code.in_(_withdrawn()))
    proposals = _proposals(connection, today)
    receipts = _delete(connection, Receipt, _leads_nowhere())
    _delete(connection, CheckedHow, CheckedHow.code.in_(_withdrawn()))
    _delete(connection, Spent, Spent.ends <= hour)
    _delete(connection, Tally, Tally.day <= _last(today, _TALLY_DAYS))
    return Aged(proposals, reports, receipts)


def _proposals(connection: sa.Connection, today: date) -> int:
    """Delete proposals that are over, reports of which none is left, and what waits about a withdrawn listing."""
    uncounted = sa.and_(Proposal.kind == Kind.REPORT, Proposal.code.not_in(sa.select(Report.code)))
    over = [
        sa.and_(Proposal.state == state, Proposal.settled_on <= _last(today, days))
        for state, days in _DAYS.items()
    ]
    gone = sa.or_(*over, uncounted, Proposal.code.in_(_withdrawn()))
    ids = connection.scalars(sa.select(Proposal.id).where(gone).with_for_update()).all()
    for one in ids:
        connection.execute(sa.delete(Message).where(Message.proposal_id == one))
        connection.execute(sa.update(Receipt).where(Receipt.proposal_id == one).values(proposal_id=None))
        connection.execute(sa.delete(Proposal).where(Proposal.id == one))
    _delete(connection, Message, Message.proposal_id.not_in(sa.select(Proposal.id)))
    return len(ids)


def _withdrawn() -> sa.CompoundSelect[tuple[str]]:
    """Select the codes of listings that were taken away for ever: nothing may wait about them."""
    return sa.union_all(
        *(
            sa.select(model.code).where(model.publication == Publication.WITHDRAWN)
            for model in (Organisation, Service)
        )
    )


def _leads_nowhere() -> sa.ColumnElement[bool]:
    no_request = sa.or_(Receipt.proposal_id.is_(None), Receipt.proposal_id.not_in(sa.select(Proposal.id)))
    no_listing = sa.or_(Receipt.code.is_(None), Receipt.code.in_(_withdrawn()))
    return sa.and_(no_request, no_listing)


def _delete(connection: sa.Connection, model: type[object], which: sa.ColumnElement[bool]) -> int:
    return connection.execute(sa.delete(model).where(which)).rowcount
