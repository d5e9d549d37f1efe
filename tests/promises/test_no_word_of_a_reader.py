"""Promise: a report is a reason and a count. Nothing else that a reader sends is kept, and no two readers differ."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.submissions.models import Report, Spent, Tally
from app.submissions.rules import REPORT_SECONDS
from tests.factories import list_organisation, list_service
from tests.held import left

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORY, AGENT, ADDRESS = "canary they took my papers", "CanaryPhone/7", "203.0.113.77"


@pytest.fixture
def database(app: Flask) -> Database:
    """The database of a site with one listing."""
    found: Database = app.extensions["database"]
    with Session(found.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    return found


def _report(app: Flask, seconds: int) -> str:
    """Report as somebody who also sends a story, by hand, and whose browser talks a lot; return the form's token."""
    moments = iter((0, REPORT_SECONDS))
    app.extensions["clock"] = lambda: datetime.fromtimestamp(NOW.timestamp() + seconds + next(moments), UTC)
    client = app.test_client()
    page = client.get("/en/s/river-lamp/wrong").text
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    moments = iter((REPORT_SECONDS,) * 9)
    answer = client.post(
        "/en/s/river-lamp/wrong",
        data={"token": found[1], "reason": "asked_for_id", "story": STORY, "reason_other": STORY},
        headers={"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Referer": f"https://{ADDRESS}/"},
        environ_base={"REMOTE_ADDR": ADDRESS},
    )
    assert answer.status_code == 200
    return found[1]


def test_nothing_of_a_reader_is_in_the_database(app: Flask, database: Database) -> None:
    token = _report(app, 0)
    with Session(database.write) as session:
        rows = session.execute(sa.select(Report.code, Report.reason, Report.number, Report.last_on)).all()
    assert [tuple(row) for row in rows] == [("river-lamp", "asked_for_id", 1, NOW.date())]
    assert left(database.write, {STORY, AGENT, ADDRESS, token}) == set()
    # The search finds what is there.
    assert left(database.write, {"asked_for_id"}) == {"asked_for_id"}


def test_a_report_has_no_column_for_more_than_a_count(database: Database) -> None:
    columns = {table.name: set(table.columns.keys()) for table in Report.metadata.tables.values()}
    assert columns[Report.__tablename__] == {"code", "reason", "number", "last_on"}
    assert columns[Spent.__tablename__] == {"hash", "ends"}
    assert columns[Tally.__tablename__] == {"what", "day", "number"}
    assert database


def test_two_readers_leave_the_same(app: Flask, database: Database) -> None:
    _report(app, 0)
    _report(app, 600)
    with Session(database.write) as session:
        assert session.scalars(sa.select(Report.number)).one() == 2
        # How often a form was sent tells nothing of who sent it: a hash of chance, and an hour.
        spent = session.execute(sa.select(Spent.hash, Spent.ends)).all()
    assert len({row.hash for row in spent}) == 2
    assert len({row.ends for row in spent}) == 1
