"""What a translator does at the desk: what is wrong with what they wrote, keeping it.

Takes a session and plain values, never commits. The text is written by `directory.actions.apply`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Translate
from app.directory.faithful import Flaw, Found, flaws
from app.directory.rules import Conflict
from app.directory.translating import Piece, State
from app.moderation.judging import lock

# Rightly so now and then: a list of streets, or a sentence that a group uses in every language.
MAY_BE_RIGHT = frozenset({Flaw.SCRIPT, Flaw.SAME})
_REASON = "translated"


def flaws_of(one: Piece, body: str, *, sure: bool) -> tuple[Found, ...]:
    """Return what keeps this translation from being kept; nothing wrong with taking one away."""
    found = flaws(one.field, one.source, body, one.language) if body else ()
    return tuple(flaw for flaw in found if not (sure and flaw.flaw in MAY_BE_RIGHT))


def keep(session: Session, by: str, one: Piece, change: Translate, today: date) -> None:
    """Write a translation of `one`, the text as it is; nothing is decided where nothing changes.

    Raise Conflict or another ListingError, having kept nothing.
    """
    if (change.made_from, change.replaces) != (one.revision, one.translated):
        raise Conflict("Somebody else was faster.")
    if one.state is not State.STALE and change.body == one.translation:
        return
    lock(session)
    apply(session, change, by, _REASON, today)
