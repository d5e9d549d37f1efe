"""What moderators propose themselves: an edit, an older version, a draft. Takes plain values, never commits.

What one moderator may do is done at once, through `directory.actions.apply`; the rest waits for a second one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import OrganisationContent, ServiceContent, restorable
from app.directory.models import Organisation, Service
from app.directory.rules import NotAllowed, Publication
from app.moderation import applying
from app.moderation.applying import Agreed
from app.moderation.contents import Listed, listed
from app.moderation.judging import Outcome, lock
from app.moderation.proposals import deciders, version
from app.moderation.rules import Seen
from app.submissions.actions import propose
from app.submissions.bundle import Bundle, Offered
from app.submissions.differing import differences, stakes
from app.submissions.models import Proposal
from app.submissions.rules import Kind, SeenBefore, needs_two
from app.vocabulary import pledge


def put(session: Session, by: str, kind: Kind, bundle: Bundle, seen: Seen, today: date) -> Outcome:
    """Make a moderator's own edit or restore at once, or let it wait for a second moderator.

    `seen.listings` are the revisions the moderator had in view. Raise SeenBefore or a ListingError.
    """
    lock(session)
    now = listed(session, [bundle.code, *(one.code for one in bundle.services)])
    if {code: one.revision for code, one in now.items()} != dict(seen.listings):
        raise SeenBefore("Somebody changed this listing while you looked at it.")
    applying.check(session, kind, bundle)
    contents = {code: one.content for code, one in now.items()}
    owner = now.get(bundle.code)
    # Only what everyone can see can do harm: a draft is looked at again before it is listed.
    shown = owner is not None and owner.publication is Publication.LISTED
    if shown and needs_two(stakes(differences(bundle, contents), False), len(deciders(session))):
        _propose(session, by, kind, bundle, today).agreed_by = by
        session.flush()
        return Outcome.AGREED
    applying.write(session, Agreed(kind, bundle, now, today), by)
    return Outcome.RESTORED if kind is Kind.RESTORE else Outcome.SAVED


def queue_draft(session: Session, by: str, code: str, today: date) -> Outcome:
    """Put a draft into the queue, with its organisation; of an organisation all its drafts. Raise NotAllowed.

    Nobody has asked the group yet, so it has agreed to nothing.
    """
    lock(session)
    now = listed(session, [code])
    if code not in now or now[code].publication is not Publication.DRAFT:
        raise NotAllowed("Only a draft can be put into the queue.")
    waits = sa.select(Proposal.id).where(Proposal.code == code, Proposal.kind == Kind.DRAFT)
    if session.scalars(waits.limit(1)).first() is not None:
        raise NotAllowed("It is in the queue already.")
    now = with_services(session, code, frozenset({Publication.DRAFT}))
    promises = tuple(one.code for one in pledge())
    bundle = replace(bundle_of(now), not_agreed=promises)
    propose(session, Kind.DRAFT, bundle, code, by, today)
    return Outcome.QUEUED


_THERE = frozenset({Publication.DRAFT, Publication.LISTED})


def with_services(session: Session, code: str, which: frozenset[Publication] = _THERE) -> dict[str, Listed]:
    """Return a service with its organisation, or an organisation with its services of these publications."""
    query = sa.select(Service.code).join(Organisation, Organisation.id == Service.organisation_id)
    mine = query.where(Organisation.code == code, Service.publication.in_(which)).order_by(Service.id)
    return listed(session, [code, *session.scalars(mine)])


def bundle_of(now: Mapping[str, Listed]) -> Bundle:
    """Return an organisation with the services beside it as a bundle, seen as they are now."""
    owner = next(one for one in now.values() if isinstance(one.content, OrganisationContent))
    services = [(code, one.content) for code, one in now.items()]
    return Bundle(
        owner.content if isinstance(owner.content, OrganisationContent) else OrganisationContent(),
        tuple(Offered(one, code) for code, one in services if isinstance(one, ServiceContent)),
        owner.code,
        seen={code: one.revision for code, one in now.items()},
    )


def restore(session: Session, by: str, code: str, revision: int, seen: Seen, today: date) -> Outcome:
    """Bring back what a listing said at an earlier revision, without what was erased since.

    Raise NotAllowed where there is no such version, SeenBefore, or a ListingError.
    """
    lock(session)
    now, old = listed(session, [code]), version(session, code, revision)
    if code not in now or old is None or now[code].publication is Publication.WITHDRAWN:
        raise NotAllowed("There is no such version of this listing.")
    back = restorable(old, now[code].content)
    said = {name: replace(one, content=back) if name == code else one for name, one in now.items()}
    return put(session, by, Kind.RESTORE, bundle_of(said), seen, today)


def _propose(session: Session, by: str, kind: Kind, bundle: Bundle, today: date) -> Proposal:
    code = bundle.services[0].code if len(bundle.services) == 1 else bundle.code
    return session.get_one(Proposal, propose(session, kind, bundle, code, by, today))
