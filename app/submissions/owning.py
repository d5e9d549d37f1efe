"""What a group does at once with its own listing, by its receipt: "still true", and withdrawing.

Takes a write session and plain values, never commits; the listing changes through `directory.actions.apply`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Save, Withdraw
from app.directory.content import OrganisationContent, ServiceContent
from app.directory.models import Decision, Edition, Organisation, Service
from app.directory.reading import contents
from app.directory.rules import UNKNOWN, Action, Publication
from app.submissions import closing
from app.submissions.models import Receipt
from app.submissions.refusals import refuse
from app.submissions.rules import SeenBefore

# Not a handle: a handle has no space, so no moderator can be taken for a group.
BY_RECEIPT = "by receipt"
_THEY_SAY = "organisation_said"


def listed_services(session: Session, code: str) -> list[Service]:
    """Return the listed services of an organisation."""
    mine = (
        sa.select(Service)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .where(Organisation.code == code, Service.publication == Publication.LISTED)
    )
    return list(session.scalars(mine.order_by(Service.id)))


def _lock(session: Session) -> None:
    """Let one change at a time look and write: the lock that `apply` and every decision of a moderator take."""
    session.execute(sa.select(Edition.id).with_for_update())


def still_true(session: Session, code: str, today: date) -> int:
    """Renew the month of everything the group told us about its listed services; return how many facts.

    What a moderator or someone else checked keeps its month: the group's word does not renew it.
    """
    _lock(session)
    month, saves, renewed = today.isoformat()[:7], [], 0
    services = listed_services(session, code)
    said = contents(session, services)
    for row in services:
        content = said[row.code]
        if not isinstance(content, ServiceContent):
            continue
        theirs = {
            a.number for a in content.facts if a.source_kind == _THEY_SAY and set(a.answers) != {UNKNOWN}
        }
        facts = tuple(replace(a, month=month) if a.number in theirs else a for a in content.facts)
        renewed += len(theirs)
        if facts != content.facts:
            saves.append(Save(row.code, replace(content, facts=facts), row.uuid, row.revision))
    if saves:
        apply(session, Batch(tuple(saves), Action.SAVE, code), BY_RECEIPT, "confirmed", today)
    return renewed


def withdraw(session: Session, receipt: Receipt, refusal_key: bytes | None, today: date) -> Decision:
    """Take the group's listing away for ever, with all that waits about it and every receipt it has.

    With a `refusal_key`, remember as keyed hashes that it asked not to be listed again. Raise SeenBefore if the
    receipt does not speak for a listing any more.
    """
    _lock(session)
    mine = session.get(Receipt, receipt.lookup, populate_existing=True)
    if mine is None or mine.code is None:
        raise SeenBefore("This receipt speaks for no listing.")
    code = mine.code
    owner = session.scalars(sa.select(Organisation).where(Organisation.code == code)).one()
    codes = [code, *session.scalars(sa.select(Service.code).where(Service.organisation_id == owner.id))]
    if refusal_key is not None:
        refuse(session, refusal_key, *_known_by(session, owner))
    decision = apply(session, Withdraw(code), BY_RECEIPT, "asked_to_leave", today)
    closing.forget_listing(session, codes)
    session.execute(sa.delete(Receipt).where(Receipt.code.in_(codes)))
    # Without a receipt nothing can come any more: what came while we waited for it goes too.
    closing.forget_listing(session, codes)
    return decision


def _known_by(session: Session, owner: Organisation) -> tuple[list[str], list[str]]:
    """Return the names and the contacts by which a group would be recognised."""
    services = session.scalars(sa.select(Service).where(Service.organisation_id == owner.id))
    said = contents(session, [owner, *services]).values()
    organisations = [one for one in said if isinstance(one, OrganisationContent)]
    names = [prose.body for one in organisations for prose in one.prose if prose.field == "name"]
    contacts = [one.website for one in said if one.website]
    for one in said:
        if isinstance(one, ServiceContent):
            contacts += [way.value for way in one.ways if way.value]
    return names, contacts
