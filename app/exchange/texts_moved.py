"""Which text each entry of a PO file is about, when listings changed since the file went out. Pure.

The key of a note is made of the phone or the place it stands beside. So when a phone changes its note has another key,
though it says the same; what was translated meanwhile is found by what it translates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.directory.translating import Piece
from app.exchange.po import Entry
from app.exchange.texts_out import context_of

# What a context of a note begins with: the listing's code, and whether it is of a way or of a place.
_NOTE = re.compile(r"(\S+ (?:way|place))-")


@dataclass(frozen=True, slots=True)
class Meant:
    """The text that an entry is about, None if there is none any more. `moved`: it has another key now."""

    piece: Piece | None
    moved: bool = False


def meant(entries: Sequence[Entry], pieces: Iterable[Piece]) -> list[Meant]:
    """Return for each entry the text that its context names, or the note that moved and says what its source says.

    A note that moved is one that no entry names as it is now: in the same listing, of a way too or of a place too.
    """
    named = {context_of(one): one for one in pieces}
    still = {entry.context for entry in entries if _says(entry, named.get(entry.context))}
    moved: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for context, piece in named.items():
        if context not in still and (note := _NOTE.match(context)):
            moved[note[1], piece.source].append(piece)
    return [_meant(entry, named.get(entry.context), moved) for entry in entries]


def _says(entry: Entry, piece: Piece | None) -> bool:
    return piece is not None and piece.source == entry.source


def _meant(entry: Entry, piece: Piece | None, moved: dict[tuple[str, str], list[Piece]]) -> Meant:
    note = _NOTE.match(entry.context)
    if note is None or _says(entry, piece) or not entry.target.strip():
        return Meant(piece)
    waiting = moved.get((note[1], entry.source))
    return Meant(waiting.pop(0), moved=True) if waiting else Meant(piece)
