"""A flood of requests: the queue stays as short as the operator allows, and a moderator empties it in one step.

Here a hundred. Ten thousand over HTTP are sent by `python -m tools.flood` (docs/operating.md, Floods).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.moderation import many
from app.privacy.budgets import Budget
from app.privacy.tokens import seal
from app.submissions import receipts
from app.submissions.models import Proposal, Receipt
from app.submissions.rules import ASK_SECONDS, REQUESTS_AN_HOUR, Lane, State
from tests.asker import NOW, Asker, kept
from tests.client import statements
from tests.factories import list_organisation, list_service
from tests.returner import Do

SENT, CAP = 100, 40


def _flood(app: Flask, asker: Asker) -> list[int]:
    """Send many requests as a program would: with a good token each, and other words."""
    # As if it took hours: only so many a minute are looked at at all.
    app.extensions["budgets"]["send"] = Budget(60, 10 * SENT)
    asker.look()
    form = asker.form()
    form["do"] = "send"
    second = int(NOW.timestamp()) - ASK_SECONDS
    answers = []
    # Not through the client that looks at every page: it would be most of the time.
    with app.test_client() as program:
        for number in range(SENT):
            digits = receipts.read(receipts.new_code()).encode("ascii")
            form["form"] = seal(app.extensions["keys"].form, "ask", digits, second)
            form["name"] = f"Night Library {number}"
            answers.append(program.post("/en/ask", data=form).status_code)
    return answers


def _selects(asker: Asker, path: str) -> int:
    with statements() as seen:
        assert asker.client.get(path).status_code == 200
    return len(seen)


def test_a_flood_cannot_fill_the_queue_or_reach_a_reader_and_goes_in_one_step(
    app: Flask, asker: Asker, do: Do
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], queue_cap=CAP)
    do(list_organisation)
    do(list_service)
    paths = ("/en/", "/en/find?need=medical", "/en/s/river-lamp")
    # The first visit of all counts what there is, once for everyone.
    _selects(asker, paths[0])
    before = [_selects(asker, path) for path in paths]
    assert _flood(app, asker) == [303] * CAP + [422] * (SENT - CAP)
    # Kept pages may ask nothing at all by now.
    assert all(_selects(asker, path) <= was for path, was in zip(paths, before, strict=True))
    lanes = [row.lane for row in kept(app)]
    assert (lanes.count(Lane.NORMAL), lanes.count(Lane.SLOW)) == (REQUESTS_AN_HOUR, CAP - REQUESTS_AN_HOUR)
    assert do(lambda s: s.scalars(sa.select(sa.func.count()).select_from(Receipt)).one()) == CAP

    def emptied(session: Session) -> int:
        return many.decline_all(session, "robin", Lane.SLOW, "not_checked", date(2026, 11, 22))

    assert do(emptied) == CAP - REQUESTS_AN_HOUR
    waits = sa.select(sa.func.count()).select_from(Proposal).where(Proposal.state == State.WAITING)
    assert do(lambda s: s.scalars(waits).one()) == REQUESTS_AN_HOUR


def test_a_group_can_ask_again_once_the_flood_is_declined(app: Flask, asker: Asker, do: Do) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], queue_cap=1)
    asker.ask()
    asker.page = ""
    full = asker.ask(name="Real Group")
    assert full.status_code == 422
    assert "Real Group" in asker.page
    found = kept(app)[0]
    chosen = {found.id: found.revision}
    do(lambda s: many.decline_all(s, "robin", chosen, "not_checked", date(2026, 11, 22)))
    assert asker.press("send").status_code == 303


def test_a_group_that_writes_in_a_flood_keeps_its_words_and_sends_them_a_minute_later(
    app: Flask, asker: Asker
) -> None:
    asker.look()
    app.extensions["budgets"]["form"] = Budget(60, 1)
    assert asker.press("change", name="Night Library").status_code == 200
    assert asker.press("send", name="Lantern & Circle").status_code == 429
    assert "What you wrote is kept on this page." in asker.page
    form = asker.form()
    assert form["name"] == "Lantern & Circle"
    assert form["do"] == "send"
    app.extensions["budgets"]["form"] = Budget(60, 1)
    asker.wait()
    assert asker.client.post(asker.address, data=form).status_code == 303
    assert [row.state for row in kept(app)] == [State.WAITING]
