"""Compare candidates with what is here already, give them codes, and say what to change. Looks up, never writes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Publish, Save, SetStatus, Single
from app.directory.codes import new_codes
from app.directory.content import Content, ServiceContent
from app.directory.models import Organisation, PublicCode, Service
from app.directory.rules import Publication, Standing, Status
from app.exchange.records import Candidate, Problem
from app.exchange.report import Fate, Read, Row

T = TypeVar("T")
_HERE = Problem("", "It is here already and was left as it is.")
_GROUP_GONE = Problem("", "This group was withdrawn.")
_GONE = Problem("", "This listing was withdrawn.")
_SAVED = Problem("", "Saved as a draft.")
_NO_SERVICE = Problem("", "None of its services is listed, so it stays a draft.")
_OWNER_DRAFT = Problem("", "Its organisation is a draft here, so it stays a draft.")
_AT_ONCE = 500


@dataclass(slots=True)
class _Settled:
    """What is new and what is here, with codes. Candidates are named by key, listings that are here by code."""

    here: dict[uuid.UUID, tuple[str, Publication]]
    # Codes that the candidates name and that exist; of these, the codes of what was withdrawn.
    known: set[str]
    gone: set[str]
    organisations: list[Candidate] = field(default_factory=list)
    services: list[Candidate] = field(default_factory=list)
    codes: dict[uuid.UUID, str] = field(default_factory=dict)


def changes_for(session: Session, found: Read, publish_unchecked: bool) -> list[Single]:
    """Return the changes that bring in what is new, and add every candidate to the report."""
    settled = _sort_out(session, found)
    _drop_impossible(settled, found)
    _give_codes(session, settled, found)
    publishable = _publishable(settled, found) if publish_unchecked else set()
    changes: list[Single] = []
    for candidate in (*settled.organisations, *settled.services):
        code = settled.codes[candidate.uuid]
        changes.append(Save(code, _named(candidate, found), candidate.uuid))
        _report(candidate, code, candidate.uuid in publishable, publish_unchecked, found)
    for candidate in (*settled.organisations, *settled.services):
        changes += _states(candidate, settled.codes[candidate.uuid], candidate.uuid in publishable, found)
    return changes


def _sort_out(session: Session, found: Read) -> _Settled:
    """Part what is new from what is here, which is reported and left alone."""
    organisations, services = list(found.organisations.values()), found.services
    settled = _Settled(
        _by_uuid(session, Organisation, [c.uuid for c in organisations]), *_named_codes(session, found)
    )
    here = _by_uuid(session, Service, [c.uuid for c in services])
    for candidate in organisations:
        if not _is_here(candidate, settled.here, found, found.report.organisations):
            settled.organisations.append(candidate)
    withdrawn = {c.key for c in organisations if _is_gone(c, settled.here)}
    for candidate in services:
        if _owner(candidate) in withdrawn:
            _tell_refused(candidate, _GROUP_GONE, found)
        elif not _is_here(candidate, here, found, found.report.services):
            settled.services.append(candidate)
    return settled


def _named_codes(session: Session, found: Read) -> tuple[set[str], set[str]]:
    """Return the codes that candidates name and that exist here, and those of them that were withdrawn."""
    everyone = (*found.organisations.values(), *found.services)
    mentioned = {name for c in everyone for name in (c.wanted_code, c.successor, *_through(c))} - {""}
    known: set[str] = set()
    gone: set[str] = set()
    for some in _chunks(sorted(mentioned)):
        known |= set(session.scalars(sa.select(PublicCode.code).where(PublicCode.code.in_(some))))
        for model in (Organisation, Service):
            withdrawn = (model.code.in_(some), model.publication == Publication.WITHDRAWN)
            gone |= set(session.scalars(sa.select(model.code).where(*withdrawn)))
    return known, gone


def _is_here(
    candidate: Candidate, here: dict[uuid.UUID, tuple[str, Publication]], found: Read, codes: dict[str, str]
) -> bool:
    """Say whether a candidate is here already, and report it; what was withdrawn is refused and cannot be named."""
    if candidate.uuid not in here:
        return False
    if _is_gone(candidate, here):
        _tell_refused(
            candidate, _GONE if isinstance(candidate.content, ServiceContent) else _GROUP_GONE, found
        )
        return True
    code = here[candidate.uuid][0]
    codes[candidate.key] = code
    found.report.add(Row(candidate.kind, candidate.where, candidate.name, Fate.DUPLICATE, (_HERE,), code))
    return True


def _is_gone(candidate: Candidate, here: dict[uuid.UUID, tuple[str, Publication]]) -> bool:
    return candidate.uuid in here and here[candidate.uuid][1] is Publication.WITHDRAWN


def _by_uuid(
    session: Session, model: type[Organisation | Service], uuids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[str, Publication]]:
    rows: dict[uuid.UUID, tuple[str, Publication]] = {}
    for some in _chunks(uuids):
        chosen = sa.select(model.uuid, model.code, model.publication).where(model.uuid.in_(some))
        rows |= {each: (code, publication) for each, code, publication in session.execute(chosen)}
    return rows


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


def _owner(candidate: Candidate) -> str:
    return candidate.content.organisation if isinstance(candidate.content, ServiceContent) else ""


def _through(candidate: Candidate) -> list[str]:
    ways = candidate.content.ways if isinstance(candidate.content, ServiceContent) else ()
    return [way.through for way in ways if way.through]


def _drop_impossible(settled: _Settled, found: Read) -> None:
    """Refuse candidates that want a taken code or point at nothing; again, while others pointed at those."""
    taken: set[str] = set(settled.known)
    for group in (settled.organisations, settled.services):
        _refuse_some(group, lambda candidate: _taken(candidate, taken), found)
    while _drop_dangling(settled, found):
        pass


def _taken(candidate: Candidate, taken: set[str]) -> Problem | None:
    """Say that a code is taken; from now on this one is."""
    code = candidate.wanted_code
    problem = Problem(f"{candidate.kind}_code", f"The code {code} is taken.") if code in taken else None
    taken.update({code} - {""})
    return problem


def _drop_dangling(settled: _Settled, found: Read) -> bool:
    """Refuse candidates that point at nothing; say whether there were any. Many: what is there is gathered once."""
    targets = _targets(settled, found)
    dropped = _refuse_some(
        settled.organisations, lambda candidate: _dangling(candidate, targets, frozenset()), found
    )
    groups = {name for c in settled.organisations for name in (c.key, c.wanted_code)}
    groups |= found.report.organisations.keys() | (settled.known - settled.gone)
    return _refuse_some(settled.services, lambda c: _dangling(c, targets, groups), found) or dropped


def _refuse_some(group: list[Candidate], why: Callable[[Candidate], Problem | None], found: Read) -> bool:
    """Take out of a group whom `why` has a problem with, and report them; say whether there were any."""
    kept: list[Candidate] = []
    for candidate in group:
        if problem := why(candidate):
            _tell_refused(candidate, problem, found)
        else:
            kept.append(candidate)
    some = len(kept) < len(group)
    group[:] = kept
    return some


def _targets(settled: _Settled, found: Read) -> set[str]:
    """Return every code and key that something may point at."""
    new = [name for c in (*settled.organisations, *settled.services) for name in (c.wanted_code, c.key)]
    return (settled.known - settled.gone).union(new, found.report.organisations, found.report.services) - {""}


def _dangling(candidate: Candidate, targets: Set[str], groups: Set[str]) -> Problem | None:
    """Say what a candidate points at that is not there. `groups` are the organisations; for services only."""
    if candidate.successor and candidate.successor not in targets:
        return Problem("successor", f"There is no listing {candidate.successor}.")
    for name in _through(candidate):
        if name not in groups:
            return Problem("reach", f"There is no organisation {name} to reach it through.")
    if isinstance(candidate.content, ServiceContent) and _owner(candidate) not in groups:
        return Problem("organisation", "Its organisation was refused.")
    return None


def _tell_refused(candidate: Candidate, problem: Problem, found: Read) -> None:
    found.report.add(Row(candidate.kind, candidate.where, candidate.name, Fate.REFUSED, (problem,)))


def _give_codes(session: Session, settled: _Settled, found: Read) -> None:
    wanted = {c.wanted_code for c in (*settled.organisations, *settled.services)} - {""}
    without = [c for c in (*settled.organisations, *settled.services) if not c.wanted_code]
    drawn = [code for code in new_codes(session, len(without) + len(wanted)) if code not in wanted]
    for candidate in (*settled.organisations, *settled.services):
        code = candidate.wanted_code or drawn.pop()
        settled.codes[candidate.uuid] = code
        codes = (
            found.report.services
            if isinstance(candidate.content, ServiceContent)
            else found.report.organisations
        )
        codes[candidate.key] = code


def _publishable(settled: _Settled, found: Read) -> set[uuid.UUID]:
    """Return what may be listed as unchecked: services fit for it, and organisations that have one such."""
    drafts = {
        found.report.organisations[c.key] for c in found.organisations.values() if _is_draft_here(c, settled)
    }
    services = {
        c.uuid: found.report.organisations[c.content.organisation]
        for c in settled.services
        if isinstance(c.content, ServiceContent) and not c.stays_draft
    }
    fit = {each for each, owner in services.items() if owner not in drafts}
    owners = set(services.values())
    return fit | {
        c.uuid for c in settled.organisations if settled.codes[c.uuid] in owners and not c.stays_draft
    }


def _is_draft_here(candidate: Candidate, settled: _Settled) -> bool:
    return candidate.uuid in settled.here and settled.here[candidate.uuid][1] is Publication.DRAFT


def _named(candidate: Candidate, found: Read) -> Content:
    """Return the content with codes where the source had its own keys."""
    content = candidate.content
    if not isinstance(content, ServiceContent):
        return content
    codes = found.report.organisations
    ways = tuple(replace(way, through=codes.get(way.through, way.through)) for way in content.ways)
    return replace(content, organisation=codes[content.organisation], ways=ways)


def _report(candidate: Candidate, code: str, published: bool, asked: bool, found: Read) -> None:
    """Say whether a new candidate is listed or a draft, and why."""
    reason = Problem("", candidate.stays_draft) if candidate.stays_draft else _SAVED
    if asked and not candidate.stays_draft:
        reason = _OWNER_DRAFT if isinstance(candidate.content, ServiceContent) else _NO_SERVICE
    fate, why = (Fate.IMPORTED, ()) if published else (Fate.DRAFT, (reason,))
    found.report.add(Row(candidate.kind, candidate.where, candidate.name, fate, why, code))


def _states(candidate: Candidate, code: str, publish: bool, found: Read) -> Iterator[Single]:
    if publish:
        yield Publish(code, Standing.UNCHECKED)
    if candidate.status is not Status.OPEN or candidate.successor:
        yield SetStatus(code, candidate.status, _code_of(candidate.successor, found) or None)


def _code_of(name: str, found: Read) -> str:
    """Return the code that a key of the source stands for; a code stands for itself."""
    return found.report.organisations.get(name) or found.report.services.get(name) or name
