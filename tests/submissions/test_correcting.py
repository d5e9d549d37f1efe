"""A group corrects with the form it asked with; what it does not touch stays, what it typed is never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.content import Way
from app.submissions import actions, asking, correcting, queries
from app.submissions.basis import basis
from app.submissions.bundle import from_json
from app.submissions.models import Message, Proposal, Receipt
from app.submissions.rules import RECEIPT_MINUTES, Kind, Lane, State
from tests.factories import service
from tests.filled import filled
from tests.returner import ASKED, CODE, NOW, QUESTION, Do, Group, settle


def test_a_group_can_correct_its_listing(group: Group, listed: str, do: Do) -> None:
    group.come()
    group.press("correct")
    assert "Harbour Clinic" in group.page
    group.send("preview", s1_w1_value="+12125550199")
    sent = group.send("send")
    assert "We have what you changed." in sent.text
    assert "Your listing stays as it is" in sent.text
    proposal = do(lambda s: s.scalars(sa.select(Proposal)).one())
    assert (proposal.kind, proposal.code) == (Kind.CORRECTION, "calm-harbour")
    assert from_json(proposal.content).services[0].content.ways == (Way("phone", "+12125550199"),)
    assert listed in from_json(proposal.content).seen
    # It goes on with what it sent last, not with what is listed.
    group.press("correct")
    assert "+12125550199" in group.page.replace(" ", "") or "2125550199" in group.page


def test_a_group_that_corrects_can_say_where_its_claim_is_seen(group: Group, listed: str, do: Do) -> None:
    assert listed
    group.come()
    group.press("correct")
    group.send("preview", evidence_url="network.example/members", name="Harbour Group of 12th Street")
    seen = group.page
    for _ in range(2):
        group.page = seen
        group.send("send")
    (said,) = do(lambda s: s.scalars(sa.select(Message.body)).all())
    assert said.endswith("network.example/members")


def test_a_declined_group_can_change_and_send_again(group: Group, request_id: str, do: Do) -> None:
    settle(do, State.DECLINED, "pledge")
    group.come()
    group.press("correct")
    group.send("preview", name="Night Group of 12th Street")
    assert "We have your request" in group.send("send").text
    assert do(lambda s: s.get_one(Proposal, request_id).state) is State.WAITING


def test_a_correction_that_took_too_long_asks_for_the_code_and_keeps_everything(
    group: Group, listed: str, do: Do
) -> None:
    assert listed
    group.come()
    group.press("correct")
    group.time += timedelta(minutes=RECEIPT_MINUTES, seconds=1)
    assert group.send("preview", name="Harbour Group of 12th Street").status_code == 403
    again = filled(group.page, "/en/receipt")
    again["code"] = CODE
    answer = group.client.post("/en/receipt", data=again)
    assert answer.status_code == 200
    assert "Harbour Group of 12th Street" in answer.text
    assert "Look at it before you send" in answer.text
    assert do(lambda s: s.scalars(sa.select(Proposal)).all()) == []


def test_a_group_sees_that_a_moderator_changed_the_listing_meanwhile(
    group: Group, listed: str, do: Do
) -> None:
    group.come()
    group.press("correct")
    group.send("preview", name="Harbour Group of 12th Street")
    do(lambda s: apply(s, Save(listed, service("calm-harbour", "Harbour Day Clinic")), "robin", "mistake"))
    late = group.send("send")
    assert late.status_code == 409
    assert "Somebody changed this" in late.text
    assert "Harbour Group of 12th Street" in late.text
    assert group.send("send").status_code == 200
    assert do(lambda s: s.scalars(sa.select(Proposal.kind)).all()) == [Kind.CORRECTION]


def test_two_people_of_a_group_cannot_overwrite_each_other_unseen(
    group: Group, listed: str, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one sends, the other's words are kept: between looking and writing nothing can slip in."""
    assert listed
    group.come()
    group.press("correct")
    group.send("preview", name="Harbour Group of 12th Street")

    def other(session: Session) -> None:
        held = queries.held_by(session, session.scalars(sa.select(Receipt.lookup)).one(), NOW.date())
        assert held is not None
        theirs = basis(session, held)
        words = replace(theirs, organisation=replace(theirs.organisation, website="https://other.example/"))
        receipt = session.get_one(Receipt, held.lookup)
        actions.correct(session, receipt, words, "en", NOW.date(), stricter=False)

    step = asking.step

    def meanwhile(*given: Any) -> Any:
        do(other)
        return step(*given)

    monkeypatch.setattr(correcting, "step", meanwhile)
    late = group.send("send")
    monkeypatch.undo()
    assert late.status_code == 409
    assert "Harbour Group of 12th Street" in late.text
    (kept,) = do(lambda s: s.scalars(sa.select(Proposal.content)).all())
    assert kept["organisation"]["website"] == "https://other.example/"


def test_a_full_queue_still_takes_the_correction_of_a_listing(group: Group, listed: str, do: Do) -> None:
    assert listed
    group.app.extensions["settings"] = replace(group.app.extensions["settings"], queue_cap=1)
    do(lambda s: actions.submit(s, ASKED, "en", "b" * 64, NOW.date(), Lane.NORMAL, 500))
    group.come()
    group.press("correct")
    group.send("preview", name="Harbour Group of 12th Street")
    assert "We have what you changed." in group.send("send").text


def test_a_correction_leaves_what_readers_said_in_the_queue(group: Group, listed: str, do: Do) -> None:
    def ask_about_reports(session: Session) -> None:
        actions.report(session, listed, "asked_for_id", "nonce", 500_000, NOW.date())
        proposal = session.scalars(sa.select(Proposal)).one()
        actions.say(session, proposal, QUESTION, from_group=False)
        proposal.state, proposal.settled_on = State.ASKED, NOW.date()
        session.scalars(sa.select(Receipt)).one().proposal_id = proposal.id

    do(ask_about_reports)
    assert QUESTION in group.come().text
    group.press("correct")
    group.send("preview", name="Harbour Group of 12th Street")
    assert group.send("send").status_code == 200
    rows = do(lambda s: s.execute(sa.select(Proposal.kind, Proposal.state)).all())
    assert sorted(tuple(row) for row in rows) == [
        (Kind.CORRECTION, State.WAITING),
        (Kind.REPORT, State.WAITING),
    ]
