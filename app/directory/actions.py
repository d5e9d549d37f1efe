"""The one way for change: `apply` is the only thing that writes a listing.

In one transaction it changes the rows, keeps what was there before as a version, erases from all versions what
may not come back, and writes the decision. It takes a session and plain values and never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.directory import counting, forgetting, founding, storing, touching, translated
from app.directory.changes import (
    Batch,
    Change,
    Publish,
    Save,
    SetDoubt,
    SetStatus,
    Single,
    Translate,
    Withdraw,
)
from app.directory.content import Content, OrganisationContent, ServiceContent
from app.directory.deciding import decide
from app.directory.indexing import follow
from app.directory.listable import check_listable
from app.directory.models import Decision, Edition, Organisation, Service, Version
from app.directory.ranking import rerank
from app.directory.reading import Row, contents
from app.directory.rules import (
    Conflict,
    NotAllowed,
    Publication,
    Standing,
    Status,
    UnknownCode,
    check_place,
    may_move,
)


@dataclass(slots=True)
class _Work:
    """What one call of `apply` has in hand."""

    session: Session
    decision: Decision
    rows: dict[str, Row]
    # What the listings said that are saved over, or shown without being saved.
    said: dict[str, Content] = field(default_factory=dict)
    saved: dict[str, Content] = field(default_factory=dict)
    # Services whose place in the lists must be reckoned again, and organisations whose services must be.
    rerank: set[str] = field(default_factory=set)
    withdrawn: list[Service] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)  # a version of them: one is enough for many texts
    made: dict[str, Row] = field(default_factory=dict)
    # Organisations made by this change none of whose services can be listed yet.
    bare: set[int] = field(default_factory=set)


def apply(session: Session, change: Change, by: str, reason: str, today: date | None = None) -> Decision:
    """Make `change` to the listings and return the decision written for it.

    `by` is a moderator's handle (or the name of a command), `reason` a slug from the fixed lists. Raise a
    ListingError, having written nothing that the caller may commit, if the change may not be made.
    """
    changes: Sequence[Single] = change.changes if isinstance(change, Batch) else (change,)
    edition = session.scalars(sa.select(Edition).with_for_update()).one()
    codes = {c.code for c in changes}
    before, counts = touching.footprint(session, codes), counting.part(session, edition, codes)
    decision = decide(session, change, by, reason, today or date.today())
    work = _Work(session, decision, storing.load(session, codes | storing.owners_named(changes)))
    here = set(work.rows)
    work.said = _said(work, changes)
    _save_all(work, [c for c in changes if isinstance(c, Save)])
    for one in changes:
        match one:
            case Publish():
                _publish(work, one)
            case SetStatus():
                _set_status(work, one)
            case SetDoubt():
                _set_doubt(work, one)
            case Withdraw():
                _withdraw(work, one)
            case Translate():
                _translate(work, one)
    _keep_the_pledge(work)
    founding.settle(session, work.made.values())
    follow(session, [*rerank(session, [work.rows[code] for code in work.rerank]), *work.withdrawn])
    edition.generation += 1
    menus = counting.recount(session, edition, codes, counts)
    session.flush()
    touching.write(session, edition.generation, codes, before, here, menus=menus)
    return decision


def hold(session: Session, what: str) -> None:
    """Say that this database holds 'demonstration' or 'real' content; raise NotAllowed if it holds the other."""
    edition = session.scalars(sa.select(Edition).with_for_update()).one()
    if edition.holds and edition.holds != what:
        raise NotAllowed(f"It holds {edition.holds} content. Demonstration and real data do not mix.")
    if edition.holds != what:
        edition.holds = what
        # Every page says so; the change that brings the content makes the next generation.
        touching.write_everything(session, edition.generation + 1)


def _said(work: _Work, changes: Sequence[Single]) -> dict[str, Content]:
    """Read, once for all of them, what listings say that are changed or shown."""
    wanted = {one.code for one in changes if isinstance(one, (Save, Translate)) or _vouches(one)}
    return contents(work.session, [work.rows[code] for code in sorted(wanted & work.rows.keys())])


def _vouches(change: Single) -> bool:
    return isinstance(change, Publish) and change.standing is Standing.CHECKED


def _row(work: _Work, code: str) -> Row:
    if (row := work.rows.get(code)) is None:
        work.rows |= storing.load(work.session, {code})
        row = work.rows.get(code)
    if row is None:
        raise UnknownCode(f"No listing has the code {code!r}.")
    return row


def _organisation_of(work: _Work, content: ServiceContent) -> Organisation:
    row = _row(work, content.organisation)
    if not isinstance(row, Organisation):
        raise UnknownCode(f"{content.organisation!r} is not the code of an organisation.")
    return row


def _save_all(work: _Work, saves: Sequence[Save]) -> None:
    """Save organisations first, so that a service can name one saved with it."""
    pending = storing.Pending()
    for kind in (OrganisationContent, ServiceContent):
        some = [save for save in saves if isinstance(save.content, kind)]
        new = [save for save in some if save.code not in work.rows]
        old = [save for save in some if save.code in work.rows]
        _keep_versions(work, old)
        pending.replace(work.session, [work.rows[save.code] for save in old])
        _create(work, new)
        for save in some:
            _store(work, save, pending)
    pending.write(work.session)


def _create(work: _Work, saves: Sequence[Save]) -> None:
    owners = {
        save.code: _organisation_of(work, save.content).id
        for save in saves
        if isinstance(save.content, ServiceContent)
    }
    made = founding.create(work.session, saves, owners)
    work.rows |= made
    work.made |= made
    work.bare |= {row.id for row in made.values() if isinstance(row, Organisation)}


def _store(work: _Work, save: Save, pending: storing.Pending) -> None:
    row = work.rows[save.code]
    work.saved[save.code] = save.content
    work.rerank.add(save.code)
    if isinstance(save.content, OrganisationContent) and isinstance(row, Organisation):
        storing.store_organisation(work.session, row, save.content, pending)
    elif isinstance(save.content, ServiceContent) and isinstance(row, Service):
        for place in save.content.places:
            check_place(place)
        if row.code not in work.made:
            row.organisation_id = _organisation_of(work, save.content).id
            work.bare.discard(row.organisation_id)
        storing.store_service(work.session, row, save.content, pending)
    else:
        raise NotAllowed(f"{save.code!r} is not a listing of that kind.")


def _keep_versions(work: _Work, saves: Sequence[Save]) -> None:
    for save in saves:
        row = work.rows[save.code]
        if row.publication is Publication.WITHDRAWN:
            raise NotAllowed("A withdrawn listing stays withdrawn.")
        if save.expected is not None and save.expected != row.revision:
            raise Conflict("This listing changed while you were looking at it.")
        _keep_as_it_is(work, row)
    work.session.flush()
    forgetting.forget(work.session, [(save.code, work.said[save.code], save.content) for save in saves])


def _keep_as_it_is(work: _Work, row: Row, once_a_day: bool = False) -> None:
    forgetting.keep_version(work.session, row, work.said[row.code], work.decision, once_a_day)
    # A listing has a new revision even if only its parts changed.
    flag_modified(row, "language")
    work.kept.add(row.code)


def _translate(work: _Work, change: Translate) -> None:
    row = _row(work, change.code)
    if (found := translated.beside(work.session, row, change)) is None:
        return
    if row.code not in work.kept:
        _keep_as_it_is(work, row, once_a_day=True)
    translated.write(work.session, found, change)
    work.rerank.add(row.code)


def _publish(work: _Work, change: Publish) -> None:
    row = _row(work, change.code)
    if not may_move(row.publication, change.publication):
        raise NotAllowed(f"A listing that is {row.publication} cannot become {change.publication}.")
    if change.publication is Publication.LISTED and isinstance(row, Service):
        check_listable(
            work.session, row, change.standing, work.saved.get(row.code) or work.said.get(row.code)
        )
    _become(work, row, publication=change.publication, standing=change.standing, checked_on=change.checked_on)
    work.rerank.add(row.code)
    if isinstance(row, Service):
        work.bare.discard(row.organisation_id)
    elif row.id not in work.bare:
        _follow_owner(work, row)


def _become(work: _Work, row: Row, **state: object) -> None:
    if row.code in work.made:
        founding.become(row, **state)
        return
    for name, value in state.items():
        setattr(row, name, value)


def _follow_owner(work: _Work, owner: Organisation) -> None:
    """Let services go no further than their organisation: to draft with it, and to unchecked."""
    mine = sa.select(Service).where(
        Service.organisation_id == owner.id, Service.publication == Publication.LISTED
    )
    # The table does not know yet what became of those that this change made.
    made = (one for one in work.made.values() if isinstance(one, Service) and one.organisation_id == owner.id)
    for service in [
        *work.session.scalars(mine),
        *(one for one in made if one.publication is Publication.LISTED),
    ]:
        if owner.publication is Publication.DRAFT:
            _become(work, service, publication=Publication.DRAFT)
        elif owner.standing is Standing.UNCHECKED:
            _become(work, service, standing=Standing.UNCHECKED, checked_on=None)


def _keep_the_pledge(work: _Work) -> None:
    """Raise if something saved just now may not be listed as it is: draft it first, or in the same batch."""
    for code in work.saved:
        row = work.rows[code]
        if isinstance(row, Service) and row.publication is Publication.LISTED:
            check_listable(work.session, row, row.standing, work.saved[code])


def _set_status(work: _Work, change: SetStatus) -> None:
    row = _row(work, change.code)
    if row.publication is Publication.WITHDRAWN:
        raise NotAllowed("A withdrawn listing stays withdrawn.")
    if change.successor and change.status not in (Status.MOVED, Status.CLOSED):
        raise NotAllowed("Only a closed or moved listing has a successor.")
    if change.successor:
        _row(work, change.successor)
    _become(work, row, status=change.status, successor=change.successor)
    work.rerank.add(row.code)


def _set_doubt(work: _Work, change: SetDoubt) -> None:
    """Nothing else clears a doubt: what people told us must be looked at, not saved over."""
    row = _row(work, change.code)
    if not isinstance(row, Service):
        raise NotAllowed("Only a service can be doubted.")
    if row.publication is Publication.WITHDRAWN:
        raise NotAllowed("A withdrawn listing stays withdrawn.")
    row.doubted_on = work.decision.day.replace(day=1) if change.doubted else None


def _withdraw(work: _Work, change: Withdraw) -> None:
    row = _row(work, change.code)
    if not may_move(row.publication, Publication.WITHDRAWN):
        raise NotAllowed("It is withdrawn already.")
    rows: list[Row] = [row]
    if isinstance(row, Organisation):
        rows += work.session.scalars(sa.select(Service).where(Service.organisation_id == row.id))
    work.withdrawn += [each for each in rows if isinstance(each, Service)]
    forgetting.erase(work.session, rows)
    for each in rows:
        work.session.execute(sa.delete(Version).where(Version.code == each.code))
        # The UUID stays, so that an import cannot bring back what a group took away.
        each.publication = Publication.WITHDRAWN
