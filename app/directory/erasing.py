"""Who else must forget what a listing no longer publishes. Slices above say so here; `apply` calls them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.directory.content import Content

# Takes the session, the code, what the listing said and what it says now (None: withdrawn).
Forget = Callable[[Session, str, Content, Content | None], None]
_others: list[Forget] = []


def also(forget: Forget) -> None:
    """Let `forget` be called, once, in the transaction of every change that may erase something."""
    if forget not in _others:
        _others.append(forget)


def tell(session: Session, code: str, before: Content, now: Content | None) -> None:
    """Tell all of them that the listing `code` said `before` and says `now`."""
    for forget in _others:
        forget(session, code, before, now)
