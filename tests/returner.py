"""A group that comes back with nothing but its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.submissions import actions, receipts
from app.submissions.bundle import Bundle, Offered
from app.submissions.models import Proposal
from app.submissions.rules import State
from tests.client import GuardedClient
from tests.factories import organisation, service
from tests.filled import filled

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CODE = receipts.new_code()
QUESTION, ANSWER = "Do you share anything with a court?", "No. Never, unless a judge orders it."
ASKED = Bundle(organisation("Night Group"), (Offered(service("")),))
Do = Callable[..., Any]


class Group:
    """Three people with a browser, a code, and no clock but the site's."""

    def __init__(self, app: Flask, client: GuardedClient) -> None:
        self.app, self.client, self.page = app, client, ""
        self.time = NOW
        app.extensions["clock"] = lambda: self.time

    def come(self, typed: str = CODE, lang: str = "en", **also: str) -> TestResponse:
        """Type the code."""
        return self._seen(self.client.post(f"/{lang}/receipt", data={"code": typed, **also}))

    def press(self, do: str, lang: str = "en", **also: str) -> TestResponse:
        """Press a button of the page that is open."""
        found = re.search(r'name="token" value="([^"]+)"', self.page)
        assert found is not None
        sent = {"token": found[1], "do": do, **also}
        return self._seen(self.client.post(f"/{lang}/receipt", data=sent))

    def send(self, do: str, **changed: str) -> TestResponse:
        """Send the form that is open as it is but for what is changed."""
        sent = filled(self.page, "/en/receipt")
        sent["do"] = do
        if "s1-row" in sent:
            # What nobody told us yet must be said once: that it is not known.
            for string in ("s1-f1", "s1-f2", "s1-f3"):
                sent.setdefault(string, "not_known")
        for name, value in changed.items():
            sent[name if name in sent else name.replace("_", "-")] = value
        return self._seen(self.client.post("/en/receipt", data=sent))

    def _seen(self, answer: TestResponse) -> TestResponse:
        self.page = answer.text or self.page
        return answer


def settle(do: Do, state: State, reason: str = "", words: str = "") -> None:
    """Let a moderator ask or decline, today."""

    def act(session: Session) -> None:
        proposal = session.scalars(sa.select(Proposal)).one()
        proposal.state, proposal.reason, proposal.settled_on = state, reason, NOW.date()
        if words:
            actions.say(session, proposal, words, from_group=False)

    do(act)
