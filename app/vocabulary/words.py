"""The vetted words that public codes such as `river-lamp` are made of."""

from __future__ import annotations

from functools import cache

from app.vocabulary.reading import DATA


@cache
def words() -> tuple[str, ...]:
    """Return the words, sorted."""
    return tuple((DATA / "words.txt").read_text(encoding="ascii").split())
