"""What happens to a backup that came back, before anyone can see it.

Since it was made, groups may have taken their listings away. With the gone file these are withdrawn again;
without it nobody knows which, so everything waits as a draft until an admin says what may be shown. Moderators may have
been removed and passkeys lost as well, and nothing tells which: so nobody comes back with a way in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Withdraw
from app.directory.models import Organisation, Service
from app.directory.rules import Publication
from app.moderation.models import Credential, Invitation, Moderator, RecoveryCode, Sitting
from app.moderation.rules import DECIDERS
from app.submissions.ageing import age

BY = "restore"
Row = Organisation | Service
Model = TypeVar("Model", Organisation, Service)
_AT_ONCE = 400


class Unknown(ValueError):
    """A handle in whose name nothing can be decided; the message says why."""


def must_decide(session: Session, by: str) -> None:
    """Raise Unknown unless `by` is a moderator or an admin who was not removed, or BY, which is nobody."""
    mine = sa.select(Moderator.id).where(
        Moderator.handle == by, Moderator.disabled.is_(False), Moderator.role.in_(DECIDERS)
    )
    if by != BY and session.scalar(mine) is None:
        raise Unknown(f"Nothing was shown. No moderator is called {by}: see `moderators list`.")


def withdraw_again(session: Session, codes: Collection[str]) -> int:
    """Withdraw those of `codes` that are not withdrawn here; return how many listings that took away."""
    owners = _rows(session, Organisation, codes)
    theirs = {row.id for row in owners}
    # An organisation takes its services along.
    alone = [row for row in _rows(session, Service, codes) if row.organisation_id not in theirs]
    before = _count_withdrawn(session)
    rows: list[Row] = [*owners, *alone]
    changes = tuple(Withdraw(row.code) for row in rows)
    if changes:
        apply(session, Batch(changes), BY, "asked_to_leave")
    return _count_withdrawn(session) - before


def lock_everyone_out(session: Session) -> int:
    """Take away every passkey, recovery code, invitation and sitting; return how many moderators came back."""
    for table in (Credential, RecoveryCode, Invitation, Sitting):
        session.execute(sa.delete(table))
    return session.scalar(sa.select(sa.func.count(Moderator.id)).where(Moderator.disabled.is_(False))) or 0


def forget_what_is_over(session: Session, now: float) -> None:
    """Delete what was over before the backup came back (`now` in seconds), and what waits about a withdrawn listing."""
    session.flush()
    age(session.connection(), datetime.fromtimestamp(now, UTC).date(), int(now // 3600))


def make_drafts(session: Session) -> list[str]:
    """Turn everything that is listed into drafts, as one decision; return the codes, organisations first."""
    owners, services = _listed(session, Organisation), _listed(session, Service)
    rows: list[Row] = [*owners, *services]
    codes = [row.code for row in rows]
    # Services go with their organisation.
    changes = tuple(_published(row, Publication.DRAFT) for row in owners)
    if changes:
        apply(session, Batch(changes), BY, "from_backup")
    return codes


def list_again(session: Session, codes: Collection[str], by: str) -> int:
    """List these drafts again with the standing they had, as one decision; return how many.

    Raise a ListingError if one of them may not be listed.
    """
    rows: list[Row] = [*_rows(session, Organisation, codes), *_rows(session, Service, codes)]
    changes = tuple(
        _published(row, Publication.LISTED) for row in rows if row.publication is Publication.DRAFT
    )
    if changes:
        apply(session, Batch(changes), by, "looked_again")
    return len(changes)


def _published(row: Row, publication: Publication) -> Publish:
    return Publish(row.code, row.standing, row.checked_on, publication)


def _rows(session: Session, model: type[Model], codes: Collection[str]) -> list[Model]:
    """Return the rows with these codes that are not withdrawn."""
    return [
        row
        for some in _chunks(sorted(codes))
        for row in session.scalars(
            sa.select(model).where(model.code.in_(some), model.publication != Publication.WITHDRAWN)
        )
    ]


def _listed(session: Session, model: type[Model]) -> Sequence[Model]:
    return session.scalars(
        sa.select(model).where(model.publication == Publication.LISTED).order_by(model.id)
    ).all()


def _count_withdrawn(session: Session) -> int:
    return sum(
        session.scalar(sa.select(sa.func.count(model.id)).where(model.publication == Publication.WITHDRAWN))
        or 0
        for model in (Organisation, Service)
    )


def _chunks(codes: Sequence[str]) -> Iterator[list[str]]:
    waiting = iter(codes)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
