"""Keep the index in step with the listings: inside the transaction of `directory.actions.apply` only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.search import engine
from app.search.entries import NAME, Entry, folded_names, name_words, tokens
from app.search.models import SearchEntry, Spelling
from app.search.spelling import variants

Item = TypeVar("Item")
_AT_ONCE = 400
# Each is a part of one statement.
_ASKED_AT_ONCE = 100
# Kept beside a hit: in which towns and languages.
_ABOUT = ("t:", "l:")


def write(session: Session, entries: Sequence[Entry]) -> None:
    """Make the index hold exactly this of these services, whatever it held of them before."""
    remove(session, [entry.service_id for entry in entries])
    add(session, entries)


def add(session: Session, entries: Iterable[Entry]) -> None:
    """Put into the index what it does not hold yet; quickest the better services first."""
    for some in _chunks(sorted(entries, key=lambda entry: entry.id)):
        packed = engine.put(session, [(entry.id, tokens(entry)) for entry in some])
        # Of the connection: rows by the thousand need no objects.
        session.connection().execute(
            sa.insert(SearchEntry),
            [_row(entry, kept) for entry, kept in zip(some, packed, strict=True)],
        )
        _learn(session, {word for entry in some for word in name_words(entry.names)})


def remove(session: Session, services: Collection[int]) -> None:
    """Take these services out of the index, and the words that only their names held out of the spelling."""
    for some in _chunks(sorted(services)):
        held = session.execute(
            sa.select(SearchEntry.id, SearchEntry.names, SearchEntry.tokens).where(
                SearchEntry.service_id.in_(some)
            )
        ).all()
        if not held:
            continue
        engine.take(session, [(row.id, row.tokens) for row in held])
        session.execute(sa.delete(SearchEntry).where(SearchEntry.service_id.in_(some)))
        _unlearn(session, {word for row in held for word in row.names.split()})


def clear(session: Session) -> None:
    """Take everything out."""
    engine.empty(session)
    session.execute(sa.delete(SearchEntry))
    session.execute(sa.delete(Spelling))


def tidy(session: Session) -> None:
    """Make the index compact, so that it holds nothing of what was taken out."""
    engine.merge(session)


def in_bulk(session: Session) -> AbstractContextManager[None]:
    """Prepare for a great many entries, and make the index compact after them."""
    return engine.in_bulk(session)


def _row(entry: Entry, packed: bytes | None) -> dict[str, object]:
    return {
        "id": entry.id,
        "service_id": entry.service_id,
        "names": folded_names(entry.names),
        "about": " ".join(sorted(facet for facet in entry.facets if facet[:2] in _ABOUT)),
        "tokens": packed,
    }


def _learn(session: Session, words: Collection[str]) -> None:
    """Keep the slips of these words, if the words are new."""
    for some in _chunks(sorted(words)):
        # A word is a variant of itself.
        itself = sa.select(Spelling.word).where(Spelling.variant.in_(some), Spelling.word == Spelling.variant)
        known = set(session.scalars(itself))
        rows = [
            {"variant": one, "word": word} for word in some if word not in known for one in variants(word)
        ]
        if rows:
            session.connection().execute(sa.insert(Spelling), rows)


def _unlearn(session: Session, words: Collection[str]) -> None:
    """Forget the words that no name in the index holds any more."""
    for some in _chunks(sorted(words), _ASKED_AT_ONCE):
        named = engine.held(session, [[((NAME + word,),)] for word in some])
        spare = [word for place, word in enumerate(some) if place not in named]
        _forget_spellings(session, spare)


def _forget_spellings(session: Session, words: Sequence[str]) -> None:
    for some in _chunks([(variant, word) for word in words for variant in variants(word)]):
        session.execute(sa.delete(Spelling).where(sa.tuple_(Spelling.variant, Spelling.word).in_(some)))


def _chunks(items: Sequence[Item], at_once: int = _AT_ONCE) -> Iterator[Sequence[Item]]:
    return (items[start : start + at_once] for start in range(0, len(items), at_once))
