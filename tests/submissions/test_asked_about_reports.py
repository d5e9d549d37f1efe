"""A moderator asks a listed group about what readers said: the group answers, or corrects, with its code."""

from __future__ import annotations

import secrets

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.moderation import judging
from app.moderation.contents import listed as listings
from app.moderation.rules import Seen
from app.submissions import actions
from app.submissions.models import Message, Proposal, Receipt, Report
from app.submissions.rules import Kind, State
from tests.moderation.waiting import TODAY
from tests.returner import ANSWER, NOW, Do, Group

ASKED = "Is this still your number?"


@pytest.fixture
def asked(do: Do, listed: str) -> str:
    """The id of what readers said about a listing, about which its group was asked."""

    def act(session: Session) -> str:
        actions.report(session, listed, "wrong_number", secrets.token_hex(8), 10**6, TODAY)
        proposal = session.scalars(sa.select(Proposal)).one()
        now = listings(session, [listed])
        seen = Seen(proposal.revision, {code: one.revision for code, one in now.items()})
        judging.ask(session, proposal.id, seen, ASKED, NOW.date())
        return proposal.id

    found: str = do(act)
    return found


def test_a_group_can_see_the_question_beside_its_listing(group: Group, asked: str) -> None:
    assert asked
    page = group.come().text
    assert "We have a question for you" in page
    assert ASKED in page
    assert "You are listed" not in page
    assert "/en/s/river-lamp" in page
    # What readers said, and how many they were, is not the group's business.
    assert "number is wrong" not in page


def test_a_group_can_answer_what_it_was_asked(group: Group, asked: str, do: Do) -> None:
    group.come()
    page = group.press("reply", reply=ANSWER).text
    assert "We have your answer" in page
    assert ANSWER in page
    assert "You sent it in" not in page
    assert do(lambda s: s.get_one(Proposal, asked).state) is State.WAITING
    assert do(lambda s: s.scalars(sa.select(Message.body).order_by(Message.position)).all()) == [
        ASKED,
        ANSWER,
    ]


def test_a_group_can_correct_what_it_was_asked_about(group: Group, asked: str, do: Do) -> None:
    group.come()
    group.press("correct")
    group.send("preview", s1_w1_value="+1 212 555 0199")
    page = group.send("send", sure="y").text
    assert "We have your correction" in page
    kinds = do(lambda s: {row.kind: row.state for row in s.scalars(sa.select(Proposal))})
    # What readers said waits again, for the moderator to decide beside the correction.
    assert kinds == {Kind.REPORT: State.WAITING, Kind.CORRECTION: State.WAITING}
    assert do(lambda s: s.scalars(sa.select(sa.func.count()).select_from(Report)).one()) == 1
    own = do(lambda s: s.scalars(sa.select(Receipt.proposal_id)).one())
    assert own != asked
