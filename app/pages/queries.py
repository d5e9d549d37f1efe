"""What changed since a generation, asked with as little as the driver needs: it is asked all day long."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa

from app.pages.rules import EVERYTHING, GROWN


@dataclass(frozen=True, slots=True)
class News:
    """The newest generation, and the tags touched on the way there; None: nobody knows which.

    `known`: those that were touched at any rate. `grown`: those of `tags` that are no reason to drop a page at once.
    """

    generation: int
    tags: frozenset[str] | None
    known: frozenset[str] = frozenset()
    grown: frozenset[str] = frozenset()


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
        known = frozenset(tag.removeprefix(GROWN) for _generation, tag in rows if tag != EVERYTHING)
        return News(newest, every(rows, seen, newest), known, known - {tag for _generation, tag in rows})


def every(rows: Iterable[tuple[int, str]], seen: int | None, newest: int) -> frozenset[str] | None:
    """Return the tags if every generation between left some, and none of them means everything.

    A database that is behind what was seen is another one, brought back from a backup: nobody knows what it changed.
    """
    if seen is None or seen >= newest:
        return None
    found = [(generation, tag) for generation, tag in rows if seen < generation <= newest]
    if len({generation for generation, _tag in found}) != newest - seen:
        return None
    tags = frozenset(tag.removeprefix(GROWN) for _generation, tag in found)
    return None if EVERYTHING in tags else tags
