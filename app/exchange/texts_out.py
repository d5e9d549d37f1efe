"""Listing text out, for people who translate with Weblate, Poedit or another editor of PO files.

One file for each language. The context of an entry is the listing's code and the key of the text in it, the msgid its
source, the msgstr its translation; a translation of an older text is marked fuzzy, and left out where readers do not
see it. What the source said before is not in the file: it is no longer public, and may have gone for a reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import sqlalchemy as sa
from babel import Locale, UnknownLocaleError
from sqlalchemy.orm import Session

from app.directory.faithful import to_keep
from app.directory.models import PublicCode
from app.directory.translating import ORDER, Piece, State, pieces
from app.exchange.po import Entry, written
from app.languages import OFFERED, Language, by_tag
from app.vocabulary import fact

ABOUT = (
    "The text of listings, to be translated. Keep this file to yourselves: it is a list of groups.",
    "Translate what you can. What you leave empty stays as it is on the site.",
    "Write what the text says: no more, no less, nothing that it does not promise.",
    "A fuzzy entry was made from an older text. Look at it, correct it and take the mark away.",
)
# Listings that are asked about in one SELECT: a database takes only so many values.
_AT_ONCE = 2000
_FIELDS = {
    "name": "Name",
    "about": "About the group",
    "what": "What they do",
    "who_for": "Who it is for",
    "get_in": "How to get in",
    "note": "Note",
}
_REVISIONS = re.compile(r"Text (\d{1,9}), translation (\d{1,9})\.")


def said_of(field: str) -> str:
    """Return what a field is, in words, such as "How to get in"."""
    if field.startswith("fact_"):
        return f"Note on “{fact(int(field.removeprefix('fact_'))).short}”"
    return _FIELDS[field]


def context_of(piece: Piece) -> str:
    """Return what names this text in every file and for as long as the listing has it."""
    return f"{piece.code} {piece.key}"


def revisions_in(entry: Entry) -> tuple[int, int] | None:
    """Return which revisions of the text and of its translation an entry was written from; None if it does not say."""
    found = next(filter(None, map(_REVISIONS.fullmatch, entry.notes)), None)
    return (int(found[1]), int(found[2])) if found else None


def texts_of(session: Session, language: Language, codes: Collection[str]) -> Iterator[Piece]:
    """Yield every text of these listings that everyone can read now, with what it is in this language."""
    ordered = sorted(codes)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        yield from pieces(session, language.tag, frozenset(State), codes=some)


def export(session: Session, language: Language) -> bytes:
    """Return the file of one language: every text that everyone can read now, the most harmful first."""
    codes = session.scalars(sa.select(PublicCode.code)).all()
    found = sorted(texts_of(session, language, codes), key=_place)
    headers = {
        "Project-Id-Version": "Waymark listings",
        "Language": language.folder,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return written(headers, ABOUT, map(_entry, found))


def export_to(session: Session, path: Path, language: Language | None) -> list[Path]:
    """Write the file of one language to `path`, or those of all into the folder `path`; return what was written."""
    if language is not None:
        path.write_bytes(export(session, language))
        return [path]
    path.mkdir(parents=True, exist_ok=True)
    files = {path / f"{one.tag}.po": one for one in OFFERED}
    for file, one in files.items():
        file.write_bytes(export(session, one))
    return list(files)


def _place(piece: Piece) -> tuple[int, str, str]:
    kind = "fact" if piece.field.startswith("fact_") else piece.field
    return (ORDER.index(kind), piece.code, piece.key)


def _entry(piece: Piece) -> Entry:
    return Entry(
        context_of(piece),
        piece.source,
        piece.translation,
        fuzzy=bool(piece.translation) and piece.state is State.STALE,
        notes=tuple(_notes(piece)),
    )


def _notes(piece: Piece) -> list[str]:
    told = [f"{said_of(piece.field)}. Of: {piece.name}", f"Written in: {_in_english(piece.source_language)}"]
    if piece.dangerous:
        told.append("Take care: a wrong word here can hurt people.")
    if piece.state is State.STALE and not piece.translation:
        told.append("Its translation was made from an older text and is not shown. Write it anew.")
    if keep := to_keep(piece.source):
        told.append(f"Keep as it is: {'; '.join(keep)}")
    return [*told, f"Text {piece.revision}, translation {piece.translated}."]


def _in_english(tag: str) -> str:
    """Return a language by its English name and its tag; the tag alone if nobody knows it."""
    offered = by_tag(tag)
    try:
        locale = offered.locale if offered else Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    return f"{locale.get_display_name('en')} ({tag})"
