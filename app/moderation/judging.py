"""What moderators do with proposals: list, warn, ask, decline, pause. Takes a session and plain values, never commits.

Every decision takes the same lock as `directory.actions.apply`, looks again at what the moderator had in view,
and changes listings through `apply` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save, SetDoubt, SetStatus, Single
from app.directory.content import ServiceContent
from app.directory.deciding import note
from app.directory.models import Edition
from app.directory.rules import Action, NotAllowed, Publication, Standing, Status
from app.moderation import applying
from app.moderation.actions import decide
from app.moderation.applying import Agreed
from app.moderation.contents import Listed, listed
from app.moderation.editing import Edits, cautioned, edited
from app.moderation.proposals import bundle_of_today, codes_of, deciders
from app.moderation.refusing import ASKED_NOT_TO, never_list
from app.moderation.rules import MOVES, Move, Seen
from app.submissions import closing
from app.submissions.actions import say
from app.submissions.bundle import Bundle, to_json
from app.submissions.models import Message, Proposal, Receipt
from app.submissions.rules import (
    Button,
    Identity,
    Kind,
    NoSuchProposal,
    NotNow,
    SeenBefore,
    State,
    allowed_buttons,
    needs_two,
)
from app.vocabulary import reasons

# Nobody waits for an answer to these, so declining them needs no reason.
OWN = frozenset({Kind.EDIT, Kind.RESTORE, Kind.DRAFT})


class Outcome(StrEnum):
    """What became of a decision; a word for the next page."""

    LISTED = "listed"
    # The first of two moderators agreed.
    AGREED = "agreed"
    KEPT = "kept"
    ASKED = "asked"
    DECLINED = "declined"
    PAUSED = "paused"
    RESTORED = "restored"
    SAVED = "saved"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Yes:
    """How something is listed: with which additions, how we know the group, whether what is paused opens again."""

    edits: Edits = field(default_factory=Edits)
    identity: Identity | None = None
    reopen: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """A proposal that may be decided now, and the listings it is about."""

    session: Session
    proposal: Proposal
    now: Mapping[str, Listed]

    @property
    def bundle(self) -> Bundle:
        return bundle_of_today(self.session, self.proposal, self.now)


def reasons_for(kind: Kind, button: Button) -> tuple[str, ...]:
    """Return the reasons (slugs) that go with a button; none for a moderator's own, which nobody waits for."""
    if button is Button.PAUSE:
        return MOVES[Move.PAUSE].reasons
    if button is not Button.DECLINE or kind in OWN:
        return ()
    if kind is Kind.REPORT:
        return MOVES[Move.DRAFT].reasons
    return tuple(one.slug for one in reasons("refusal"))


def lock(session: Session) -> None:
    """Let one decision at a time look and write."""
    # The same lock as apply() takes: of two moderators at once the second sees what the first did.
    session.execute(sa.select(Edition.id).with_for_update())
    # What was read before the lock may be old by now: look at all of it again.
    session.expire_all()


def _open(session: Session, proposal_id: str, seen: Seen, button: Button) -> _Open:
    """Return what is to be decided. Raise NoSuchProposal, SeenBefore or NotNow."""
    lock(session)
    # The group changes its own words without that lock: its row is held, so that neither loses what the other says.
    # Not by get(), which would read the row a second time to compare its revision.
    mine = sa.select(Proposal).where(Proposal.id == proposal_id).with_for_update()
    proposal = session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
    if proposal is None:
        raise NoSuchProposal("This was decided already, or taken back.")
    now = listed(session, codes_of(proposal))
    revisions = {code: one.revision for code, one in now.items()}
    if proposal.revision != seen.proposal or revisions != dict(seen.listings):
        raise SeenBefore("Somebody changed this while you looked at it.")
    if button not in allowed_buttons(proposal.kind, proposal.state):
        raise NotNow(f"A {proposal.kind} that is {proposal.state} cannot be decided by {button}.")
    return _Open(session, proposal, now)


def list_it(
    session: Session, by: str, proposal_id: str, seen: Seen, button: Button, yes: Yes, today: date
) -> Outcome:
    """List what a proposal says, by LIST or WARN; or keep the first of two agreements.

    Raise a ProposalError or a ListingError.
    """
    if button not in {Button.LIST, Button.WARN}:
        raise NotNow("Only these two buttons list anything.")
    found = _open(session, proposal_id, seen, button)
    if found.proposal.kind is Kind.REPORT:
        return _still_right(session, by, found, yes, today)
    bundle = edited(found.bundle, yes.edits, today.isoformat()[:7])
    applying.check(session, found.proposal.kind, bundle)
    new = applying.is_new(bundle, found.now)
    identity = yes.identity or found.proposal.identity
    if new and identity is None:
        raise NotAllowed("Say how you know that the group is who it says.")
    if _wants_another(session, found, bundle, by):
        return _agree(session, found.proposal, bundle, identity, by)
    agreed = Agreed(found.proposal.kind, bundle, found.now, today, yes.reopen)
    code = applying.write(session, agreed, by)
    applying.settle(session, found.proposal, agreed, code, identity if new else yes.identity)
    return Outcome.LISTED


def _wants_another(session: Session, found: _Open, bundle: Bundle, by: str) -> bool:
    """Say whether a second moderator must agree to exactly these words first."""
    proposal, handles = found.proposal, deciders(session)
    if not needs_two(applying.at_stake(bundle, found.now), len(handles)):
        return False
    first = proposal.agreed_by if proposal.agreed_by in handles else ""
    return first in {"", by} or bundle != found.bundle


def _agree(
    session: Session, proposal: Proposal, bundle: Bundle, identity: Identity | None, by: str
) -> Outcome:
    proposal.content, proposal.identity, proposal.agreed_by = to_json(bundle), identity, by
    session.flush()
    return Outcome.AGREED


def _still_right(session: Session, by: str, found: _Open, yes: Yes, today: date) -> Outcome:
    """Answer what readers reported: the listing is right as it is, or right with a warning."""
    code = str(found.proposal.code)
    listing = found.now[code]
    made: list[Single] = []
    action, reason, slugs = Action.CLEAR, "reported", (yes.edits.warnings or {}).get(0)
    if isinstance(listing.content, ServiceContent):
        made.append(SetDoubt(code, False))
        if slugs is not None:
            warnings = cautioned(listing.content.warnings, slugs, today.isoformat()[:7])
            saved = replace(listing.content, warnings=warnings)
            made.insert(0, Save(code, saved, expected=listing.revision))
            action, reason = Action.SAVE, next(iter(slugs), reason)
    if yes.reopen and listing.status is Status.PAUSED:
        made.append(SetStatus(code, Status.OPEN))
    apply(session, Batch(tuple(made), action, code), by, reason, today)
    closing.close(session, found.proposal)
    return Outcome.KEPT


def ask(session: Session, proposal_id: str, seen: Seen, body: str, today: date) -> Outcome:
    """Ask the group something; its proposal waits for the answer. Raise a ProposalError."""
    found = _open(session, proposal_id, seen, Button.ASK)
    proposal = found.proposal
    if proposal.kind is Kind.REPORT and not _reach(session, proposal, found.now):
        raise NotNow("Nobody holds a receipt for this listing, or it has another question open.")
    say(session, proposal, body, from_group=False)
    proposal.state, proposal.settled_on = State.ASKED, today
    # Nobody has agreed to what the answer may change.
    proposal.agreed_by = ""
    session.flush()
    return Outcome.ASKED


def _reach(session: Session, proposal: Proposal, now: Mapping[str, Listed]) -> bool:
    """Let the receipts of the organisation lead to the question; say whether there is one that is free."""
    listing = now[str(proposal.code)]
    owner = listing.content.organisation if isinstance(listing.content, ServiceContent) else listing.code
    free = sa.update(Receipt).where(Receipt.code == owner, Receipt.proposal_id.is_(None))
    led = session.execute(free.values(proposal_id=proposal.id).returning(Receipt.lookup))
    return led.first() is not None


def decline(
    session: Session,
    by: str,
    proposal_id: str,
    seen: Seen,
    reason: str,
    today: date,
    refusals: bytes | None = None,
) -> Outcome:
    """Say no, with a reason that the group reads for some days. Raise a ProposalError or a ListingError.

    With the key `refusals`, a request of a group that asked not to be listed is known again when it comes again.
    """
    found = _open(session, proposal_id, seen, Button.DECLINE)
    proposal = found.proposal
    allowed = reasons_for(proposal.kind, Button.DECLINE)
    if reason not in (allowed or ("",)):
        raise NotNow("This is no reason to decline.")
    if proposal.kind is Kind.REQUEST and reason == ASKED_NOT_TO and refusals is not None:
        bundle = found.bundle
        never_list(session, refusals, (bundle.organisation, *(one.content for one in bundle.services)))
    if proposal.kind is Kind.REPORT:
        _to_draft(session, by, str(proposal.code), reason, today)
    else:
        note(session, Action.DECLINE, proposal.code or "", by, reason, today)
    if proposal.kind not in {Kind.REQUEST, Kind.CORRECTION}:
        closing.close(session, proposal)
        return Outcome.DECLINED
    session.execute(sa.delete(Message).where(Message.proposal_id == proposal.id))
    proposal.state, proposal.reason, proposal.settled_on = State.DECLINED, reason, today
    proposal.agreed_by, proposal.identity = "", None
    session.flush()
    return Outcome.DECLINED


def _to_draft(session: Session, by: str, code: str, reason: str, today: date) -> None:
    draft = Publish(code, Standing.UNCHECKED, publication=Publication.DRAFT)
    apply(session, draft, by, reason, today)


def pause(session: Session, by: str, proposal_id: str, seen: Seen, reason: str, today: date) -> Outcome:
    """Hide the contacts of the listing at once; the proposal still waits. Raise a ProposalError or ListingError."""
    found = _open(session, proposal_id, seen, Button.PAUSE)
    listing = found.now[str(found.proposal.code)]
    decide(session, by, listing.code, Move.PAUSE, reason, listing.revision, today)
    return Outcome.PAUSED
