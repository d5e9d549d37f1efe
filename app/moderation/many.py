"""Decisions about many that wait: a flood of requests, a flood of reports. Takes plain values, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, SetDoubt, Single
from app.directory.content import ServiceContent
from app.directory.deciding import note
from app.directory.rules import Action
from app.moderation import judging
from app.moderation.contents import listed
from app.moderation.refusing import ASKED_NOT_TO
from app.submissions import closing
from app.submissions.models import Message, Proposal
from app.submissions.rules import Button, Kind, Lane, NotNow, State

# Why many listings stay as they are: the group says so, we were wrong to doubt, or readers were.
_STILL_RIGHT = ("reported", "confirmed")


def reasons_for_many(button: Button) -> tuple[str, ...]:
    """Return the reasons (slugs) for which many requests are declined, or many listings stay as they are.

    "Do not list us" is said by one group at a time: a flood must not teach the site whom to leave out.
    """
    if button is Button.LIST:
        return _STILL_RIGHT
    return tuple(one for one in judging.reasons_for(Kind.REQUEST, button) if one != ASKED_NOT_TO)


def keep_all(session: Session, by: str, chosen: Mapping[str, int], reason: str, today: date) -> int:
    """Say of many reported listings that they are still right; return how many. Chosen by id and revision.

    Each is a decision of its own, which its page shows. What somebody else decided, or what more readers reported
    in the meantime, is left alone; what is paused stays paused. Raise NotNow for no reason of the list.
    """
    if reason not in reasons_for_many(Button.LIST):
        raise NotNow("This is no reason to keep a listing as it is.")
    judging.lock(session)
    waits = sa.and_(Proposal.kind == Kind.REPORT, Proposal.state == State.WAITING)
    rows = session.scalars(sa.select(Proposal).where(waits, Proposal.id.in_(chosen)).order_by(Proposal.id))
    kept = [row for row in rows if row.revision == chosen[row.id]]
    now = listed(session, [str(row.code) for row in kept])
    for row in kept:
        code = str(row.code)
        doubt: tuple[Single, ...] = (SetDoubt(code, False),)
        made = doubt if isinstance(now[code].content, ServiceContent) else ()
        apply(session, Batch(made, Action.CLEAR, code), by, reason, today)
        closing.close(session, row)
    return len(kept)


def decline_all(session: Session, by: str, chosen: Mapping[str, int] | Lane, reason: str, today: date) -> int:
    """Decline many requests by one decision; return how many. Chosen by id and revision, or all that wait in a lane.

    What somebody else changed in the meantime is left alone. Raise NotNow for no reason of the list.
    """
    if reason not in reasons_for_many(Button.DECLINE):
        raise NotNow("This is no reason to decline.")
    judging.lock(session)
    waits = sa.and_(Proposal.kind == Kind.REQUEST, Proposal.state == State.WAITING)
    if isinstance(chosen, Lane):
        which = Proposal.lane == chosen
    else:
        pairs = [sa.and_(Proposal.id == one, Proposal.revision == seen) for one, seen in chosen.items()]
        which = sa.or_(sa.false(), *pairs)
    values = {
        "state": State.DECLINED,
        "reason": reason,
        "settled_on": today,
        "agreed_by": "",
        "identity": None,
    }
    declined = sa.update(Proposal).where(waits, which).values(**values, revision=Proposal.revision + 1)
    number = session.connection().execute(declined).rowcount
    # Only now: what a group said until this moment goes too, and from now on it cannot say more.
    over = sa.select(Proposal.id).where(Proposal.state == State.DECLINED)
    session.execute(sa.delete(Message).where(Message.proposal_id.in_(over)))
    if number:
        note(session, Action.DECLINE, "", by, reason, today)
    return number
