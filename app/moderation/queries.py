"""Reads of the desk. Every page takes a constant number of SELECTs, whatever the number of listings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.directory import gathering
from app.directory.models import Decision, Organisation, Service
from app.directory.parts import Texts
from app.directory.rules import ListingKind, Owner, Publication, Standing, Status
from app.directory.shown import OrganisationPage, ServicePage, Text
from app.moderation.models import Credential, Invitation, Moderator
from app.moderation.rules import NotKnown, fingerprint

PER_PAGE = 50
_MOST_SERVICES = 100
_MOST_DECISIONS = 50
# The ways to narrow the list, in the order of the page; "" is all that is not withdrawn.
STATES = ("", "draft", "unchecked", "checked", "paused")
_OWNERS = {ListingKind.SERVICE: Owner.SERVICE, ListingKind.ORGANISATION: Owner.ORGANISATION}


def by_handle(session: Session, handle: str) -> Moderator:
    """Return a moderator who was not removed. Raise NotKnown."""
    query = sa.select(Moderator).where(Moderator.handle == handle, Moderator.disabled.is_(False))
    if (who := session.scalars(query).first()) is None:
        raise NotKnown(f"No moderator has the handle {handle!r}.")
    return who


def moderators(session: Session) -> Sequence[tuple[Moderator, int]]:
    """Return every handle ever given with its number of passkeys."""
    keys = sa.func.count(Credential.key)
    query = sa.select(Moderator, keys).outerjoin(Credential, Credential.moderator_id == Moderator.id)
    return [
        (who, number)
        for who, number in session.execute(query.group_by(Moderator.id).order_by(Moderator.handle))
    ]


def handles(session: Session) -> set[str]:
    """Return every handle that may come in today."""
    return set(session.scalars(sa.select(Moderator.handle).where(Moderator.disabled.is_(False))))


def invited(session: Session, secret: str, hour: int) -> Moderator | None:
    """Return who an invitation is for, or None if it is wrong, too old or used."""
    return session.scalars(
        sa.select(Moderator)
        .join(Invitation, Invitation.moderator_id == Moderator.id)
        .where(Invitation.hash == fingerprint(secret), Invitation.ends > hour, Moderator.disabled.is_(False))
    ).first()


def state_of(session: Session, code: str) -> tuple[Publication, Status, int] | None:
    """Return publication, status and revision of a listing, or None."""
    for model in (Service, Organisation):
        query = sa.select(model.publication, model.status, model.revision).where(model.code == code)
        if (found := session.execute(query).first()) is not None:
            return found[0], found[1], found[2]
    return None


def last_decision(session: Session, code: str) -> int:
    """Return the number of the newest decision about a listing alone, 0 if there is none."""
    newest = sa.select(sa.func.max(Decision.sequence)).where(Decision.code == code)
    return session.scalars(newest).one() or 0


@dataclass(frozen=True, slots=True)
class Line:
    """One listing in the list: its states, its name, and the day of its last decision of its own."""

    code: str
    kind: ListingKind
    publication: Publication
    standing: Standing
    status: Status
    name: Text
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of the list."""

    lines: tuple[Line, ...]
    total: int
    page: int

    def pages(self) -> int:
        """Return how many pages there are, at least 1."""
        return max(1, -(-self.total // PER_PAGE))


def _narrowed(model: type[Service | Organisation], state: str) -> list[sa.ColumnElement[bool]]:
    listed = model.publication == Publication.LISTED
    return {
        "": [model.publication != Publication.WITHDRAWN],
        "draft": [model.publication == Publication.DRAFT],
        "unchecked": [listed, model.standing == Standing.UNCHECKED],
        "checked": [listed, model.standing == Standing.CHECKED],
        "paused": [listed, model.status == Status.PAUSED],
    }[state]


def _all(state: str) -> sa.Subquery:
    """Return services and organisations with the sequence and day of their last decision."""
    last = (
        sa.select(
            Decision.code,
            sa.func.max(Decision.sequence).label("last"),
            sa.func.max(Decision.day).label("day"),
        )
        .where(Decision.code != "")
        .group_by(Decision.code)
        .subquery()
    )
    parts = [
        sa.select(
            sa.literal(kind.value).label("kind"),
            model.id,
            model.code,
            model.publication,
            model.standing,
            model.status,
            last.c.last,
            last.c.day,
        )
        .outerjoin(last, last.c.code == model.code)
        .where(*_narrowed(model, state))
        for kind, model in ((ListingKind.SERVICE, Service), (ListingKind.ORGANISATION, Organisation))
    ]
    return sa.union_all(*parts).subquery()


def listings(session: Session, state: str, page: int, reader: str) -> Lines:
    """Return one page of listings, the newest decision first: three SELECTs."""
    rows = _all(state)
    total = session.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one()
    query = sa.select(rows).order_by(rows.c.last.desc().nulls_last(), rows.c.code)
    found = session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    keys = [(_OWNERS[ListingKind(row.kind)], row.id) for row in found]
    texts = Texts(session, keys, reader, ("name",))
    lines = tuple(_line(row, texts) for row in found)
    return Lines(lines, total, page)


def _line(row: Any, texts: Texts) -> Line:
    kind = ListingKind(row.kind)
    name = texts.get(_OWNERS[kind], row.id, "name")
    return Line(row.code, kind, row.publication, row.standing, row.status, name, row.day)


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything the page of one listing shows: one of `service` and `organisation` is there."""

    code: str
    publication: Publication
    standing: Standing
    status: Status
    revision: int
    decisions: Sequence[Decision]
    service: ServicePage | None = None
    organisation: OrganisationPage | None = None


def listing(session: Session, code: str, reader: str, today: date) -> Listing | None:
    """Return a listing in any state, as its public page would show it, or None: at most seven SELECTs."""
    successor = aliased(Service)
    found = session.execute(
        sa.select(Service, Organisation, successor.id)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .outerjoin(successor, successor.code == Service.successor)
        .where(Service.code == code)
    ).first()
    if found is not None:
        row, owner, successor_id = found
        service = gathering.service_page(session, row, owner, successor_id, reader, today)
        return Listing(**_states(session, row), service=service)
    return _organisation(session, code, reader, today)


def _organisation(session: Session, code: str, reader: str, today: date) -> Listing | None:
    successor = aliased(Organisation)
    found = session.execute(
        sa.select(Organisation, successor.id)
        .outerjoin(successor, successor.code == Organisation.successor)
        .where(Organisation.code == code)
    ).first()
    if found is None:
        return None
    group, successor_id = found
    mine = sa.select(Service).where(
        Service.organisation_id == group.id, Service.publication != Publication.WITHDRAWN
    )
    services = session.scalars(mine.order_by(Service.rank, Service.id).limit(_MOST_SERVICES)).all()
    organisation = gathering.organisation_page(session, group, services, successor_id, reader, today)
    return Listing(**_states(session, group), organisation=organisation)


def _states(session: Session, row: Service | Organisation) -> dict[str, Any]:
    newest = sa.select(Decision).where(Decision.code == row.code).order_by(Decision.sequence.desc())
    return {
        "code": row.code,
        "publication": row.publication,
        "standing": row.standing,
        "status": row.status,
        "revision": row.revision,
        "decisions": session.scalars(newest.limit(_MOST_DECISIONS)).all(),
    }
