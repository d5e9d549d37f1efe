"""Read an organisation with its services back as plain values, the same number of SELECTs for any number of them.

`directory.reading.content_of` asks once a table and row: right for one listing that changes, too slow for a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import (
    Answer,
    Caution,
    Content,
    Hours,
    Leader,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Spoken,
    Way,
    organisation_from_json,
    service_from_json,
)
from app.directory.models import (
    HoursRow,
    Organisation,
    PlaceRow,
    Service,
    TextRow,
    Version,
    WayRow,
)
from app.directory.parts import Parts, read_parts
from app.directory.rules import Owner, Publication, Standing, Status

Row = Organisation | Service


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing as it is now: its states and what it says."""

    code: str
    publication: Publication
    standing: Standing
    status: Status
    revision: int
    content: Content


def listed(session: Session, codes: Iterable[str]) -> dict[str, Listed]:
    """Return these listings by code, with the organisation of each service: six SELECTs at most."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    pairs = session.execute(
        sa.select(Organisation, Service)
        .outerjoin(Service, sa.and_(Service.organisation_id == Organisation.id, Service.code.in_(wanted)))
        .where(sa.or_(Organisation.code.in_(wanted), Service.code.in_(wanted)))
        .order_by(Service.id)
    ).all()
    owners = {owner.id: owner for owner, _ in pairs}
    services = [service for _, service in pairs if service is not None]
    read = _Read(session, list(owners.values()), services)
    found = {one.code: _listed(one, read.organisation(one)) for one in owners.values()}
    return found | {
        one.code: _listed(one, read.service(one, owners[one.organisation_id])) for one in services
    }


def _listed(row: Row, content: Content) -> Listed:
    return Listed(row.code, row.publication, row.standing, row.status, row.revision, content)


def said_before(row: Version) -> Content:
    """Return what a listing said in an earlier version, without what was erased since."""
    read_back = service_from_json if "organisation" in row.content else organisation_from_json
    return read_back(row.content)


class _Read:
    """Everything that these listings say, read once."""

    def __init__(self, session: Session, owners: Sequence[Organisation], services: Sequence[Service]) -> None:
        ids = [one.id for one in services]
        pairs = [(one, Organisation(id=one.organisation_id)) for one in services]
        pairs += [(Service(id=0), owner) for owner in owners]
        self._parts: Parts = read_parts(session, pairs, on_cards=False)
        self._places = _by_service(session.scalars(_mine(PlaceRow, ids).order_by(PlaceRow.id)) if ids else ())
        self._ways, self._hours = _ways(session, ids) if ids else ({}, {})
        self._prose = _prose(
            session,
            {
                Owner.ORGANISATION: [one.id for one in owners],
                Owner.SERVICE: ids,
                Owner.PLACE: [one.id for rows in self._places.values() for one in rows],
                Owner.WAY: [one.id for rows in self._ways.values() for one in rows],
            },
        )

    def organisation(self, row: Organisation) -> OrganisationContent:
        leaders = sorted(self._parts.leaders[row.id], key=lambda one: one.value)
        return OrganisationContent(
            language=row.language,
            website=row.website,
            elsewhere=row.elsewhere.value,
            leaders=tuple(Leader(one.value, one.evidence) for one in leaders),
            prose=self._prose[Owner.ORGANISATION, row.id],
        )

    def service(self, row: Service, owner: Organisation) -> ServiceContent:
        parts = self._parts
        return ServiceContent(
            organisation=owner.code,
            language=row.language,
            need=row.need,
            kinds=tuple(sorted(parts.kinds[row.id])),
            website=row.website,
            places=tuple(self._place(one) for one in self._places.get(row.id, ())),
            ways=tuple(self._way(one) for one in self._ways.get(row.id, ())),
            spoken=tuple(Spoken(code, how) for code, how in sorted(parts.spoken[row.id])),
            facts=tuple(_answer(one) for _, one in sorted(parts.facts[row.id].items())),
            prose=self._prose[Owner.SERVICE, row.id],
            warnings=tuple(
                Caution(slug, since.isoformat()[:7]) for slug, since in sorted(parts.cautions[row.id].items())
            ),
        )

    def _place(self, row: PlaceRow) -> Place:
        names = ("town", "locality", "region", "country", "street", "postal_code", "latitude", "longitude")
        return Place(
            kind=row.kind.value,
            visibility=row.visibility.value,
            scope=row.scope.value if row.scope else "",
            prose=self._prose[Owner.PLACE, row.id],
            **{name: getattr(row, name) for name in names},
        )

    def _way(self, row: WayRow) -> Way:
        names = ("value", "extension", "app", "appointment", "timezone")
        return Way(
            kind=row.kind.value,
            through=row.through or "",
            hours_kind=row.hours_kind.value,
            hours=tuple(self._hours.get(row.id, ())),
            prose=self._prose[Owner.WAY, row.id],
            **{name: getattr(row, name) for name in names},
        )


def _answer(row: Sequence[Any]) -> Answer:
    number, answers, _tone, source_kind, source_url = row[:5]
    day: date | None = row[-1]
    return Answer(
        int(number), tuple(answers.split()), source_kind, source_url, day.isoformat()[:7] if day else ""
    )


def _mine(model: Any, ids: Sequence[int]) -> sa.Select[Any]:
    return sa.select(model).where(model.service_id.in_(ids))


def _by_service(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.service_id].append(row)
    return found


def _ways(session: Session, ids: Sequence[int]) -> tuple[dict[int, list[WayRow]], dict[int, list[Hours]]]:
    """Return the ways by service and the hours by way, in one SELECT."""
    query = (
        sa.select(WayRow, HoursRow.opens, HoursRow.closes)
        .outerjoin(HoursRow, HoursRow.way_id == WayRow.id)
        .where(WayRow.service_id.in_(ids))
        .order_by(WayRow.position, HoursRow.opens)
    )
    rows: dict[int, WayRow] = {}
    hours: dict[int, list[Hours]] = defaultdict(list)
    for row, opens, closes in session.execute(query):
        rows[row.id] = row
        if opens is not None:
            hours[row.id].append(Hours(opens, closes))
    return _by_service(rows.values()), hours


def _prose(
    session: Session, owners: Mapping[Owner, Sequence[int]]
) -> dict[tuple[Owner, int], tuple[Prose, ...]]:
    mine = [
        sa.and_(TextRow.owner_kind == kind, TextRow.owner_id.in_(ids)) for kind, ids in owners.items() if ids
    ]
    query = sa.select(TextRow).where(sa.or_(sa.false(), *mine))
    found: dict[tuple[Owner, int], tuple[Prose, ...]] = defaultdict(tuple)
    for row in session.scalars(
        query.order_by(TextRow.field, TextRow.made_from.is_not(None), TextRow.language)
    ):
        found[row.owner_kind, row.owner_id] += (row.as_prose(),)
    return found
