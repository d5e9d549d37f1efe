"""The chain of decisions: append-only, each tied to the one before by a hash that covers no content."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Batch, Change, Publish, Save, SetStatus
from app.directory.models import Decision
from app.directory.rules import Action, chain_hash


def decide(session: Session, change: Change, by: str, reason: str, day: date) -> Decision:
    """Write down who decided what, why and on which day, tied to the decision before."""
    actions = {Save: Action.SAVE, Publish: Action.PUBLISH, SetStatus: Action.STATUS}
    action = change.action if isinstance(change, Batch) else actions.get(type(change), Action.WITHDRAW)
    code = "" if isinstance(change, Batch) else change.code
    last = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc()).limit(1)).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, "")
    decision = Decision(
        sequence=sequence,
        day=day,
        handle=by,
        action=action,
        code=code,
        reason=reason,
        previous=previous,
        hash=chain_hash(previous, sequence, day, by, action.value, code, reason),
    )
    session.add(decision)
    session.flush()
    return decision
