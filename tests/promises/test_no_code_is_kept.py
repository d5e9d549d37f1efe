"""Promise: the receipt code of a group is nowhere: not in the database, not in an address, not in an answer."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.submissions import actions, receipts
from app.submissions.rules import Lane, State
from tests.client import GuardedClient
from tests.held import left
from tests.returner import ANSWER, ASKED, CODE, NOW, QUESTION, Group, settle

DIGITS = CODE.replace(" ", "")


@pytest.fixture
def lookup(app: Flask) -> str:
    """What is kept of the code."""
    return receipts.lookup_id(DIGITS, app.extensions["keys"].pepper)


def test_a_code_is_not_kept_and_does_not_travel(app: Flask, client: GuardedClient, lookup: str) -> None:
    database: Database = app.extensions["database"]
    with Session(database.write) as session, session.begin():
        actions.submit(session, ASKED, "en", lookup, NOW.date(), Lane.NORMAL, 500)
    with Session(database.write) as session, session.begin():
        settle(lambda act: act(session), State.ASKED, words=QUESTION)
    group = Group(app, client)
    answers = [group.come(), group.press("reply", reply=ANSWER), group.press("look"), group.press("finish")]
    told = "".join(f"{answer.headers}{answer.text}" for answer in answers)
    assert CODE not in told
    assert DIGITS not in told
    assert left(database.write, {CODE, DIGITS, DIGITS[:12]}) == set()
    # The search finds what is there.
    assert left(database.write, {lookup, ANSWER}) == {lookup, ANSWER}


def test_a_lookup_needs_the_pepper(lookup: str) -> None:
    assert receipts.lookup_id(DIGITS, b"q" * 32) != lookup
