"""What groups and readers do: ask, correct, answer, say what is wrong. Takes a session and plain values.

Never commits. Everything here is for the narrow engine; what changes a listing is in `owning`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.submissions.bundle import Bundle, to_json
from app.submissions.models import Message, Proposal, Receipt, Report, Spent, Tally
from app.submissions.rules import (
    REPORTS_A_DAY,
    REPORTS_TO_SHOW,
    SHOWN_A_DAY,
    Kind,
    Lane,
    NoSuchProposal,
    NotNow,
    QueueFull,
    State,
    weight,
)

_REPORTS, _SHOWN = "reports", "shown"
_OPEN = (State.WAITING, State.ASKED)
# What a group sent itself.
THEIRS = (Kind.REQUEST, Kind.CORRECTION)


def submit(
    session: Session, bundle: Bundle, language: str, lookup: str, today: date, lane: Lane, cap: int
) -> str:
    """Keep a new request for this receipt and return the id of its proposal.

    Sent twice, it is kept once. Raise QueueFull when `cap` proposals wait already.
    """
    if (known := session.get(Receipt, lookup)) is not None:
        return known.proposal_id or ""
    if waiting(session) >= cap:
        raise QueueFull("As many requests wait as we can read.")
    proposal = _new(Kind.REQUEST, bundle, language, today, lane)
    session.add(proposal)
    session.flush()
    session.add(Receipt(lookup=lookup, proposal_id=proposal.id, code=None))
    session.flush()
    return proposal.id


def waiting(session: Session) -> int:
    """Return how many proposals wait for a moderator or for an answer."""
    open_ones = sa.select(sa.func.count()).select_from(Proposal).where(Proposal.state.in_(_OPEN))
    return int(session.scalars(open_ones).one())


def _new(kind: Kind, bundle: Bundle, language: str, today: date, lane: Lane = Lane.NORMAL) -> Proposal:
    return Proposal(
        id=secrets.token_hex(16),
        kind=kind,
        state=State.WAITING,
        lane=lane,
        weight=weight(kind),
        code=bundle.code or None,
        content=to_json(bundle),
        language=language,
        created_on=today,
        reason="",
        by="",
        agreed_by="",
    )


def correct(
    session: Session, receipt: Receipt, bundle: Bundle, language: str, today: date, stricter: bool, cap: int
) -> str:
    """Keep what a group would have its request or its listing say, and return the proposal's id.

    Before the decision, or after being declined, the request itself is replaced; of a listing there is one
    correction at a time, the newest. Nobody has agreed to the new words, so an agreement given is void.
    `stricter`: the group now says that it asks more of people. Raise QueueFull.
    """
    proposal = _own(session, receipt)
    if proposal is not None and proposal.kind not in THEIRS:
        # A question about what readers said: the correction answers it, and what readers said stays as it is.
        proposal.state, proposal.settled_on, proposal = State.WAITING, None, None
    if proposal is None:
        if waiting(session) >= cap:
            raise QueueFull("As many requests wait as we can read.")
        proposal = _new(Kind.CORRECTION, bundle, language, today)
        session.add(proposal)
    proposal.content, proposal.language = to_json(bundle), language
    proposal.state, proposal.settled_on, proposal.reason = State.WAITING, None, ""
    proposal.agreed_by, proposal.identity = "", None
    proposal.weight = weight(proposal.kind, stricter)
    session.flush()
    receipt.proposal_id = proposal.id
    session.flush()
    return proposal.id


def _own(session: Session, receipt: Receipt) -> Proposal | None:
    """Return what this receipt has open: its request, or the correction it sent."""
    return session.get(Proposal, receipt.proposal_id) if receipt.proposal_id else None


def reply(session: Session, proposal_id: str, body: str) -> None:
    """Keep a group's answer to a question; its proposal waits again. Raise NoSuchProposal or NotNow."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NoSuchProposal("Nothing waits for an answer.")
    if proposal.state is not State.ASKED:
        raise NotNow("No question is open.")
    say(session, proposal, body, from_group=True)
    proposal.state, proposal.settled_on = State.WAITING, None
    session.flush()


def say(session: Session, proposal: Proposal, body: str, from_group: bool) -> None:
    """Add one question or reply to a proposal."""
    last = sa.select(sa.func.max(Message.position)).where(Message.proposal_id == proposal.id)
    position = (session.scalars(last).one() or 0) + 1
    session.add(Message(proposal_id=proposal.id, position=position, from_group=from_group, body=body))


def report(session: Session, code: str, reason: str, nonce: str, ends: int, today: date) -> bool:
    """Count that someone found this listing wrong; say whether its page should begin to say so.

    A form counts once (`nonce`, good until the hour `ends`), and only so many reports a day count at all. Reports
    never change a listing by themselves: at the threshold its page may say that some people found it wrong, for
    so many listings a day.
    """
    if not _spend(session, nonce, ends) or not _count(session, _REPORTS, today, REPORTS_A_DAY):
        return False
    row = session.get(Report, (code, reason))
    if row is None:
        row = Report(code=code, reason=reason, number=0, last_on=today)
        session.add(row)
    row.number, row.last_on = row.number + 1, today
    session.flush()
    _raise_report(session, code, today)
    return row.number == REPORTS_TO_SHOW and _count(session, _SHOWN, today, SHOWN_A_DAY)


def _raise_report(session: Session, code: str, today: date) -> None:
    """Let the queue hold one proposal for all reports about a listing, as early as the worst of them."""
    counts = {row.reason: row.number for row in session.scalars(sa.select(Report).where(Report.code == code))}
    mine = sa.select(Proposal).where(Proposal.code == code, Proposal.kind == Kind.REPORT)
    proposal = session.scalars(mine.limit(1)).first()
    if proposal is None:
        proposal = Proposal(
            id=secrets.token_hex(16),
            kind=Kind.REPORT,
            state=State.WAITING,
            lane=Lane.NORMAL,
            code=code,
            content=None,
            language="",
            created_on=today,
            reason="",
            by="",
            agreed_by="",
        )
        session.add(proposal)
    proposal.weight = weight(Kind.REPORT, reports=counts)
    session.flush()


def _spend(session: Session, nonce: str, ends: int) -> bool:
    """Use up a form; say no if it was used before."""
    spent = hashlib.sha256(nonce.encode()).hexdigest()
    if session.get(Spent, spent) is not None:
        return False
    session.add(Spent(hash=spent, ends=ends))
    session.flush()
    return True


def _count(session: Session, what: str, day: date, most: int) -> bool:
    """Use one of a day's budget; say no if it is used up."""
    row = session.get(Tally, (what, day), with_for_update=True)
    if row is None:
        row = Tally(what=what, day=day, number=0)
        session.add(row)
    if row.number >= most:
        return False
    row.number += 1
    session.flush()
    return True


def take_back(session: Session, receipt: Receipt) -> None:
    """Forget a request that was not listed, its messages, and the receipt itself."""
    proposal = _own(session, receipt)
    session.delete(receipt)
    session.flush()
    if proposal is not None:
        session.delete(proposal)
        session.flush()


def propose(session: Session, kind: Kind, bundle: Bundle, code: str, by: str, today: date) -> str:
    """Put what a moderator would have a listing say into the queue, and return the proposal's id."""
    proposal = _new(kind, bundle, "", today)
    proposal.code, proposal.by = code, by
    session.add(proposal)
    session.flush()
    return proposal.id
