"""Who else must forget what a listing no longer publishes. Slices above say so here; `apply` calls them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from app.directory.content import Content

# The code of a listing, what it said, and what it says now (None: withdrawn).
Said = tuple[str, Content, Content | None]
Forget = Callable[[Session, Sequence[Said]], None]
_others: list[Forget] = []


def also(forget: Forget) -> None:
    """Let `forget` be called, once, in the transaction of every change that may erase something."""
    if forget not in _others:
        _others.append(forget)


def tell(session: Session, said: Sequence[Said]) -> None:
    """Tell all of them, once, what each listing of a change said and what it says now."""
    for forget in _others:
        forget(session, said)
