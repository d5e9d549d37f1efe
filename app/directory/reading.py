"""Read a listing back as plain values, exactly as it was saved: for versions, differences and the desk."""

from __future__ import annotations

from typing import TypeVar

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
from app.directory.models import (
    CautionRow,
    FactRow,
    HoursRow,
    KindRow,
    LeaderRow,
    Organisation,
    PlaceRow,
    Service,
    SpokenRow,
    TextRow,
    WayRow,
)
from app.directory.rules import Owner

Child = TypeVar("Child", KindRow, PlaceRow, WayRow, SpokenRow, FactRow, CautionRow)


def content_of(session: Session, row: Organisation | Service) -> Content:
    """Read back what a listing says, exactly as it was saved."""
    if isinstance(row, Organisation):
        leaders = session.scalars(
            sa.select(LeaderRow).where(LeaderRow.organisation_id == row.id).order_by(LeaderRow.value)
        )
        return OrganisationContent(
            language=row.language,
            website=row.website,
            elsewhere=row.elsewhere.value,
            leaders=tuple(Leader(leader.value, leader.evidence) for leader in leaders),
            prose=_prose_of(session, Owner.ORGANISATION, row.id),
        )
    return _service_of(session, row)


def _mine(model: type[Child], row: Service) -> sa.Select[Child]:
    return sa.select(model).where(model.service_id == row.id)


def _service_of(session: Session, row: Service) -> ServiceContent:
    return ServiceContent(
        organisation=session.scalars(
            sa.select(Organisation.code).where(Organisation.id == row.organisation_id)
        ).one(),
        language=row.language,
        need=row.need,
        kinds=tuple(k.kind for k in session.scalars(_mine(KindRow, row).order_by(KindRow.kind))),
        website=row.website,
        places=tuple(
            _place_of(session, p) for p in session.scalars(_mine(PlaceRow, row).order_by(PlaceRow.id))
        ),
        ways=tuple(
            _way_of(session, w) for w in session.scalars(_mine(WayRow, row).order_by(WayRow.position))
        ),
        spoken=tuple(
            Spoken(s.language, s.how)
            for s in session.scalars(_mine(SpokenRow, row).order_by(SpokenRow.language))
        ),
        facts=tuple(_answer_of(f) for f in session.scalars(_mine(FactRow, row).order_by(FactRow.number))),
        prose=_prose_of(session, Owner.SERVICE, row.id),
        warnings=tuple(
            Caution(c.slug, c.since.isoformat()[:7])
            for c in session.scalars(_mine(CautionRow, row).order_by(CautionRow.slug))
        ),
    )


def _answer_of(row: FactRow) -> Answer:
    month = row.checked_on.isoformat()[:7] if row.checked_on else ""
    return Answer(row.number, tuple(row.answers.split()), row.source_kind, row.source_url, month)


def _place_of(session: Session, row: PlaceRow) -> Place:
    names = ("town", "locality", "region", "country", "street", "postal_code", "latitude", "longitude")
    return Place(
        kind=row.kind.value,
        visibility=row.visibility.value,
        scope=row.scope.value if row.scope else "",
        prose=_prose_of(session, Owner.PLACE, row.id),
        **{name: getattr(row, name) for name in names},
    )


def _way_of(session: Session, row: WayRow) -> Way:
    hours = session.scalars(sa.select(HoursRow).where(HoursRow.way_id == row.id).order_by(HoursRow.opens))
    return Way(
        kind=row.kind.value,
        value=row.value,
        extension=row.extension,
        app=row.app,
        through=row.through or "",
        appointment=row.appointment,
        hours_kind=row.hours_kind.value,
        timezone=row.timezone,
        hours=tuple(Hours(h.opens, h.closes) for h in hours),
        prose=_prose_of(session, Owner.WAY, row.id),
    )


def _prose_of(session: Session, owner: Owner, owner_id: int) -> tuple[Prose, ...]:
    rows = session.scalars(
        sa.select(TextRow)
        .where(TextRow.owner_kind == owner, TextRow.owner_id == owner_id)
        .order_by(TextRow.field, TextRow.made_from.is_not(None), TextRow.language)
    )
    return tuple(t.as_prose() for t in rows)
