"""The chain of decisions: append-only, each tied to the one before by a hash that covers no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Batch, Change, Publish, Save, SetDoubt, SetStatus, Translate, Withdraw
from app.directory.models import Decision
from app.directory.rules import Action, chain_hash


def decide(session: Session, change: Change, by: str, reason: str, day: date) -> Decision:
    """Write down who decided what, why and on which day, tied to the decision before."""
    return note(session, _action_of(change), change.code, by, reason, day)


def note(session: Session, action: Action, code: str, by: str, reason: str, day: date) -> Decision:
    """Write down a decision that changes no listing; `code` is the listing it is about, "" for none.

    The caller holds the lock of the edition, as `actions.apply` does: two decisions at once cannot both be next.
    """
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


def _action_of(change: Change) -> Action:
    if isinstance(change, Batch):
        return change.action
    if isinstance(change, SetDoubt):
        return Action.DOUBT if change.doubted else Action.CLEAR
    actions = {
        Save: Action.SAVE,
        Translate: Action.SAVE,
        Publish: Action.PUBLISH,
        SetStatus: Action.STATUS,
        Withdraw: Action.WITHDRAW,
    }
    return actions[type(change)]


@dataclass(frozen=True, slots=True)
class Chain:
    """What `verify` found. `broken_at`: the first sequence that is missing or not as it was written, or None."""

    count: int
    head: str
    broken_at: int | None
    heads: frozenset[str]


def verify(session: Session) -> Chain:
    """Walk the decisions from the first and hold each against the hash of the one before.

    A chain cannot tell that its newest links were cut off: keep the head elsewhere and look for it in `heads`.
    """
    head, count, heads = "", 0, set[str]()
    rows = sa.select(Decision).order_by(Decision.sequence).execution_options(yield_per=500)
    with session.scalars(rows) as found:
        for count, row in enumerate(found, start=1):
            if row.sequence != count or row.previous != head or row.hash != _hash_of(row):
                return Chain(count - 1, head, count, frozenset(heads))
            head = row.hash
            heads.add(head)
    return Chain(count, head, None, frozenset(heads))


def _hash_of(row: Decision) -> str:
    return chain_hash(row.previous, row.sequence, row.day, row.handle, row.action.value, row.code, row.reason)
