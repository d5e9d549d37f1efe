"""What an import never lists by itself: police, immigration enforcement, prosecution, centres against abortion.

Pure functions over data/mapping.csv. A veto only keeps a listing a draft: a moderator may look and list it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.directory.content import ServiceContent
from app.exchange.mapping import Entry, Veto, entry_of, folded, table
from app.exchange.report import Read

POLICE = "It works with police or immigration: a moderator must look."
POLICE_GROUP = "Its organisation works with police or immigration: a moderator must look."


@dataclass(frozen=True, slots=True)
class Held:
    """Why something stays a draft ('' if it need not), and whether its whole organisation does."""

    why: str = ""
    whole_group: bool = False


def held_by_terms(terms: Iterable[str]) -> Held:
    """Return what the taxonomy terms of a service veto. One veto outweighs every term that means a need."""
    return _weightiest(entry_of(term) for term in terms)


def held_by_name(name: str) -> Held:
    """Return what the words in a name veto."""
    words = folded(name)
    return _weightiest(table().names[found] for found in _names().findall(words))


@cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(table().names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _weightiest(entries: Iterable[Entry]) -> Held:
    found = Held()
    for entry in entries:
        if entry.veto is Veto.POLICE:
            return Held(POLICE, True)
        if entry.veto is Veto.NEVER and not found.why:
            found = Held(f"{entry.note[:1].upper()}{entry.note[1:]}: a moderator must look.")
    return found


def keep_back(found: Read, groups: set[str]) -> None:
    """Keep as drafts what its name vetoes and every service of the organisations in `groups` (by key).

    The name of an organisation speaks for all its services, that of a service for itself.
    """
    whole: dict[str, str] = dict.fromkeys(groups, POLICE_GROUP)
    for key, organisation in found.organisations.items():
        named = held_by_name(organisation.name)
        if key in groups or named.why:
            organisation.stays_draft = POLICE if key in groups else named.why
            whole.setdefault(key, POLICE_GROUP if named.whole_group else named.why)
    for service in found.services:
        owner = service.content.organisation if isinstance(service.content, ServiceContent) else ""
        service.stays_draft = whole.get(owner) or held_by_name(service.name).why or service.stays_draft
