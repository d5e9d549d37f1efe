"""What the form of a correction is filled from: what the group wrote last, or what its listings say now."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import OrganisationContent, ServiceContent
from app.directory.models import Organisation, Service
from app.directory.reading import contents
from app.directory.rules import Publication, Status
from app.submissions.actions import THEIRS
from app.submissions.bundle import Bundle, Offered, from_json, to_json
from app.submissions.differing import differences
from app.submissions.queries import Held


def basis(session: Session, held: Held) -> Bundle:
    """Return what the group would change: its own open proposal, or else its listings as they are."""
    mine = held.proposal
    if mine is not None and mine.kind in THEIRS and mine.content is not None:
        return from_json(mine.content)
    return _listed(session, held.code)


def _listed(session: Session, code: str) -> Bundle:
    rows = _rows(session, code)
    said = contents(session, rows)
    owner = said.get(code)
    services = [(row, said[row.code]) for row in rows]
    return Bundle(
        organisation=owner if isinstance(owner, OrganisationContent) else OrganisationContent(),
        services=tuple(
            Offered(content, row.code, row.status is Status.CLOSED)
            for row, content in services
            if isinstance(content, ServiceContent)
        ),
        code=code,
        seen={row.code: row.revision for row in rows},
    )


def _rows(session: Session, code: str) -> list[Organisation | Service]:
    """Return an organisation and all its services that were not taken away."""
    own = sa.and_(Service.organisation_id == Organisation.id, Service.publication != Publication.WITHDRAWN)
    query = sa.select(Organisation, Service).outerjoin(Service, own).where(Organisation.code == code)
    found = session.execute(query.order_by(Service.id)).all()
    return [found[0][0], *(service for _, service in found if service is not None)] if found else []


def digest(bundle: Bundle) -> str:
    """Return a short name of exactly this bundle, to notice that somebody changed it meanwhile."""
    told = json.dumps(to_json(bundle), sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def asks_more(session: Session, bundle: Bundle) -> bool:
    """Say whether the group now asks more of people than its listings say: someone may rely on them today."""
    said = contents(session, _rows(session, bundle.code) if bundle.code else [])
    found = differences(bundle, said)
    return any(change.stricter for one in found if one.before is not None for change in one.changes)
