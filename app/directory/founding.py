"""Listings that nobody has seen before: their codes and their rows. Used by actions only."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Save
from app.directory.content import OrganisationContent
from app.directory.models import Organisation, PublicCode, Service
from app.directory.rules import Consent, ListingKind, Publication, Standing, Status, rank
from app.directory.storing import Row

_KINDS = {Organisation: ListingKind.ORGANISATION, Service: ListingKind.SERVICE}


def create(session: Session, saves: Sequence[tuple[Save, Organisation | None]]) -> list[Row]:
    """Make the rows of new listings, as drafts; beside each service stands its organisation."""
    rows = [_new_row(save, owner) for save, owner in saves]
    if rows:
        session.flush()
        codes = [{"code": row.code, "kind": _KINDS[type(row)]} for row in rows]
        session.connection().execute(sa.insert(PublicCode), codes)
        session.add_all(rows)
        session.flush()
    return rows


def _new_row(save: Save, owner: Organisation | None) -> Row:
    shared = {
        "uuid": save.uuid,
        "code": save.code,
        "publication": Publication.DRAFT,
        "standing": Standing.UNCHECKED,
        "status": Status.OPEN,
        "language": save.content.language,
        "website": save.content.website,
    }
    if isinstance(save.content, OrganisationContent):
        return Organisation(**shared, elsewhere=Consent(save.content.elsewhere))
    return Service(
        **shared,
        organisation_id=owner.id if owner else None,
        need=save.content.need,
        rank=rank(Standing.UNCHECKED, False),
    )
