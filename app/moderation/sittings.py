"""Signing in and out: attempts, sittings, recovery codes. Takes a session and plain values, never commits.

Secrets leave these functions once, as return values; what is kept of them is a fingerprint.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.moderation.models import Credential, Moderator, RecoveryCode, Sitting
from app.moderation.rules import (
    ATTEMPT_MINUTES,
    CODES_GIVEN,
    DECIDERS,
    IDLE_MINUTES,
    LONGEST_MINUTES,
    NotKnown,
    Role,
    code_fingerprint,
    fingerprint,
    new_code,
    new_token,
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at the desk in this request, the secret of their cookie, and the minute in which idling ends it."""

    moderator_id: int
    handle: str
    role: Role
    language: str
    cookie: str
    idle_ends: int

    @property
    def decides(self) -> bool:
        """Say whether they decide about listings; else they see only text."""
        return self.role in DECIDERS


def _open(session: Session, minute: int, moderator_id: int | None, challenge: bytes | None) -> str:
    """Begin a sitting, sweep out those that ended, and return the secret for its cookie."""
    over = sa.or_(Sitting.ends <= minute, Sitting.idle_ends <= minute)
    session.execute(sa.delete(Sitting).where(over))
    cookie = new_token()
    idle, longest = (IDLE_MINUTES, LONGEST_MINUTES) if moderator_id else (ATTEMPT_MINUTES,) * 2
    session.add(
        Sitting(
            hash=fingerprint(cookie),
            moderator_id=moderator_id,
            challenge=challenge,
            idle_ends=minute + idle,
            ends=minute + longest,
        )
    )
    session.flush()
    return cookie


def attempt(session: Session, challenge: bytes, minute: int) -> str:
    """Remember what a passkey is asked to sign, for a few minutes; return the secret for the cookie."""
    return _open(session, minute, None, challenge)


def take_challenge(session: Session, cookie: str, minute: int) -> bytes:
    """Return the challenge of an attempt, once. Raise NotKnown if there is none or it is too late.

    The deletion decides who took it: of two answers to one attempt at once, one finds nothing left.
    """
    taken = session.execute(
        sa.delete(Sitting)
        .where(Sitting.hash == fingerprint(cookie), Sitting.moderator_id.is_(None))
        .returning(Sitting.challenge, Sitting.ends)
    ).first()
    if taken is None or taken.challenge is None or taken.ends <= minute:
        raise NotKnown("This attempt to sign in is over.")
    challenge: bytes = taken.challenge
    return challenge


def sign_in(session: Session, moderator_id: int, old_cookie: str, minute: int) -> str:
    """Begin a new sitting in place of the old cookie's; return the secret for the new cookie."""
    sign_out(session, old_cookie)
    return _open(session, minute, moderator_id, None)


def sign_out(session: Session, cookie: str) -> None:
    """End a sitting on the server too; nothing happens if it is over already."""
    session.execute(sa.delete(Sitting).where(Sitting.hash == fingerprint(cookie)))


def signed_in(session: Session, cookie: str, minute: int) -> SignedIn | None:
    """Return who sits at the desk with this cookie: one SELECT."""
    found = session.execute(
        sa.select(Sitting.idle_ends, Sitting.ends, Moderator)
        .join(Moderator, Sitting.moderator_id == Moderator.id)
        .where(Sitting.hash == fingerprint(cookie), Moderator.disabled.is_(False))
    ).first()
    if found is None:
        return None
    idle_ends, ends, who = found
    if minute >= min(idle_ends, ends):
        return None
    return SignedIn(who.id, who.handle, who.role, who.language, cookie, idle_ends)


def must_stay(here: SignedIn, minute: int) -> bool:
    """Say whether idle minutes are to begin anew: once a minute is enough."""
    return here.idle_ends != minute + IDLE_MINUTES


def stay(session: Session, here: SignedIn, minute: int) -> None:
    """Begin the idle minutes of a sitting anew."""
    mine = sa.update(Sitting).where(Sitting.hash == fingerprint(here.cookie))
    session.execute(mine.values(idle_ends=minute + IDLE_MINUTES))


def owner_of_key(session: Session, key: bytes) -> tuple[Credential, Moderator]:
    """Return a passkey and whose it is. Raise NotKnown if nobody's."""
    found = session.execute(
        sa.select(Credential, Moderator)
        .join(Moderator, Credential.moderator_id == Moderator.id)
        .where(Credential.key == key, Moderator.disabled.is_(False))
    ).first()
    if found is None:
        raise NotKnown("We do not know this passkey.")
    return found[0], found[1]


def give_codes(session: Session, who: Moderator) -> tuple[str, ...]:
    """Make ten new recovery codes in place of any older ones. They can be shown only now."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.moderator_id == who.id))
    codes = tuple(new_code() for _ in range(CODES_GIVEN))
    session.add_all(
        RecoveryCode(hash=code_fingerprint(who.handle, code), moderator_id=who.id) for code in codes
    )
    session.flush()
    return codes


def spend_code(session: Session, handle: str, typed: str) -> Moderator:
    """Use up a recovery code and return whose it was. Raise NotKnown; a wrong handle and a wrong code are one.

    The deletion decides who used it: of two tries with one code at once, one finds nothing left.
    """
    spent = session.scalars(
        sa.delete(RecoveryCode)
        .where(RecoveryCode.hash == code_fingerprint(handle, typed))
        .returning(RecoveryCode.moderator_id)
    ).first()
    who = session.get(Moderator, spent) if spent else None
    if who is None or who.disabled:
        raise NotKnown("We do not know this handle with this code.")
    return who


def codes_left(session: Session, moderator_id: int) -> int:
    """Return how many recovery codes a moderator has that were not used."""
    mine = (
        sa.select(sa.func.count()).select_from(RecoveryCode).where(RecoveryCode.moderator_id == moderator_id)
    )
    return session.scalars(mine).one()
