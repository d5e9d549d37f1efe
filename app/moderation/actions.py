"""Writes of the desk: moderators come and go, and decide. Takes a session and plain values, never commits.

A listing is changed by `directory.actions.apply` and by nothing here.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Publish, SetStatus, Single, Withdraw
from app.directory.models import Decision, Edition
from app.directory.rules import NotAllowed, Publication, Standing, Status
from app.moderation.contents import listed
from app.moderation.models import Credential, Invitation, Moderator, RecoveryCode, Sitting
from app.moderation.proposals import deciders
from app.moderation.queries import by_handle, invited, state_of
from app.moderation.refusing import LEFT, never_list_again
from app.moderation.rules import (
    INVITATION_HOURS,
    MOVES,
    Changed,
    DeskError,
    LastAdmin,
    Move,
    NeedsAnother,
    NotKnown,
    Role,
    allowed_moves,
    check_handle,
    fingerprint,
    new_token,
)
from app.moderation.sittings import give_codes
from app.submissions.differing import Difference, changes, stakes
from app.submissions.rules import needs_two


def add(session: Session, handle: str, role: Role | None, hour: int, today: date) -> str:
    """Add a moderator and return the secret of their invitation. Without a role the first becomes an admin.

    Raise DeskError if the handle is not one, or was ever given.
    """
    if session.scalars(sa.select(Moderator.id).where(Moderator.handle == check_handle(handle))).first():
        raise DeskError(f"The handle {handle!r} was given already, and no handle is given twice.")
    first = session.scalars(sa.select(Moderator.id).limit(1)).first() is None
    chosen = role or (Role.ADMIN if first else Role.MODERATOR)
    who = Moderator(handle=handle, role=chosen, language="en", created_on=today, disabled=False)
    session.add(who)
    session.flush()
    return _invite(session, who, hour)


def reset(session: Session, handle: str, hour: int) -> str:
    """Take away a moderator's keys, codes and sittings; return the secret of a new invitation."""
    who = by_handle(session, handle)
    _lock_out(session, who)
    return _invite(session, who, hour)


def remove(session: Session, handle: str) -> None:
    """End a moderator's time at the desk. Their handle stays with their decisions. Raise LastAdmin."""
    who = by_handle(session, handle)
    admins = sa.select(Moderator.id).where(Moderator.role == Role.ADMIN, Moderator.disabled.is_(False))
    left = set(session.scalars(admins.order_by(Moderator.id).with_for_update())) - {who.id}
    if who.role is Role.ADMIN and not left:
        raise LastAdmin(f"{handle!r} is the last admin. Add another admin first.")
    _lock_out(session, who)
    who.disabled = True


def _lock_out(session: Session, who: Moderator) -> None:
    for table in (Credential, RecoveryCode, Invitation, Sitting):
        session.execute(sa.delete(table).where(table.moderator_id == who.id))


def _invite(session: Session, who: Moderator, hour: int) -> str:
    secret = new_token()
    # The hour that has begun counts as whole, so that a day is never shorter than a day.
    ends = hour + INVITATION_HOURS + 1
    session.add(Invitation(hash=fingerprint(secret), moderator_id=who.id, ends=ends))
    session.flush()
    return secret


def accept(
    session: Session, secret: str, key: Credential, language: str, hour: int
) -> tuple[Moderator, tuple[str, ...]]:
    """Use up an invitation: keep the passkey, return the moderator and their ten recovery codes.

    Raise NotKnown if the invitation is wrong, too old or used.
    """
    who = invited(session, secret, hour)
    used = sa.delete(Invitation).where(Invitation.hash == fingerprint(secret)).returning(Invitation.hash)
    known = session.scalars(sa.select(Credential.moderator_id).where(Credential.key == key.key)).first()
    if who is None or known is not None or session.scalars(used).first() is None:
        raise NotKnown("This link does not work any more.")
    key.moderator_id = who.id
    session.add(key)
    who.language = language
    return who, give_codes(session, who)


def choose_language(session: Session, moderator_id: int, tag: str) -> None:
    """Remember in which language a moderator reads the desk."""
    session.execute(sa.update(Moderator).where(Moderator.id == moderator_id).values(language=tag))


def _change(code: str, move: Move) -> Single:
    statuses = {
        Move.PAUSE: Status.PAUSED,
        Move.OPEN: Status.OPEN,
        Move.FULL: Status.FULL,
        Move.CLOSE: Status.CLOSED,
    }
    if move in statuses:
        return SetStatus(code, statuses[move])
    if move is Move.WITHDRAW:
        return Withdraw(code)
    # Back to draft means that nobody vouches for it now; from a draft it is listed as not checked.
    return Publish(
        code, Standing.UNCHECKED, publication=Publication.DRAFT if move is Move.DRAFT else Publication.LISTED
    )


def decide(
    session: Session,
    by: str,
    code: str,
    move: Move,
    reason: str,
    seen: int,
    today: date,
    refusals: bytes | None = None,
) -> Decision:
    """Make a move on a listing as the moderator `by`. `seen` is the revision they had in view.

    With the key `refusals`, an organisation that asked to leave is remembered as one not to list again.
    Raise NotKnown, NotAllowed, NeedsAnother, Changed, or what `directory.actions.apply` raises.
    """
    # The same lock as apply() takes: of two moderators at once the second sees what the first did.
    session.execute(sa.select(Edition.id).with_for_update())
    state = state_of(session, code)
    if state is None:
        raise NotKnown(f"No listing has the code {code!r}.")
    publication, status, revision = state
    if revision != seen:
        raise Changed("Somebody changed this listing while you looked at it.")
    if move not in allowed_moves(publication, status) or reason not in MOVES[move].reasons:
        raise NotAllowed(f"A listing that is {publication} and {status} cannot make the move {move}.")
    if move is Move.PUBLISH:
        _check_alone(session, code)
    if move is Move.WITHDRAW and reason == LEFT and refusals is not None:
        never_list_again(session, refusals, code)
    return apply(session, _change(code, move), by, reason, today)


def _check_alone(session: Session, code: str) -> None:
    """Raise NeedsAnother if this draft holds what two must agree to, whoever wrote it: it has no second to ask."""
    content = listed(session, [code])[code].content
    said = Difference(code, None, content, changes(None, content))
    if needs_two(stakes((said,), new_organisation=False), len(deciders(session))):
        raise NeedsAnother("It would show a street, or a fact on our word. Put it in the queue.")
