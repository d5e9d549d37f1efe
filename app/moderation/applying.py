"""From a proposal that was agreed to what the listings then say: one change of many parts, and what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save, SetStatus, Single
from app.directory.codes import new_codes
from app.directory.content import Content, ServiceContent
from app.directory.models import PublicCode
from app.directory.rules import (
    Action,
    NotListable,
    PledgeFact,
    Publication,
    Standing,
    Status,
    UnknownCode,
    why_not_listable,
)
from app.moderation.contents import Listed
from app.submissions import closing
from app.submissions.bundle import Bundle, Offered
from app.submissions.differing import changes, differences, stakes
from app.submissions.models import CheckedHow, Proposal, Receipt
from app.submissions.rules import Identity, Kind, Stakes
from app.vocabulary import stored_facts

# What is listed by it is listed for the first time, as checked by us.
VOUCHING = frozenset({Kind.REQUEST, Kind.DRAFT})
_REASONS = {
    Kind.REQUEST: "checked",
    Kind.DRAFT: "checked",
    Kind.CORRECTION: "corrected",
    Kind.EDIT: "mistake",
    Kind.RESTORE: "restored",
}


class Incomplete(NotListable):
    """A group without a service that people can find and reach."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: the kind of proposal, what the listings shall say, what they say now, and the day.

    `reopen`: what is paused opens again.
    """

    kind: Kind
    bundle: Bundle
    now: Mapping[str, Listed]
    today: date
    reopen: bool = False

    @property
    def month(self) -> date:
        """Return the month in which it was checked, as its first day."""
        return self.today.replace(day=1)


def is_new(bundle: Bundle, now: Mapping[str, Listed]) -> bool:
    """Say whether nobody vouched for this organisation before."""
    owner = now.get(bundle.code)
    return not (owner and owner.publication is Publication.LISTED and owner.standing is Standing.CHECKED)


def at_stake(bundle: Bundle, now: Mapping[str, Listed]) -> Stakes:
    """Return what of this one moderator alone should not decide, held against what everyone can see now.

    What a draft says nobody has seen: whoever wrote a street into it, listing it shows that street for the first time.
    """
    public = {code: one.content for code, one in now.items() if one.publication is Publication.LISTED}
    return stakes(differences(bundle, public), is_new(bundle, now))


def blocking(bundle: Bundle) -> tuple[str, ...]:
    """Return the slugs of the facts that keep a service of this bundle from being listed as checked."""
    facts = tuple(PledgeFact(f.number, f.slug, frozenset(f.not_listable)) for f in stored_facts())
    found = [
        slug for one in bundle.services if not one.closed for slug in why_not_listable(one.content, facts)
    ]
    return tuple(dict.fromkeys(found))


def check(session: Session, kind: Kind, bundle: Bundle) -> None:
    """Raise NotListable or UnknownCode unless this bundle may be listed as it is."""
    if bundle.not_agreed:
        raise NotListable("They did not agree to every part of the pledge.")
    if kind in VOUCHING and not _complete(bundle):
        raise Incomplete("A service is missing, or its place, or a way to reach it.")
    if kind in VOUCHING and (broken := blocking(bundle)):
        raise NotListable("It cannot be listed because of: " + ", ".join(broken))
    through = {way.through for one in bundle.services for way in one.content.ways if way.through}
    if through and through - set(
        session.scalars(sa.select(PublicCode.code).where(PublicCode.code.in_(through)))
    ):
        raise UnknownCode("A way leads through a listing that we do not have.")


def _complete(bundle: Bundle) -> bool:
    """Say whether there is a service, and for each where it is and how people reach it."""
    open_ones = [one.content for one in bundle.services if not one.closed]
    return bool(open_ones) and all(one.places and (one.ways or one.website) for one in open_ones)


def write(session: Session, agreed: Agreed, by: str) -> str:
    """Make the listings say what was agreed; return the code of the organisation."""
    bundle = _coded(session, agreed.bundle)
    agreed = replace(agreed, bundle=bundle)
    made = (*_saves(agreed), *_publishes(agreed), *_statuses(agreed))
    if made:
        action = Action.PUBLISH if agreed.kind in VOUCHING else Action.SAVE
        batch = Batch(made, action, _about(agreed, made))
        apply(session, batch, by, _reason(agreed), agreed.today)
    return bundle.code


def settle(
    session: Session, proposal: Proposal, agreed: Agreed, code: str, identity: Identity | None
) -> None:
    """Leave nothing of a proposal that was listed but its receipt and how the group was checked."""
    mine = sa.update(Receipt).where(Receipt.proposal_id == proposal.id)
    session.execute(mine.values(code=code), execution_options={"synchronize_session": False})
    if identity is not None:
        remember(session, code, identity, agreed.month)
    closing.close(session, proposal)


def remember(session: Session, code: str, identity: Identity, month: date) -> None:
    """Keep how this organisation was checked: one of four words, and the month."""
    row = session.get(CheckedHow, code)
    if row is None:
        session.add(CheckedHow(code=code, identity=identity, month=month))
    else:
        row.identity, row.month = identity, month
    session.flush()


def _said(bundle: Bundle) -> list[tuple[str, Content]]:
    return [(bundle.code, bundle.organisation), *((one.code, one.content) for one in bundle.services)]


def _coded(session: Session, bundle: Bundle) -> Bundle:
    """Give every listing of the bundle a code; a new service that is closed already is left out."""
    services = [one for one in bundle.services if one.code or not one.closed]
    fresh = iter(new_codes(session, (not bundle.code) + sum(not one.code for one in services)))
    code = bundle.code or next(fresh)
    coded = tuple(
        replace(one, code=one.code or next(fresh), content=replace(one.content, organisation=code))
        for one in services
    )
    return replace(bundle, code=code, services=coded)


def _saves(agreed: Agreed) -> list[Single]:
    found: list[Single] = []
    for code, content in _said(agreed.bundle):
        before = agreed.now.get(code)
        if before is None:
            found.append(Save(code, content))
        elif changes(before.content, content):
            found.append(Save(code, content, expected=before.revision))
    return found


def _publishes(agreed: Agreed) -> list[Single]:
    """Show what is new, and what a draft or a request is about; how far the organisation goes, its services go."""
    bundle, owner = agreed.bundle, agreed.now.get(agreed.bundle.code)
    vouch = agreed.kind in VOUCHING
    if vouch:
        found: list[Single] = []
        if is_new(bundle, agreed.now):
            found.append(Publish(bundle.code, Standing.CHECKED, agreed.month))
        return found + [Publish(one.code, Standing.CHECKED, agreed.month) for one in bundle.services]
    if owner is None or owner.publication is not Publication.LISTED:
        return []
    month = agreed.month if owner.standing is Standing.CHECKED else None
    return [Publish(one.code, owner.standing, month) for one in bundle.services if one.code not in agreed.now]


def _statuses(agreed: Agreed) -> list[Single]:
    closed = {one.code for one in agreed.bundle.services if one.closed}
    found: list[Single] = [SetStatus(code, Status.CLOSED) for code in sorted(closed)]
    paused = [code for code, one in agreed.now.items() if one.status is Status.PAUSED and code not in closed]
    return found + ([SetStatus(code, Status.OPEN) for code in sorted(paused)] if agreed.reopen else [])


def _about(agreed: Agreed, made: tuple[Single, ...]) -> str:
    """Return the listing that the decision names: the one that changed, or the organisation."""
    codes = {one.code for one in made}
    return codes.pop() if len(codes) == 1 else agreed.bundle.code


def _reason(agreed: Agreed) -> str:
    """Return why: a warning that is new says it best."""
    return (
        next((slug for one in agreed.bundle.services for slug in _new_warnings(one, agreed)), None)
        or (_REASONS[agreed.kind])
    )


def _new_warnings(one: Offered, agreed: Agreed) -> list[str]:
    before = agreed.now.get(one.code)
    old = before.content.warnings if before and isinstance(before.content, ServiceContent) else ()
    known = {caution.slug for caution in old}
    return [caution.slug for caution in one.content.warnings if caution.slug not in known]
