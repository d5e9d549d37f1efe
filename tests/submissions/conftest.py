"""Somebody with the form open, and somebody who comes back with a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.submissions import actions, receipts
from app.submissions.models import Receipt
from app.submissions.rules import Lane
from tests.asker import Asker
from tests.client import GuardedClient
from tests.factories import list_organisation, list_service
from tests.returner import ASKED, CODE, NOW, Do, Group


@pytest.fixture
def asker(app: Flask, client: GuardedClient) -> Asker:
    """A group with a browser."""
    return Asker(app, client)


@pytest.fixture
def group(app: Flask, client: GuardedClient) -> Group:
    """The group."""
    return Group(app, client)


@pytest.fixture
def lookup(app: Flask) -> str:
    """What the database keeps of its code."""
    return receipts.lookup_id(receipts.read(CODE), app.extensions["keys"].pepper)


@pytest.fixture
def do(app: Flask) -> Do:
    """Do something in a session of its own, as the desk would."""

    def done(act: Callable[[Session], Any]) -> Any:
        with Session(app.extensions["database"].write, expire_on_commit=False) as session, session.begin():
            return act(session)

    return done


@pytest.fixture
def request_id(do: Do, lookup: str) -> str:
    """The id of a request that waits."""
    found: str = do(lambda s: actions.submit(s, ASKED, "en", lookup, NOW.date(), Lane.NORMAL, 500))
    return found


@pytest.fixture
def listed(do: Do, lookup: str) -> str:
    """The code of a group's listing."""

    def act(session: Session) -> None:
        list_organisation(session)
        list_service(session)
        session.add(Receipt(lookup=lookup, proposal_id=None, code="calm-harbour"))

    do(act)
    return "river-lamp"
