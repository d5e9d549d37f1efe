"""The vetted words that public codes such as `river-lamp` are made of."""

from __future__ import annotations

from functools import cache

from app.vocabulary.reading import DATA


@cache
def words() -> tuple[str, ...]:
    """Return the words that codes are drawn from, sorted."""
    return _read("words.txt")


@cache
def former_words() -> tuple[str, ...]:
    """Return the words that went out after a review, sorted: drawn no more, and printed on paper all the same."""
    return _read("former-words.txt")


def _read(name: str) -> tuple[str, ...]:
    return tuple((DATA / name).read_text(encoding="ascii").split())
