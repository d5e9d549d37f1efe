"""What changed since a generation, asked with as little as the driver needs: it is asked all day long."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa

from app.pages.rules import EVERYTHING


@dataclass(frozen=True, slots=True)
class News:
    """The newest generation, and the tags touched on the way there; None: nobody knows which.

    `known`: those that were touched at any rate.
    """

    generation: int
    tags: frozenset[str] | None
    known: frozenset[str] = frozenset()


def news(engine: sa.Engine, seen: int | None) -> News:
    """Return what is new since the generation `seen`. Raises what the driver raises."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT generation FROM edition")
        row = cursor.fetchone()
        newest = int(row[0]) if row else 0
        if seen == newest:
            return News(newest, frozenset())
        rows: list[tuple[int, str]] = []
        if seen is not None and seen < newest:
            cursor.execute(f"SELECT generation, tag FROM page_tag WHERE generation > {int(seen)}")  # noqa: S608 - a number
            rows = [(int(generation), str(tag)) for generation, tag in cursor.fetchall()]
        known = frozenset(tag for _generation, tag in rows if tag != EVERYTHING)
        return News(newest, every(rows, seen, newest), known)


def every(rows: Iterable[tuple[int, str]], seen: int | None, newest: int) -> frozenset[str] | None:
    """Return the tags if every generation between left some, and none of them means everything."""
    found = [(generation, tag) for generation, tag in rows if generation <= newest]
    wanted = set(range(seen + 1, newest + 1)) if seen is not None and seen < newest else None
    if wanted is None or {generation for generation, _tag in found} != wanted:
        return None
    tags = frozenset(tag for _generation, tag in found)
    return None if EVERYTHING in tags else tags
