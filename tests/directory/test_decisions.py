"""The chain of decisions shows every removed, changed or moved link; the command says where it breaks."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.actions import apply
from app.directory.changes import SetStatus
from app.directory.deciding import verify
from app.directory.models import Decision
from app.directory.rules import Status
from tests.factories import list_organisation, list_service


def _decide(session: Session, times: int = 4) -> None:
    list_organisation(session)
    list_service(session)
    for status in (Status.FULL, Status.OPEN, Status.PAUSED)[: times - 2]:
        apply(session, SetStatus("river-lamp", status), "robin", "reported")


def test_an_operator_can_prove_that_no_decision_was_changed(session: Session) -> None:
    assert (verify(session).count, verify(session).head) == (0, "")
    _decide(session, 5)
    chain = verify(session)
    last = session.scalars(sa.select(Decision.hash).where(Decision.sequence == 5)).one()
    assert (chain.count, chain.head, chain.broken_at) == (5, last, None)
    assert len(chain.heads) == 5


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("DELETE FROM decision WHERE sequence = 1", 1),
        ("DELETE FROM decision WHERE sequence = 3", 3),
        ("UPDATE decision SET handle = 'sam' WHERE sequence = 2", 2),
        ("UPDATE decision SET reason = 'u1' WHERE sequence = 4", 4),
        ("UPDATE decision SET day = '2020-01-01' WHERE sequence = 3", 3),
        ("UPDATE decision SET previous = '' WHERE sequence = 4", 4),
        ("UPDATE decision SET hash = previous WHERE sequence = 5", 5),
        ("UPDATE decision SET sequence = 5 - sequence + 100 WHERE sequence IN (2, 3)", 2),
        ("INSERT INTO decision SELECT 6, day, handle, action, code, reason, previous, hash FROM decision"
         " WHERE sequence = 5", 6),
    ],
)  # fmt: skip
def test_nobody_can_change_the_past_unseen(session: Session, tampering: str, broken_at: int) -> None:
    _decide(session, 5)
    session.flush()
    session.execute(sa.text(tampering))
    session.expire_all()
    assert verify(session).broken_at == broken_at


def test_nobody_can_swap_two_decisions_unseen(session: Session) -> None:
    _decide(session, 5)
    for now, then in ((3, 99), (4, 3), (99, 4)):
        session.execute(sa.update(Decision).where(Decision.sequence == now).values(sequence=then))
    session.expire_all()
    assert verify(session).broken_at == 3


def _run(app: Flask, *args: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["decisions", "verify", *args])
    return answer.exit_code, answer.output


def test_an_operator_can_see_the_count_the_last_hash_and_a_break(app: Flask) -> None:
    database: Database = app.extensions["database"]
    assert _run(app) == (0, "0 decisions, none missing or changed. Last hash: -\n")
    with Session(database.write) as session, session.begin():
        _decide(session, 4)
        head = verify(session).head
    assert _run(app) == (0, f"4 decisions, none missing or changed. Last hash: {head}\n")
    with Session(database.write) as session, session.begin():
        session.execute(sa.delete(Decision).where(Decision.sequence == 2))
    code, said = _run(app)
    assert (code, said) == (1, "Decision 2 is missing or is not as it was written.\n")


def test_an_operator_can_see_that_the_newest_decisions_were_cut_off(app: Flask) -> None:
    database: Database = app.extensions["database"]
    with Session(database.write) as session, session.begin():
        _decide(session, 4)
        known = verify(session).head
    assert _run(app, "--known", known)[0] == 0
    with Session(database.write) as session, session.begin():
        apply(session, SetStatus("river-lamp", Status.OPEN), "robin", "reported")
    assert _run(app, "--known", known)[0] == 0
    with Session(database.write) as session, session.begin():
        session.execute(sa.delete(Decision).where(Decision.sequence > 3))
    code, said = _run(app, "--known", known)
    assert code == 1
    assert "cut off" in said
