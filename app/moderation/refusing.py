"""Remember at the desk that a group asked not to be listed. Takes a session and plain values, never commits."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Content, OrganisationContent, ServiceContent
from app.directory.models import Organisation, Service
from app.moderation.contents import listed
from app.submissions.refusals import refuse

# For these reasons a group is not only left out now: withdrawn, and declined (slugs of the vocabulary).
LEFT, ASKED_NOT_TO = "asked_to_leave", "asked_not_to"


def never_list(session: Session, key: bytes, contents: Iterable[Content]) -> None:
    """Keep hashes of the names of organisations and of every contact; the name of a service is often a common one."""
    names, contacts = list[str](), list[str]()
    for one in contents:
        contacts += [one.website] if one.website else []
        if isinstance(one, OrganisationContent):
            names += [prose.body for prose in one.prose if prose.field == "name"]
        if isinstance(one, ServiceContent):
            contacts += [way.value for way in one.ways if way.value]
    refuse(session, key, names, contacts)


def never_list_again(session: Session, key: bytes, code: str) -> None:
    """Keep hashes of a listed organisation with its services; of a service nothing: its group may stay."""
    own = sa.select(Organisation.id).where(Organisation.code == code)
    owner = session.scalars(own).first()
    if owner is not None:
        codes = session.scalars(sa.select(Service.code).where(Service.organisation_id == owner))
        never_list(session, key, (one.content for one in listed(session, [code, *codes]).values()))
