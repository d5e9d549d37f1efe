"""Bring the listings of a source in: read, compare with what is here, write one batch with one decision.

`directory.actions.apply` writes; nothing here touches a table but to look up what is there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from app.directory.actions import apply, hold
from app.directory.changes import Batch
from app.directory.content import ServiceContent
from app.directory.rules import ListingKind
from app.exchange.detect import open_source, read_source
from app.exchange.do_not_list import Refuses, leave_out, nobody
from app.exchange.records import (
    Candidate,
    Problem,
    Refused,
    Source,
    SourceOrganisation,
    SourceService,
    Where,
)
from app.exchange.report import Fate, Read, Report, Row
from app.exchange.settling import changes_for
from app.exchange.shaping import Manner, organisation_of, own_uuid, service_of
from app.exchange.vetoes import held_by_terms, keep_back

Tell = Callable[[int], None]
_CHECKED = frozenset({"moderator_checked", "outreach_checked"})


def _quiet(_count: int) -> None:
    """Tell nobody how far it is."""


def read(path: Path, manner: Manner | None = None, tell: Tell = _quiet) -> Read:
    """Read a file, folder or zip without a database. Raise BadFile if it cannot be read as a whole."""
    with closing(open_source(path)) as package:
        form, source = read_source(package)
        found = Read(Report(package.label, form, notes=list(source.notes)))
        _take_all(source, manner or Manner(), found, tell)
        if unread := package.unread():
            found.report.notes.append(f"Files that nobody reads: {', '.join(unread)}.")
    return found


def _take_all(source: Source, manner: Manner, found: Read, tell: Tell) -> None:
    owners: dict[str, SourceOrganisation] = {}
    seen: dict[uuid.UUID, Where] = {}
    for organisation in source.organisations:
        if isinstance(organisation, SourceOrganisation):
            owners.setdefault(organisation.key, organisation)
        made = (
            organisation_of(organisation, manner)
            if isinstance(organisation, SourceOrganisation)
            else organisation
        )
        if candidate := _once(made, seen, found.report):
            found.organisations.setdefault(candidate.key, candidate)
    seen.clear()
    watched: set[str] = set()
    for count, service in enumerate(source.services, start=1):
        tell(count)
        # A service that is refused or given twice still tells whom its organisation works with.
        if isinstance(service, SourceService) and held_by_terms(service.terms).whole_group:
            watched.add(service.organisation)
        made = _of_owner(service, owners, manner) if isinstance(service, SourceService) else service
        if candidate := _once(_with_owner(made, found), seen, found.report):
            found.services.append(candidate)
    keep_back(found, watched)


def _of_owner(
    service: SourceService, owners: dict[str, SourceOrganisation], manner: Manner
) -> Candidate | Refused:
    owner = owners.get(service.organisation)
    if owner is not None:
        return service_of(service, owner, manner)
    problem = Problem("organization", "Its organisation is not in the file, or was refused.")
    return Refused(ListingKind.SERVICE, service.where, service.name, (problem,), service.key)


def _with_owner(made: Candidate | Refused, found: Read) -> Candidate | Refused:
    """Refuse a service whose organisation was refused."""
    if isinstance(made, Candidate) and isinstance(made.content, ServiceContent):
        if made.content.organisation in found.organisations:
            return made
        problem = Problem("organisation", "Its organisation was refused.")
        return Refused(made.kind, made.where, made.name, (problem,), made.key)
    return made


def _once(made: Candidate | Refused, seen: dict[uuid.UUID, Where], report: Report) -> Candidate | None:
    """Return a candidate that is new in this file; report what is refused or was in the file before."""
    if isinstance(made, Refused):
        report.add(Row(made.kind, made.where, made.name, Fate.REFUSED, made.problems))
        # A worse account of it elsewhere in the source does not bring in what is wrong here.
        if own := own_uuid(made.key):
            seen.setdefault(own, made.where)
        return None
    first = seen.setdefault(made.uuid, made.where)
    if first is not made.where:
        problem = Problem("", f"It is the same as {first}.")
        report.add(Row(made.kind, made.where, made.name, Fate.DUPLICATE, (problem,)))
        return None
    return made


def say_nobody_checked(found: Read) -> None:
    """Turn "we checked" of a file into "they say": what is listed as unchecked cannot say that anyone here looked."""
    turned = 0
    for service in found.services:
        if not isinstance(service.content, ServiceContent):
            continue
        turned += sum(answer.source_kind in _CHECKED for answer in service.content.facts)
        facts = tuple(
            replace(answer, source_kind="organisation_said") if answer.source_kind in _CHECKED else answer
            for answer in service.content.facts
        )
        service.content = replace(service.content, facts=facts)
    if turned:
        found.report.notes.append(
            f"{turned} answers said that someone checked them. Nobody here did: they are “they say” now."
        )


def run(  # noqa: PLR0913 - each is a choice of the operator
    session: Session,
    path: Path,
    *,
    manner: Manner | None = None,
    publish_unchecked: bool = False,
    dry_run: bool = False,
    by: str = "import",
    reason: str = "imported",
    holds: str = "real",
    refuses: Refuses = nobody,
    tell: Tell = _quiet,
) -> Report:
    """Import a source and return what became of each record; the caller commits.

    A dry run gives the same report and writes nothing. Raise BadFile if the source cannot be read, NotAllowed if
    the database holds the other kind of content (`holds`: real or demonstration). `refuses` says who asked not
    to be listed.
    """
    found = read(path, manner, tell)
    leave_out(found, refuses)
    point = session.begin_nested()
    hold(session, holds)
    if publish_unchecked:
        say_nobody_checked(found)
    changes = changes_for(session, found, publish_unchecked)
    if dry_run or not changes:
        point.rollback()
    else:
        apply(session, Batch(tuple(changes)), by, reason)
        point.commit()
    found.report.rows.sort(key=lambda row: (row.kind is ListingKind.SERVICE, row.where.file, row.where.line))
    return found.report
