"""Read listings back as plain values, exactly as they were saved: for versions, differences and the desk.

The same number of SELECTs for one listing and for four hundred, however much they say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
)
from app.directory.models import HoursRow, Organisation, PlaceRow, Service, TextRow, WayRow
from app.directory.parts import Parts, read_parts
from app.directory.rules import Owner

Row = Organisation | Service
_AT_ONCE = 400
_PLACE = ("town", "locality", "region", "country", "street", "postal_code", "latitude", "longitude")
_WAY = ("value", "extension", "app", "appointment", "timezone")


def content_of(session: Session, row: Row) -> Content:
    """Read back what one listing says."""
    return contents(session, [row])[row.code]


def contents(session: Session, rows: Sequence[Row]) -> dict[str, Content]:
    """Read back what these listings say, by code: at most five SELECTs for 400 of them."""
    found: dict[str, Content] = {}
    for start in range(0, len(rows), _AT_ONCE):
        read = _Read(session, rows[start : start + _AT_ONCE])
        found |= {row.code: read.content(row) for row in rows[start : start + _AT_ONCE]}
    return found


class _Read:
    """Everything that these listings say, read once."""

    def __init__(self, session: Session, rows: Sequence[Row]) -> None:
        services = [row for row in rows if isinstance(row, Service)]
        groups = [row for row in rows if isinstance(row, Organisation)]
        ids = [one.id for one in services]
        pairs = [(one, Organisation(id=one.organisation_id)) for one in services]
        pairs += [(Service(id=0), group) for group in groups]
        self._parts: Parts = read_parts(session, pairs, on_cards=False)
        self._codes = _codes(session, groups, services)
        self._places = _by_service(session.scalars(_mine(PlaceRow, ids).order_by(PlaceRow.id)) if ids else ())
        self._ways, self._hours = _ways(session, ids) if ids else ({}, {})
        self._prose = _prose(
            session,
            {
                Owner.ORGANISATION: [one.id for one in groups],
                Owner.SERVICE: ids,
                Owner.PLACE: [one.id for found in self._places.values() for one in found],
                Owner.WAY: [one.id for found in self._ways.values() for one in found],
            },
        )

    def content(self, row: Row) -> Content:
        return self._organisation(row) if isinstance(row, Organisation) else self._service(row)

    def _organisation(self, row: Organisation) -> OrganisationContent:
        leaders = sorted(self._parts.leaders[row.id], key=lambda one: one.value)
        return OrganisationContent(
            language=row.language,
            website=row.website,
            elsewhere=row.elsewhere.value,
            leaders=tuple(Leader(one.value, one.evidence) for one in leaders),
            prose=self._prose[Owner.ORGANISATION, row.id],
        )

    def _service(self, row: Service) -> ServiceContent:
        parts = self._parts
        return ServiceContent(
            organisation=self._codes[row.organisation_id],
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
        return Place(
            kind=row.kind.value,
            visibility=row.visibility.value,
            scope=row.scope.value if row.scope else "",
            prose=self._prose[Owner.PLACE, row.id],
            **{name: getattr(row, name) for name in _PLACE},
        )

    def _way(self, row: WayRow) -> Way:
        return Way(
            kind=row.kind.value,
            through=row.through or "",
            hours_kind=row.hours_kind.value,
            hours=tuple(self._hours.get(row.id, ())),
            prose=self._prose[Owner.WAY, row.id],
            **{name: getattr(row, name) for name in _WAY},
        )


def _answer(row: Sequence[Any]) -> Answer:
    number, answers, _tone, source_kind, source_url = row[:5]
    day: date | None = row[-1]
    return Answer(
        int(number), tuple(answers.split()), source_kind, source_url, day.isoformat()[:7] if day else ""
    )


def _codes(session: Session, groups: Sequence[Organisation], services: Sequence[Service]) -> dict[int, str]:
    """Return the codes of the organisations of these services; those that are at hand are not asked for."""
    found = {group.id: group.code for group in groups}
    away = sorted({one.organisation_id for one in services} - found.keys())
    if away:
        rows = session.execute(sa.select(Organisation.id, Organisation.code).where(Organisation.id.in_(away)))
        found |= {id_: code for id_, code in rows}
    return found


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
