"""Listings that nobody has seen before: their codes and rows, many at once. Used by actions only.

The session by itself would write one row after the other, which for an import takes longer than all the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.directory.changes import Save
from app.directory.content import OrganisationContent, ServiceContent
from app.directory.models import Organisation, PublicCode, Service
from app.directory.rules import Consent, ListingKind, Publication, Standing, Status, rank
from app.directory.storing import Row, chunks, load

State = tuple[Publication, Standing, Status, str | None, date | None]
# What may become of a listing after it was made, and how it was made.
_STATE = ("publication", "standing", "status", "successor", "checked_on")
_MADE: State = (Publication.DRAFT, Standing.UNCHECKED, Status.OPEN, None, None)
_FIRST = 1


def create(session: Session, saves: Sequence[Save], owners: dict[str, int]) -> dict[str, Row]:
    """Make the rows of new listings, as drafts, and return them by code. `owners`: ids of organisations by code."""
    if not saves:
        return {}
    session.flush()
    groups = [
        _organisation(save, save.content) for save in saves if isinstance(save.content, OrganisationContent)
    ]
    services = [
        _service(save, save.content, owners) for save in saves if isinstance(save.content, ServiceContent)
    ]
    for model, kind, rows in (
        (Organisation, ListingKind.ORGANISATION, groups),
        (Service, ListingKind.SERVICE, services),
    ):
        if rows:
            codes = [{"code": row["code"], "kind": kind} for row in rows]
            session.connection().execute(sa.insert(PublicCode), codes)
            session.connection().execute(sa.insert(model), rows)
    return load(session, {save.code for save in saves})


def _organisation(save: Save, content: OrganisationContent) -> dict[str, Any]:
    return {**_listing(save), "elsewhere": Consent(content.elsewhere)}


def _service(save: Save, content: ServiceContent, owners: dict[str, int]) -> dict[str, Any]:
    place = rank(Standing.UNCHECKED, False)
    return {**_listing(save), "organisation_id": owners[save.code], "need": content.need, "rank": place}


def _listing(save: Save) -> dict[str, Any]:
    return {
        **dict(zip(_STATE, _MADE, strict=True)),
        "uuid": save.uuid,
        "code": save.code,
        "language": save.content.language,
        "website": save.content.website,
        "revision": _FIRST,
    }


def become(row: Row, **state: object) -> None:
    """Say what becomes of a new listing; `settle` writes it."""
    for name, value in state.items():
        set_committed_value(row, name, value)


def settle(session: Session, rows: Iterable[Row]) -> None:
    """Write what became of new listings: 400 at once of which the same became."""
    alike: dict[tuple[type[Row], State], list[Row]] = defaultdict(list)
    for row in rows:
        state = (row.publication, row.standing, row.status, row.successor, row.checked_on)
        if state != _MADE:
            alike[type(row), state].append(row)
    for (model, state), same in alike.items():
        values = {**dict(zip(_STATE, state, strict=True)), "revision": model.revision + 1}
        for some in chunks(same):
            mine = sa.update(model).where(model.id.in_([row.id for row in some])).values(values)
            session.connection().execute(mine)
        for row in same:
            become(row, revision=row.revision + 1)
