"""Translations of listing text in, from the PO files of texts_out.py: looked at as a whole, then written as a whole.

A file with a fault is not taken at all. What is no fault of whoever translated (the text changed since, somebody was
faster, nobody can see the listing any more) is left out and said, with its line; the rest is written in one decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Translate
from app.directory.faithful import Flaw, Found, flaws
from app.directory.models import Organisation, Service
from app.directory.rules import Action, Publication
from app.directory.translating import Piece, State
from app.exchange.po import BadPo, Entry, Fault, read
from app.exchange.texts_moved import meant
from app.exchange.texts_out import revisions_in, said_of, texts_of
from app.languages import Language, by_tag

_AT_ONCE = 400
_FLAWS = {
    Flaw.SIGNS: "It holds a sign that nobody can see, or that turns text around",
    Flaw.LONG: "It is far longer than its source, or longer than 4000 letters",
    Flaw.KEPT: "This number or address is not the same in the text and in the translation",
    Flaw.MARKUP: "This mark is not the same in the text and in the translation",
    Flaw.SCRIPT: "It is not in the letters of this language. If it is right, leave it empty and write it at the desk",
    Flaw.SAME: "It says the same as the text: it is not translated. Leave it empty",
}
CHANGED = "The text has changed since. Export again and look at it once more."
FASTER = "Somebody else translated it since. Export again and look at both."
FUZZY = "It is marked fuzzy. Look at it, and take the mark away."
HIDDEN = "It cannot be seen now, or its place has changed. Export again and look for it."
WITHDRAWN = "This listing is withdrawn."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that was not taken: where it is, what it is about, and why."""

    line: int
    about: str
    why: str


@dataclass(slots=True)
class Plan:
    """What one file would do. `same` entries say what is there already, `empty` ones nothing."""

    label: str
    language: Language
    changes: list[Translate] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    same: int = 0
    empty: int = 0

    def lines(self) -> list[str]:
        """Return the report as lines to print: the counts add up to the entries of the file."""
        told = [
            f"{self.label}: {self.language.tag}, {len(self.changes)} translated, {self.same} the same as before, "
            f"{self.empty} empty, {len(self.left_out)} left out"
        ]
        for why in Counter(one.why for one in self.left_out):
            mine = [one for one in self.left_out if one.why == why]
            told += [f"left out {len(mine)}: {why}", *(f"    line {one.line}: {one.about}" for one in mine)]
        return told


class Refused(ValueError):
    """Files that cannot be taken; `lines` say every reason."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


def bring_in(session: Session, path: Path, by: str, *, dry_run: bool = False) -> list[Plan]:
    """Import a file, or all files of a folder that end in .po; the caller commits. Return what became of each.

    A dry run gives the same report and writes nothing. Raise Refused if anything is wrong with any of them.
    """
    files = sorted(path.glob("*.po")) if path.is_dir() else [path]
    if not files:
        raise Refused([f"{path.name}: there is no file here that ends in .po."])
    plans, faults = list[Plan](), list[str]()
    for file in files:
        try:
            plans.append(plan(session, file.name, file.read_bytes()))
        except BadPo as bad:
            faults += [f"{file.name}, line {one.line}: {one.why}" for one in bad.faults]
    languages = Counter(one.language.tag for one in plans)
    faults += [f"Two files are in {tag}." for tag, number in languages.items() if number > 1]
    if faults:
        raise Refused(faults)
    changes = tuple(change for one in plans for change in one.changes)
    if changes and not dry_run:
        codes = {change.code for change in changes}
        apply(session, Batch(changes, Action.SAVE, codes.pop() if len(codes) == 1 else ""), by, "translated")
    return plans


def plan(session: Session, label: str, data: bytes) -> Plan:
    """Return what a file would do. Raise BadPo with every fault in it."""
    file = read(data)
    language = _language(file.headers.get("language", ""))
    codes = {entry.context.partition(" ")[0] for entry in file.entries}
    there = meant(file.entries, texts_of(session, language, codes))
    listings = _publications(session, codes)
    found, faults = Plan(label, language), list[Fault]()
    for entry, one in zip(file.entries, there, strict=True):
        if one.piece is None:
            faults += _unknown(found, entry, listings)
        else:
            faults += _taken(found, entry, one.piece, moved=one.moved)
    if faults:
        raise BadPo(faults)
    return found


def _language(tag: str) -> Language:
    parts = tag.replace("_", "-").split("-")
    cased = [parts[0].lower(), *(part.title() if len(part) == 4 else part.upper() for part in parts[1:])]
    language = by_tag("-".join(cased))
    if language is None:
        raise BadPo([Fault(1, f"The header must say one of our languages. It says “Language: {tag}”.")])
    return language


def _publications(session: Session, codes: set[str]) -> dict[str, Publication]:
    """Return which of these listings there are, by code."""
    found: dict[str, Publication] = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        for model in (Organisation, Service):
            rows = session.execute(sa.select(model.code, model.publication).where(model.code.in_(some)))
            found |= {code: publication for code, publication in rows}
    return found


def _unknown(found: Plan, entry: Entry, listings: dict[str, Publication]) -> list[Fault]:
    code, _, key = entry.context.partition(" ")
    publication = listings.get(code)
    if publication is None or not key:
        return [Fault(entry.line, f"We have no listing and text called “{entry.context}”.")]
    if entry.target.strip():
        why = WITHDRAWN if publication is Publication.WITHDRAWN else HIDDEN
        found.left_out.append(LeftOut(entry.line, entry.context, why))
    else:
        found.empty += 1
    return []


def _taken(found: Plan, entry: Entry, piece: Piece, *, moved: bool) -> list[Fault]:
    """Add what one entry would do to the plan; return what is wrong with it."""
    body = entry.target.strip()
    if not body:
        found.empty += 1
    elif body == piece.translation.strip() and (piece.state is State.CURRENT or entry.fuzzy):
        found.same += 1
    elif why := _why_not(entry, piece, moved=moved):
        found.left_out.append(LeftOut(entry.line, f"{piece.code}, {said_of(piece.field)}", why))
    elif wrong := flaws(piece.field, piece.source, body, piece.language):
        return [Fault(entry.line, _words(one)) for one in wrong]
    else:
        found.changes.append(
            Translate(piece.code, piece.key, piece.language, body, piece.revision, piece.translated)
        )
    return []


def _why_not(entry: Entry, piece: Piece, *, moved: bool) -> str:
    """Return why an entry is left out; "" if it is not."""
    if entry.fuzzy:
        return FUZZY
    if entry.source != piece.source:
        return CHANGED
    told = revisions_in(entry)
    # A tool may have dropped our notes, and what moved is counted anew: then we cannot know, and what stands stays.
    seen = told[1] if told and not moved else 0
    return FASTER if piece.state is State.CURRENT and seen != piece.translated else ""


def _words(one: Found) -> str:
    return f"{_FLAWS[one.flaw]}: {one.words}." if one.words else f"{_FLAWS[one.flaw]}."
