"""The end of proposals: what was decided leaves nothing behind but the listing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import ServiceContent
from app.directory.erasing import Said
from app.submissions.bundle import from_json, to_json, without
from app.submissions.models import CheckedHow, Message, Proposal, Receipt, Report
from app.submissions.rules import Kind

_AT_ONCE = 400


def close(session: Session, proposal: Proposal) -> None:
    """Delete a proposal that was decided, with its messages and the reports it stands for."""
    # First, as everyone does: a reader who reports at this moment then waits, and begins a new one.
    session.execute(sa.select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    if proposal.kind is Kind.REPORT:
        session.execute(sa.delete(Report).where(Report.code == proposal.code))
    session.execute(sa.delete(Message).where(Message.proposal_id == proposal.id))
    session.execute(sa.update(Receipt).where(Receipt.proposal_id == proposal.id).values(proposal_id=None))
    session.delete(proposal)
    session.flush()


def forget_listing(session: Session, codes: Sequence[str]) -> None:
    """Delete all that waits about listings which are withdrawn, and how we checked who they are."""
    held = sa.select(Receipt.proposal_id).where(Receipt.code.in_(codes))
    mine = sa.or_(Proposal.code.in_(codes), Proposal.id.in_(held))
    for proposal in session.scalars(_as_now(sa.select(Proposal).where(mine))).all():
        close(session, proposal)
    session.execute(sa.delete(Report).where(Report.code.in_(codes)))
    session.execute(sa.delete(CheckedHow).where(CheckedHow.code.in_(codes)))


def _as_now(query: sa.Select[Proposal]) -> sa.Select[Proposal]:
    """Wait for the group that writes at this moment, and read what it wrote."""
    return query.with_for_update().execution_options(populate_existing=True)


def erase_from_proposals(session: Session, said: Sequence[Said]) -> None:
    """Erase from open proposals the contacts and addresses that these listings no longer publish.

    Only what was published before and is not now: what a group would add stays in its request. Of a listing that
    is withdrawn (it says None now) nothing is left waiting.
    """
    if gone := [code for code, _, now in said if now is None]:
        forget_listing(session, gone)
    about: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        for code in {one[0], one[1].organisation} if isinstance(one[1], ServiceContent) else {one[0]}:
            about[code].append(one)
    for start in range(0, len(about), _AT_ONCE):
        some = sorted(about)[start : start + _AT_ONCE]
        rows = sa.select(Proposal).where(Proposal.code.in_(some), Proposal.content.is_not(None))
        for proposal in session.scalars(_as_now(rows)):
            _erase(proposal, about[proposal.code or ""])
    session.flush()


def _erase(proposal: Proposal, said: Sequence[Said]) -> None:
    # Reports are counts; their nothing is kept as a JSON null, which the database does not take for a NULL.
    if proposal.content is None:
        return
    bundle = later = from_json(proposal.content)
    for code, before, now in said:
        later = without(later, code, before, now)
    if later != bundle:
        proposal.content = to_json(later)
