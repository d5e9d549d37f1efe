"""Reads of one proposal: all that a moderator needs to decide it, at most ten SELECTs with who is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Content, ServiceContent
from app.directory.models import Decision, Version
from app.directory.rules import Status
from app.moderation import applying
from app.moderation.carrying import with_todays_translations
from app.moderation.contents import Listed, listed, said_before
from app.moderation.models import Credential, Moderator, Sitting
from app.moderation.rules import DECIDERS, Move, Seen, allowed_moves
from app.submissions.ageing import is_over
from app.submissions.bundle import Bundle, from_json
from app.submissions.differing import Change, Difference, changes, differences
from app.submissions.likeness import Like, like
from app.submissions.models import Message, Proposal, Report
from app.submissions.refusals import is_refused
from app.submissions.rules import Button, Kind, Lane, Stakes, State, allowed_buttons, needs_two

# Only with these a group can be asked something.
_ASKABLE = frozenset({Kind.REQUEST, Kind.CORRECTION, Kind.REPORT})


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of one proposal shows.

    `blocked` are slugs of facts that keep it from being listed, `behind` codes of listings that changed since it
    was written, `refused` says that a group with such a name or contact asked not to be listed.
    """

    proposal: Proposal
    bundle: Bundle | None
    now: Mapping[str, Listed]
    differences: tuple[Difference, ...]
    buttons: tuple[Button, ...]
    seen: Seen
    stakes: Stakes
    two: bool
    new: bool
    agreed_by: str
    blocked: tuple[str, ...]
    behind: tuple[str, ...]
    refused: bool
    alike: tuple[Like, ...]
    messages: Sequence[Message]
    reports: Sequence[Report]

    @property
    def paused(self) -> bool:
        """Say whether anything that it is about is paused."""
        return any(one.status is Status.PAUSED for one in self.now.values())

    def reported(self) -> list[ServiceContent]:
        """Return what the service says that readers reported, if it is one."""
        listing = self.now.get(self.proposal.code or "")
        return [listing.content] if listing and isinstance(listing.content, ServiceContent) else []


def deciders(session: Session) -> frozenset[str]:
    """Return the handles of who may decide here: those who were invited and came in."""
    came = [sa.exists().where(table.moderator_id == Moderator.id) for table in (Credential, Sitting)]
    query = sa.select(Moderator.handle).where(
        Moderator.disabled.is_(False), Moderator.role.in_(DECIDERS), sa.or_(*came)
    )
    return frozenset(session.scalars(query))


def codes_of(proposal: Proposal) -> list[str]:
    """Return the codes of the listings that a proposal is about."""
    codes = [proposal.code] if proposal.code else []
    if proposal.content:
        bundle = from_json(proposal.content)
        codes += [code for code in (bundle.code, *(one.code for one in bundle.services)) if code]
    return sorted(set(codes))


def bundle_of_today(session: Session, proposal: Proposal, now: Mapping[str, Listed]) -> Bundle:
    """Return what a proposal would have listings say, with the translations that stand now."""
    return with_todays_translations(session, from_json(proposal.content or {}), now)


def read(session: Session, proposal_id: str, key: bytes, today: date) -> Page | None:
    """Return a proposal with all that is needed to decide it, or None. `key` knows who asked not to be listed."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None or is_over(proposal, today):
        return None
    now = listed(session, codes_of(proposal))
    bundle = bundle_of_today(session, proposal, now) if proposal.content else None
    contents = {code: one.content for code, one in now.items()}
    found = differences(bundle, contents) if bundle else ()
    new = applying.is_new(bundle, now) if bundle else False
    stake = applying.at_stake(bundle, now) if bundle else Stakes()
    # Who else decides matters only where two must.
    handles = deciders(session) if needs_two(stake, 2) else frozenset()
    return Page(
        proposal=proposal,
        bundle=bundle,
        now=now,
        differences=found,
        buttons=_buttons(proposal, now),
        seen=Seen(proposal.revision, {code: one.revision for code, one in now.items()}),
        stakes=stake,
        two=needs_two(stake, len(handles)),
        new=new,
        agreed_by=proposal.agreed_by if proposal.agreed_by in handles else "",
        blocked=applying.blocking(bundle) if bundle and proposal.kind in applying.VOUCHING else (),
        behind=_behind(bundle, now) if bundle else (),
        refused=bool(bundle) and new and is_refused(session, key, *known_by(found)),
        alike=like(session, bundle) if bundle and new else (),
        messages=_messages(session, proposal),
        reports=_reports(session, proposal),
    )


def _buttons(proposal: Proposal, now: Mapping[str, Listed]) -> tuple[Button, ...]:
    """Return what may be done now: what is not open cannot be paused."""
    listing = now.get(proposal.code or "")
    pausable = listing is not None and Move.PAUSE in allowed_moves(listing.publication, listing.status)
    return tuple(
        button
        for button in allowed_buttons(proposal.kind, proposal.state)
        if pausable or button is not Button.PAUSE
    )


def _behind(bundle: Bundle, now: Mapping[str, Listed]) -> tuple[str, ...]:
    return tuple(
        code for code, seen in sorted(bundle.seen.items()) if code in now and now[code].revision != seen
    )


def known_by(found: Iterable[Difference]) -> tuple[list[str], list[str]]:
    """Return the names and contacts by which a group would be recognised."""
    names, contacts = [], []
    for one in found:
        names += [prose.body for prose in one.after.prose if prose.field == "name"]
        contacts += [one.after.website] if one.after.website else []
        if isinstance(one.after, ServiceContent):
            contacts += [way.value for way in one.after.ways if way.value]
    return names, contacts


def _messages(session: Session, proposal: Proposal) -> Sequence[Message]:
    if proposal.kind not in _ASKABLE:
        return ()
    mine = sa.select(Message).where(Message.proposal_id == proposal.id)
    return session.scalars(mine.order_by(Message.position)).all()


def _reports(session: Session, proposal: Proposal) -> Sequence[Report]:
    if proposal.kind is not Kind.REPORT:
        return ()
    mine = sa.select(Report).where(Report.code == proposal.code)
    return session.scalars(mine.order_by(Report.number.desc(), Report.reason)).all()


def number_in(session: Session, lane: Lane) -> int:
    """Return how many requests wait in a lane."""
    waits = sa.and_(Proposal.kind == Kind.REQUEST, Proposal.state == State.WAITING, Proposal.lane == lane)
    return session.scalars(sa.select(sa.func.count()).select_from(Proposal).where(waits)).one()


@dataclass(frozen=True, slots=True)
class Older:
    """An earlier version of a listing, and the decision that ended it."""

    revision: int
    day: date
    handle: str
    reason: str


def versions(session: Session, code: str) -> tuple[Older, ...]:
    """Return the earlier versions of a listing, the newest first, the fifty newest: one SELECT."""
    query = (
        sa.select(Version.revision, Decision.day, Decision.handle, Decision.reason)
        .join(Decision, Decision.sequence == Version.decision)
        .where(Version.code == code)
        .order_by(Version.revision.desc())
        .limit(50)
    )
    return tuple(Older(*row) for row in session.execute(query))


def version(session: Session, code: str, revision: int) -> Content | None:
    """Return what a listing said at an earlier revision, without what was erased since; or None."""
    row = session.get(Version, (code, revision))
    return said_before(row) if row is not None else None


def meanwhile(session: Session, seen: Seen, now: Mapping[str, Listed]) -> tuple[Change, ...]:
    """Return what changed in these listings since a moderator looked at them."""
    found: tuple[Change, ...] = ()
    for code, revision in seen.listings.items():
        listing = now.get(code)
        if listing is not None and listing.revision != revision:
            before = version(session, code, revision)
            found += changes(before, listing.content) if before is not None else ()
    return found
