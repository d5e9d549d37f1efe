"""A kit gathered for paper: each service in one language or in two, side by side, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.directory.phrases import labelled
from app.directory.wording import month
from app.languages import Language, current, speaking
from app.languages import gettext as _
from app.sharing import queries
from app.sharing.lines import Line, Told
from app.sharing.rules import Kit
from app.sharing.telling import is_told, tell


@dataclass(frozen=True, slots=True)
class Side:
    """What paper says in one language beside the services themselves."""

    language: Language
    heading: str
    printed: str
    again: str
    code: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A kit on paper: its sides, and for each service its telling on each side."""

    sides: tuple[Side, ...]
    services: tuple[tuple[Told, ...], ...]
    # Codes that lead to nothing any more, or never did.
    missing: tuple[str, ...]


def spread(session: Session, kit: Kit, languages: Sequence[Language], now: datetime) -> Spread:
    """Gather the services of a kit in these languages: five SELECTs for any number."""
    pages = queries.services(session, kit.codes, [one.tag for one in languages], now)
    told: list[dict[str, Told]] = []
    sides = []
    for one in languages:
        with speaking(one):
            told.append({code: tell(page) for code, page in pages[one.tag].items() if is_told(page)})
            sides.append(_side(now))
    listed = [code for code in kit.codes if code in told[0]]
    return Spread(
        tuple(sides),
        tuple(tuple(side[code] for side in told) for code in listed),
        tuple(code for code in kit.codes if code not in told[0]),
    )


def _side(now: datetime) -> Side:
    # A month and no more: the same bytes for everyone all month, and paper that says little about a night.
    printed = labelled(_("Printed"), month(now.date()))
    return Side(current(), _("Addresses and numbers"), printed, _("Check again here"), _("Code"))


def rows(service: tuple[Told, ...]) -> list[list[tuple[Line | None, ...]]]:
    """Return the lines of one service in sections, each line beside the same line in the other language."""
    sections = []
    for lines in zip(*(told.sections for told in service), strict=True):
        others = [{line.slot: line for line in side} for side in lines]
        sections.append([tuple(side.get(line.slot) for side in others) for line in lines[0]])
    return [section for section in sections if section]
