"""New public codes: two or three neutral words, never one that was ever given."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import PublicCode
from app.vocabulary import words

_AT_ONCE = 500


def new_codes(session: Session, number: int) -> list[str]:
    """Return `number` different codes that no listing has or had.

    Two words while fewer than a tenth of all pairs are taken, then three: a guessed code should seldom be a listing.
    """
    pool = words()
    # Counted no farther than it matters: there may be a million.
    a_tenth = sa.select(PublicCode.code).limit(len(pool) ** 2 // 10 + 1).subquery()
    taken = session.scalars(sa.select(sa.func.count()).select_from(a_tenth)).one()
    length = 2 if (taken + number) * 10 < len(pool) ** 2 else 3
    found: dict[str, None] = {}
    while len(found) < number:
        wanted = min(_AT_ONCE, number - len(found))
        drawn = {"-".join(_draw(pool, length)) for _ in range(wanted)} - found.keys()
        drawn -= set(session.scalars(sa.select(PublicCode.code).where(PublicCode.code.in_(drawn))))
        found |= dict.fromkeys(drawn)
    return list(found)


def _draw(pool: tuple[str, ...], length: int) -> list[str]:
    """Draw words that differ: `river-river` is hard to say and to believe."""
    drawn: list[str] = []
    while len(drawn) < length:
        if (word := secrets.choice(pool)) not in drawn:
            drawn.append(word)
    return drawn
