"""Promise: a wrong, an expired and a purged receipt code look the same and take the same, for who has no valid one."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.privacy.budgets import Budget
from app.submissions import actions, holding, receipts
from app.submissions.bundle import Bundle, Offered
from app.submissions.models import Proposal
from app.submissions.rules import DECLINED_DAYS, Lane, State
from tests.factories import organisation, service

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = Bundle(organisation("Night Group"), (Offered(service("")),))
# Milliseconds of work between two kinds of code. One lookup costs about 50, so a forgotten one shows.
MOST = 5.0
SAMPLES = 15


@pytest.fixture
def codes(app: Flask) -> dict[str, str]:
    """A code nobody had, one whose answer is over, and one that was purged."""
    app.extensions["clock"] = lambda: NOW
    app.extensions["budgets"]["receipt"] = Budget(60, 10_000)
    found = {kind: receipts.new_code() for kind in ("unknown", "expired", "purged")}
    pepper = app.extensions["keys"].pepper
    for kind in ("expired", "purged"):
        with Session(app.extensions["database"].write) as session, session.begin():
            lookup = receipts.lookup_id(receipts.read(found[kind]), pepper)
            actions.submit(session, ASKED, "en", lookup, NOW.date(), Lane.NORMAL, 500)
            if kind == "expired":
                proposal = session.scalars(sa.select(Proposal)).one()
                proposal.state = State.DECLINED
                proposal.settled_on = NOW.date() - timedelta(days=DECLINED_DAYS)
    # Purged by hand, so that the expired one is still there.
    with Session(app.extensions["database"].write) as session, session.begin():
        mine = session.scalars(sa.select(Proposal).where(Proposal.state == State.WAITING)).one()
        session.execute(sa.text("DELETE FROM receipt WHERE proposal_id = :id"), {"id": mine.id})
        session.delete(mine)
    return found


def _gap(app: Flask, codes: dict[str, str]) -> float:
    """Return how many milliseconds of this thread's work lie between the kinds: medians of interleaved tries.

    Work and not the clock on the wall: other processes of a busy machine do not count.
    """
    client = app.test_client()
    taken: dict[str, list[float]] = {kind: [] for kind in codes}
    for _round in range(SAMPLES):
        for kind, code in codes.items():
            began = time.thread_time()
            client.post("/en/receipt", data={"code": code})
            taken[kind].append((time.thread_time() - began) * 1000)
    medians = [statistics.median(times) for times in taken.values()]
    return max(medians) - min(medians)


def test_codes_without_a_receipt_give_the_same_page(app: Flask, codes: dict[str, str]) -> None:
    client = app.test_client()
    answers = {
        kind: client.post("/en/receipt", data={"code": code}, headers={"Accept-Encoding": ""})
        for kind, code in codes.items()
    }
    assert {answer.status_code for answer in answers.values()} == {404}
    # The digits come back in their field, so that nobody has to type them again.
    pages = {answer.text.replace(codes[kind], "") for kind, answer in answers.items()}
    assert len(pages) == 1
    assert len({str(sorted(answer.headers)) for answer in answers.values()}) == 1


def test_codes_without_a_receipt_take_the_same_time(app: Flask, codes: dict[str, str]) -> None:
    assert _gap(app, codes) < MOST


def test_a_lookup_that_stops_early_would_be_noticed(
    app: Flask, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    never = receipts.read(codes["unknown"])

    def hasty(digits: str) -> str:
        return "0" * 64 if digits == never else receipts.lookup_id(digits, app.extensions["keys"].pepper)

    monkeypatch.setattr(holding, "lookup_of", hasty)
    assert _gap(app, codes) > MOST
