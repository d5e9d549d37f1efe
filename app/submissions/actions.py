"""What groups and readers do: ask, correct, answer, say what is wrong. Takes a session and plain values.

Never commits. Everything here is for the narrow engine; what changes a listing is in `owning`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import Base
from app.directory.models import Service
from app.submissions.bundle import Bundle, to_json
from app.submissions.models import Message, Proposal, Receipt, Report, Spent, Tally
from app.submissions.rules import (
    REPORTS_A_DAY,
    REPORTS_TO_SHOW,
    SHOWN_A_DAY,
    KeptAlready,
    Kind,
    Lane,
    NoSuchProposal,
    NotNow,
    QueueFull,
    SeenBefore,
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

    Sent twice, it is kept once; sent twice at the same moment, the later one raises KeptAlready. Raise QueueFull
    when `cap` proposals wait already.
    """
    if (known := session.get(Receipt, lookup)) is not None:
        return known.proposal_id or ""
    if waiting(session) >= cap:
        raise QueueFull("As many requests wait as we can read.")
    proposal = _new(Kind.REQUEST, bundle, language, today, lane)
    session.add(proposal)
    session.flush()
    receipt = _insert(Receipt, session).values(lookup=lookup, proposal_id=proposal.id, code=None)
    if session.scalars(receipt.on_conflict_do_nothing().returning(Receipt.lookup)).first() is None:
        raise KeptAlready("The same form was kept at this moment.")
    return proposal.id


def _insert(table: type[Base], session: Session) -> Any:
    """Return an INSERT that can say what to do when the row is there already: both engines know it."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)


def waiting(session: Session) -> int:
    """Return how many proposals wait for a moderator or for an answer, without reports: anyone can send those."""
    sent = sa.and_(Proposal.state.in_(_OPEN), Proposal.kind != Kind.REPORT)
    return int(session.scalars(sa.select(sa.func.count()).select_from(Proposal).where(sent)).one())


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
    session: Session, receipt: Receipt, bundle: Bundle, language: str, today: date, stricter: bool
) -> str:
    """Keep what a group would have its request or its listing say, and return the proposal's id.

    Before the decision, or after being declined, the request itself is replaced; of a listing there is one
    correction at a time, the newest, however much waits. Nobody has agreed to the new words, so an agreement given
    is void. `stricter`: the group now says that it asks more of people. Raise SeenBefore.
    """
    proposal = hold(session, receipt)
    if bundle.code != (receipt.code or ""):
        raise SeenBefore("It was listed while the group wrote.")
    if proposal is not None and proposal.kind not in THEIRS:
        # A question about what readers said: the correction answers it, and what readers said stays as it is.
        proposal.state, proposal.settled_on, proposal = State.WAITING, None, None
    if proposal is None:
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


def hold(session: Session, receipt: Receipt) -> Proposal | None:
    """Return what this receipt has open: its request, its correction, or a question. Nobody else changes it now.

    Raise SeenBefore if a decision came first.
    """
    known = receipt.proposal_id
    proposal = _locked(session, known) if known else None
    # In this order, the proposal and then its receipt, as a decision takes them: so nobody waits for each other.
    if session.get(Receipt, receipt.lookup, with_for_update=True, populate_existing=True) is None:
        raise SeenBefore("The receipt was used up.")
    if receipt.proposal_id != known:
        raise SeenBefore("It was decided while the group wrote.")
    return proposal


def _locked(session: Session, proposal_id: str) -> Proposal | None:
    """Return a proposal as it is now, waiting for whoever decides about it at this moment."""
    return session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)


def reply(session: Session, proposal_id: str, body: str) -> None:
    """Keep a group's answer to a question; its proposal waits again. Raise NoSuchProposal or NotNow."""
    proposal = _locked(session, proposal_id)
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

    A form counts once (`nonce`, good until the hour `ends`), and only so many reports a day count at all: beyond
    them nothing is written. Reports never change a listing by themselves: from the threshold on its page may begin
    to say that some people found it wrong, for so many listings a day.
    """
    mark = hashlib.sha256(nonce.encode()).hexdigest()
    if session.get(Spent, mark) is not None or not _count(session, _REPORTS, today, REPORTS_A_DAY):
        return False
    if not _spend(session, mark, ends):
        return False
    proposal = _about(session, code)
    number = _one_more(session, code, reason, today)
    _raise_report(session, proposal, code, today)
    enough = number >= REPORTS_TO_SHOW and not _is_doubted(session, code)
    return enough and _count(session, _SHOWN, today, SHOWN_A_DAY)


def _about(session: Session, code: str) -> Proposal | None:
    """Return what stands in the queue for the reports about a listing: taken before they are, as a decision does."""
    mine = sa.select(Proposal).where(Proposal.code == code, Proposal.kind == Kind.REPORT).limit(1)
    return session.scalars(mine.with_for_update(), execution_options={"populate_existing": True}).first()


def _one_more(session: Session, code: str, reason: str, today: date) -> int:
    """Count one more report, and return how many gave this reason."""
    first = _insert(Report, session).values(code=code, reason=reason, number=1, last_on=today)
    counted = first.on_conflict_do_update(
        index_elements=[Report.code, Report.reason], set_={"number": Report.number + 1, "last_on": today}
    )
    return int(session.scalars(counted.returning(Report.number)).one())


def _is_doubted(session: Session, code: str) -> bool:
    """Say whether the page of this listing says already that it may be wrong."""
    return session.scalars(sa.select(Service.doubted_on).where(Service.code == code)).first() is not None


def _raise_report(session: Session, proposal: Proposal | None, code: str, today: date) -> None:
    """Let the queue hold one proposal for all reports about a listing, as early as the worst of them."""
    told = session.execute(sa.select(Report.reason, Report.number).where(Report.code == code))
    counts = {reason: number for reason, number in told}
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
    # A question may be open; what is new must be looked at now, and must not end with the question.
    proposal.state, proposal.settled_on = State.WAITING, None
    session.flush()


def _spend(session: Session, mark: str, ends: int) -> bool:
    """Use up a form; say no if it was used at this moment."""
    spent = _insert(Spent, session).values(hash=mark, ends=ends).on_conflict_do_nothing()
    return session.scalars(spent.returning(Spent.hash)).first() is not None


def _count(session: Session, what: str, day: date, most: int) -> bool:
    """Use one of a day's budget; say no if it is used up."""
    counted = _insert(Tally, session).values(what=what, day=day, number=1)
    counted = counted.on_conflict_do_update(
        index_elements=[Tally.what, Tally.day], set_={"number": Tally.number + 1}, where=Tally.number < most
    )
    return session.scalars(counted.returning(Tally.number)).first() is not None


def take_back(session: Session, receipt: Receipt) -> None:
    """Forget a request that was not listed, its messages, and the receipt itself. Raise SeenBefore if it is listed."""
    proposal = hold(session, receipt)
    if receipt.code is not None:
        raise SeenBefore("It was listed at this moment.")
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
