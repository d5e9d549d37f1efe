"""May this service be listed as it is? Held against its organisation, the pledge and what must be known."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.directory.content import Content, ServiceContent
from app.directory.models import Organisation, Service
from app.directory.reading import content_of
from app.directory.rules import (
    NotAllowed,
    NotListable,
    PledgeFact,
    Publication,
    Standing,
    why_not_listable,
)
from app.vocabulary import stored_facts


def check_listable(session: Session, row: Service, standing: Standing, said: Content | None) -> None:
    """Raise unless this service may be listed with this standing; `said` is what it says, if just saved."""
    owner = session.get_one(Organisation, row.organisation_id)
    if owner.publication is not Publication.LISTED:
        raise NotAllowed("Its organisation is not listed.")
    if not row.need:
        raise NotListable("It has no need yet.")
    if standing is Standing.UNCHECKED:
        return
    if owner.standing is not Standing.CHECKED:
        raise NotAllowed("Its organisation is not checked.")
    content = said or content_of(session, row)
    facts = tuple(PledgeFact(f.number, f.slug, frozenset(f.not_listable)) for f in stored_facts())
    if isinstance(content, ServiceContent) and (broken := why_not_listable(content, facts)):
        raise NotListable("It cannot be listed as checked because of: " + ", ".join(broken))
