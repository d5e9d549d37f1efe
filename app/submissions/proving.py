"""A web address where a group's claim can be seen: for the moderator who decides, and never part of a listing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.submissions import actions, queries
from app.submissions.forms import GroupForm
from app.submissions.models import Proposal


def keep_proof(session: Session, proposal_id: str, form: GroupForm) -> None:
    """Put the address with the messages of a proposal, where it goes at the decision. Sent twice, it is kept once."""
    proof = form.evidence_url
    body = f"{proof.label.text}: {proof.data}"
    if proof.data and (True, body) not in queries.messages(session, proposal_id):
        actions.say(session, session.get_one(Proposal, proposal_id), body, from_group=True)
