"""Somebody who asks for a listing: opens the form, fills it in, presses its buttons, by the site's clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.db import Database
from app.submissions.bundle import Bundle, from_json
from app.submissions.models import Proposal
from app.submissions.rules import ASK_SECONDS
from tests.client import GuardedClient, body
from tests.filled import filled

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STRINGS = {"f9": "no", "f10": "no", "f1": "no", "f2": "none", "f4": "never", "f3": "not_known"}
# The least that a group says.
SAID = {
    "name": "Night Library",
    "s1-need": "legal",
    "s1-p1-where": "Berlin",
    "s1-w1-value": "030 1234567",
    **{f"s1-{name}": value for name, value in STRINGS.items()},
    "pledge": "all",
    "agreed": "y",
    "elsewhere": "nothing",
}


class Asker:
    """One browser with the form open. `page` is what it shows, `status` how the site answered."""

    def __init__(self, app: Flask, client: GuardedClient, tag: str = "en") -> None:
        self.client, self.tag, self.time = client, tag, NOW
        self.page, self.status = "", 0
        app.extensions["clock"] = lambda: self.time

    @property
    def address(self) -> str:
        """The address of the form."""
        return f"/{self.tag}/ask"

    def open(self) -> TestResponse:
        """Open an empty form."""
        return self._shown(self.client.get(self.address))

    def form(self) -> MultiDict[str, str]:
        """Return what the page would send."""
        return filled(self.page, self.address)

    def press(self, do: str, **changes: str | list[str]) -> TestResponse:
        """Press a button, having changed these fields; `__` stands for a hyphen."""
        form = self.form()
        form["do"] = do
        for name, value in changes.items():
            form.setlist(name.replace("__", "-"), [value] if isinstance(value, str) else value)
        return self._shown(self.client.post(self.address, data=form))

    def look(self, **changes: str | list[str]) -> TestResponse:
        """Fill in the least, with these changes, and look at the preview."""
        if not self.page:
            self.open()
        said = {**SAID, **{name.replace("__", "-"): value for name, value in changes.items()}}
        return self.press("preview", **{name.replace("-", "__"): value for name, value in said.items()})

    def wait(self, seconds: int = ASK_SECONDS + 1) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)

    def ask(self, **changes: str | list[str]) -> TestResponse:
        """Do everything that sending a request takes."""
        self.look(**changes)
        self.wait()
        return self.press("send")

    def _shown(self, answer: TestResponse) -> TestResponse:
        self.status = answer.status_code
        self.page = body(answer).decode() or self.page
        return answer


def kept(app: Flask) -> list[Proposal]:
    """Return what waits."""
    database: Database = app.extensions["database"]
    with Session(database.write) as session:
        return list(session.scalars(sa.select(Proposal)))


def asked(app: Flask) -> Bundle:
    """Return what the one request says."""
    (proposal,) = kept(app)
    return from_json(proposal.content or {})


def code_on(page: str) -> str:
    """Return the receipt code that the page shows."""
    found = re.search(r'<p class="show"><bdi dir="ltr">([\d ]+)</bdi>', page)
    assert found
    return found[1]
