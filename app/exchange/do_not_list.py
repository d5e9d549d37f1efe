"""Leave out of an import whoever asked not to be listed. The question is put through a port: nothing is stored here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from app.directory.content import ServiceContent
from app.exchange.records import Candidate, Problem
from app.exchange.report import Fate, Read, Row

# Says whether a group with one of these names, or one of these contacts, asked not to be listed.
Refuses = Callable[[tuple[str, ...], tuple[str, ...]], bool]
ASKED = Problem("", "It asked not to be listed.")


def nobody(_names: tuple[str, ...], _contacts: tuple[str, ...]) -> bool:
    """Say that nobody asked."""
    return False


def leave_out(found: Read, refuses: Refuses) -> None:
    """Refuse every candidate that asked not to be listed, with its group or all its services.

    A group goes by its own name and website, or when all of its services go; then its other services go too.
    """
    gone = {each.uuid for each in found.services if refuses(_names(each), _contacts(each))}
    services: dict[str, set[UUID]] = defaultdict(set)
    for each in found.services:
        services[_owner(each)].add(each.uuid)
    for key, group in list(found.organisations.items()):
        if refuses(_names(group), _contacts(group)) or (services[key] and services[key] <= gone):
            gone |= services[key]
            _tell(found.organisations.pop(key), found)
    for each in found.services:
        if each.uuid in gone:
            _tell(each, found)
    found.services = [each for each in found.services if each.uuid not in gone]


def _tell(candidate: Candidate, found: Read) -> None:
    found.report.add(Row(candidate.kind, candidate.where, candidate.name, Fate.REFUSED, (ASKED,)))


def _owner(candidate: Candidate) -> str:
    return candidate.content.organisation if isinstance(candidate.content, ServiceContent) else ""


def _names(candidate: Candidate) -> tuple[str, ...]:
    written = (text.body for text in candidate.content.prose if text.field == "name")
    return tuple(dict.fromkeys((candidate.name, *written)))


def _contacts(candidate: Candidate) -> tuple[str, ...]:
    content = candidate.content
    ways = content.ways if isinstance(content, ServiceContent) else ()
    return tuple(dict.fromkeys(filter(None, (content.website, *(way.value for way in ways)))))
