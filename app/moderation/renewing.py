"""A group lost its code: a moderator who knows that it is the group gives it a new one. Never commits."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.deciding import note
from app.directory.models import Organisation
from app.directory.rules import Action, NotAllowed, Publication
from app.moderation import applying
from app.moderation.judging import lock
from app.moderation.queries import last_decision
from app.moderation.rules import Changed
from app.submissions.models import Receipt
from app.submissions.rules import Identity

_REASON = "new_code"


def renew(
    session: Session, by: str, code: str, lookup: str, identity: Identity, seen: int, today: date
) -> None:
    """Let the receipt `lookup` speak for a listed organisation, and none of its older ones any more.

    `seen` is the newest decision about it that the moderator had in view: of two moderators at once one is told.
    Raise NotAllowed or Changed.
    """
    lock(session)
    states = sa.select(Organisation.publication).where(Organisation.code == code)
    if session.scalars(states).first() is not Publication.LISTED:
        raise NotAllowed("Only a listed organisation can be given a new code.")
    if last_decision(session, code) != seen:
        raise Changed("Somebody decided about this organisation while you looked.")
    mine = sa.select(Receipt.proposal_id).where(Receipt.code == code, Receipt.proposal_id.is_not(None))
    # The group goes on where it was: with the question or the correction that an older code led to.
    goes_on = session.scalars(mine.order_by(Receipt.lookup).limit(1)).first()
    session.execute(sa.delete(Receipt).where(Receipt.code == code))
    session.add(Receipt(lookup=lookup, proposal_id=goes_on, code=code))
    applying.remember(session, code, identity, today.replace(day=1))
    note(session, Action.RENEW, code, by, _REASON, today)
