"""Pieces of pages, ready as HTML: the same for every reader, so they are made once and put into page after page.

A page takes the shelf of what it reads: one generation, one month (facts grow old by months). Nothing on a shelf is
older or newer than the page, so a pause is in no page from its commit on, in every process, without waiting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from sys import getsizeof
from threading import Lock

from markupsafe import Markup

MOST_BYTES = 12 * 1024 * 1024
# What a piece costs besides its letters, its tags and its key: itself and its place on the shelf.
_ROUND_IT = 240
_A_NUMBER = 40
# A short text: a tag, a part of a key.
_A_WORD = 64
# A name of the kind of piece first, then everything it was made from but the listings and the month.
Key = tuple[object, ...]


def gap(name: str) -> Markup:
    """Return what stands in a piece where pages differ. No text of a listing can hold it: its "<" is written "&lt;"."""
    return Markup(f"<gap {name}>")  # noqa: S704 - a name of ours


_GAP = re.compile("<gap ([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a page: text, the name of a gap, text, and so on. `tags` name what it shows, as those of a page do.

    `numbers` is what it says without words: which listings stand in a list, by id.
    """

    parts: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    numbers: tuple[int, ...] = ()

    @property
    def html(self) -> Markup:
        """Return a piece that has no gap."""
        return Markup("".join(self.parts))  # noqa: S704 - ours

    def filled(self, **values: str) -> str:
        """Return it with HTML in its gaps; cut beforehand, because to look for a gap costs more than to join."""
        found = list(self.parts)
        found[1::2] = [values[name] for name in found[1::2]]
        return "".join(found)

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        tags = getsizeof(self.tags) + _A_WORD * len(self.tags)
        return sum(map(getsizeof, self.parts)) + tags + _A_NUMBER * len(self.numbers)


def size_on_shelf(key: Key, piece: Piece) -> int:
    """Return about how many bytes of memory a piece takes with its key."""
    return piece.size + _A_WORD * len(key) + _ROUND_IT


def cut(html: str, tags: Iterable[str] = ()) -> Piece:
    """Return HTML as a piece, cut at its gaps."""
    return Piece(tuple(_GAP.split(html)), frozenset(tags))


class Shelf:
    """The pieces of one generation and month in bounded memory: first in, first out, whoever reads them."""

    def __init__(
        self, generation: int, month: date, most: int, pieces: Iterable[tuple[Key, Piece]] = ()
    ) -> None:
        """`most` bytes are kept, about."""
        self.generation, self.month = generation, month
        self._most = most
        self._pieces = dict(pieces)
        self.size = sum(size_on_shelf(*one) for one in self._pieces.items())
        self._lock = Lock()

    def get(self, key: Key) -> Piece | None:
        """Return a piece, or None."""
        return self._pieces.get(key)

    def put(self, key: Key, piece: Piece) -> Piece:
        """Keep a piece and return it; the oldest make room for it."""
        with self._lock:
            self._drop(key)
            self._pieces[key] = piece
            self.size += size_on_shelf(key, piece)
            while self.size > self._most:
                self._drop(next(iter(self._pieces)))
        return piece

    def untouched(self, tags: frozenset[str] | None) -> list[tuple[Key, Piece]]:
        """Return what none of these tags touches; nothing for None."""
        if tags is None:
            return []
        with self._lock:
            return [(key, piece) for key, piece in self._pieces.items() if tags.isdisjoint(piece.tags)]

    def _drop(self, key: Key) -> None:
        if (piece := self._pieces.pop(key, None)) is not None:
            self.size -= size_on_shelf(key, piece)

    def __len__(self) -> int:
        """Return how many pieces are kept."""
        return len(self._pieces)


class Pieces:
    """The one shelf of a process. A page that reads another generation or month moves it there."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """`most` bytes are kept, about."""
        self._most = most
        self.shelf = Shelf(2**31 - 1, date.min, most)

    def at(self, held: Shelf, generation: int, month: date, tags: frozenset[str] | None) -> Shelf:
        """Return the shelf for a page that reads this generation in this month (its first day).

        It is made of the shelf `held` and the tags touched since; None: nobody knows which. Whoever began before a
        change keeps the shelf it has: what it puts there later is lost with it.
        """
        if (held.generation, held.month) != (generation, month):
            onward = held.month == month and held.generation < generation
            self.shelf = held = Shelf(generation, month, self._most, held.untouched(tags if onward else None))
        return held


# Before the first page, and where nothing is kept: newer than all that is published, so that nothing is asked for it.
NO_SHELF = Shelf(2**31 - 1, date.min, 0)
