"""`flask --app app queue`: how much waits and how long, for an operator's cron."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.submissions import actions, queries
from app.submissions.bundle import Bundle, Offered
from app.submissions.models import Proposal
from app.submissions.rules import Lane, State
from app.vocabulary import stored_facts
from tests.factories import list_organisation, list_service, organisation, service

TODAY = datetime.now(UTC).date()
ASKED = Bundle(organisation("Night Group"), (Offered(service("")),))
Do = Callable[[Callable[[Session], object]], None]


@pytest.fixture
def do(app: Flask) -> Do:
    """Do something in a session of its own."""

    def done(act: Callable[[Session], object]) -> None:
        with Session(app.extensions["database"].write) as session, session.begin():
            act(session)

    return done


def _run(app: Flask, *args: str) -> list[str]:
    answer = app.test_cli_runner().invoke(args=["queue", *args])
    assert answer.exit_code == 0, answer.output
    return answer.output.splitlines()


def _ask(days_ago: int, number: int = 1, state: State = State.WAITING) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        day = TODAY - timedelta(days=days_ago)
        for one in range(number):
            lookup = f"{days_ago}-{state}-{one}"
            found = actions.submit(session, ASKED, "en", lookup, day, Lane.NORMAL, 500)
            session.get_one(Proposal, found).state = state
        session.flush()

    return act


def test_an_operator_is_told_how_much_waits_and_since_when(app: Flask, do: Do) -> None:
    do(_ask(3, number=2))
    do(_ask(12))
    do(_ask(40, state=State.ASKED))
    do(_ask(50, state=State.DECLINED))
    assert _run(app) == [
        "Waiting: 3. The oldest came 12 days ago.",
        "request: 3",
        "Asked, no answer yet: 1",
    ]


def test_kinds_are_counted_apart(app: Flask, do: Do) -> None:
    do(_ask(0))

    def report(session: Session) -> None:
        list_organisation(session)
        list_service(session)
        actions.report(session, "river-lamp", "closed", "nonce", 1, TODAY)

    do(report)
    assert _run(app)[1:3] == ["report: 1", "request: 1"]


def test_an_empty_queue_says_so_and_nothing_to_cron(app: Flask, do: Do) -> None:
    assert _run(app) == ["Nothing waits."]
    assert _run(app, "--quiet") == []
    do(_ask(1))
    assert _run(app, "--quiet") == _run(app)


@pytest.mark.parametrize(("written", "due"), [("2026-05", 0), ("2026-06", 1), ("2026-07", 0)])
def test_what_grows_old_next_month_is_counted_once(app: Flask, do: Do, written: str, due: int) -> None:
    # In December six months have passed since June, and in January more than six.
    def act(session: Session) -> None:
        list_organisation(session)
        said = service("").facts
        list_service(session, facts=tuple(type(one)(one.number, one.answers, month=written) for one in said))
        assert queries.due_in(session, date(2027, 1, 1)) == due

    do(act)
    assert {one.stale_after_months for one in stored_facts()} == {6, 12}
