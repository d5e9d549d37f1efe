"""Reads of what is passed on: which codes lead somewhere, the services of a kit, the services of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import search
from app.directory import browsing, gathering
from app.directory.asked import Asked
from app.directory.gathering import Found
from app.directory.models import Organisation, PublicCode, Service
from app.directory.queries import PER_PAGE
from app.directory.rules import ListingKind, Publication
from app.directory.shown import ServicePage

# A city of sixty services fits a pocket copy three times.
MOST_IN_A_PLACE = 180


def shown_codes(
    session: Session, codes: Sequence[str], *, withdrawn: bool = True
) -> dict[str, tuple[ListingKind, Publication]]:
    """Return which of these codes have a page, with its kind and publication: one SELECT.

    A draft is as unknown as a code that nobody gave, so asking tells nothing about it.
    """
    public = (Publication.LISTED, Publication.WITHDRAWN) if withdrawn else (Publication.LISTED,)
    publication = sa.func.coalesce(Service.publication, Organisation.publication)
    asked = (
        sa.select(PublicCode.code, PublicCode.kind, publication)
        .outerjoin(Service, Service.code == PublicCode.code)
        .outerjoin(Organisation, Organisation.code == PublicCode.code)
        .where(PublicCode.code.in_(codes), publication.in_([one.value for one in public]))
    )
    found = session.execute(asked).all() if codes else ()
    return {code: (kind, Publication(state)) for code, kind, state in found}


def _with_successors() -> sa.Select[Service, Organisation, int]:
    successor = aliased(Service)
    return (
        sa.select(Service, Organisation, successor.id)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .outerjoin(
            successor,
            sa.and_(successor.code == Service.successor, successor.publication == Publication.LISTED),
        )
    )


def services(
    session: Session, codes: Sequence[str], readers: Sequence[str], now: datetime
) -> dict[str, dict[str, ServicePage]]:
    """Return {reader: {code: page}} of these services, withdrawn ones included: five SELECTs for any number."""
    mine = _with_successors().where(Service.code.in_(codes), Service.publication != Publication.DRAFT)
    rows = session.execute(mine).all() if codes else ()
    return {
        reader: {page.card.code: page for page in found}
        for reader, found in pages(session, [(row[0], row[1], row[2]) for row in rows], readers, now).items()
    }


def in_place(session: Session, asked: Asked, reader: str, now: datetime) -> tuple[ServicePage, ...]:
    """Return the services that match, in the order of the find page: five SELECTs for any number."""
    return pages(session, _listed(session, asked, now, slice(MOST_IN_A_PLACE)), (reader,), now)[reader]


def on_page(session: Session, asked: Asked, now: datetime) -> list[Found]:
    """Return what one page of find shows, and one service more if there is a next page: one SELECT."""
    start = (asked.page - 1) * PER_PAGE
    return _listed(session, asked, now, slice(start, start + PER_PAGE + 1))


def _listed(session: Session, asked: Asked, now: datetime, window: slice) -> list[Found]:
    first = browsing.first(session, asked, now, window.stop)
    joined = _with_successors().join(first, Service.id == first.c.service)
    found = session.execute(joined.add_columns(first.c.step, first.c.number))
    rows = [row for row in found if browsing.is_listed(row[0])]
    order = search.in_order([(step, number) for *_row, step, number in rows], window)
    by_id = {row[0].id: (row[0], row[1], row[2]) for row in rows}
    return [by_id[id_] for id_ in order]


def pages(
    session: Session, found: Sequence[Found], readers: Sequence[str], now: datetime
) -> dict[str, tuple[ServicePage, ...]]:
    """Return, for a reader of each language, what the pages of these services show, in order: four SELECTs."""
    if not found:
        return dict.fromkeys(readers, ())
    return gathering.service_pages(session, found, readers, now.date())
