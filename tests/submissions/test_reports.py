"""A reader says what is wrong: a fixed reason, counted once, and nothing that could be about the reader."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import Database
from app.directory.actions import apply
from app.directory.changes import Withdraw
from app.directory.models import Decision, Service
from app.directory.rules import Status
from app.submissions.models import Proposal, Report
from app.submissions.rules import (
    REPORT_MINUTES,
    REPORT_SECONDS,
    REPORTS_A_DAY,
    REPORTS_TO_SHOW,
    Kind,
)
from app.vocabulary import reasons
from tests.client import GuardedClient
from tests.factories import list_organisation, list_service
from tests.offered import SAMPLE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WRONG = "/en/s/river-lamp/wrong"
TOLD = "We do not know it was you."


class Reader:
    """Somebody with a phone who found a listing wrong."""

    def __init__(self, app: Flask, client: GuardedClient) -> None:
        self.client, self.time, self.token = client, NOW, ""
        app.extensions["clock"] = lambda: self.time

    def open(self, path: str = WRONG) -> TestResponse:
        """Open the page, and read it for as long as it takes."""
        answer = self.client.get(path)
        found = re.search(r'name="token" value="([^"]+)"', answer.text)
        self.token = found[1] if found else ""
        self.time += timedelta(seconds=REPORT_SECONDS)
        return answer

    def say(self, reason: str = "wrong_number", path: str = WRONG) -> TestResponse:
        """Pick a reason and send it."""
        return self.client.post(path, data={"token": self.token, "reason": reason})


@pytest.fixture
def session(database: Database) -> Session:
    """A session beside the site; commit at once."""
    return Session(database.write, expire_on_commit=False)


@pytest.fixture
def database(app: Flask) -> Database:
    """The database of the site."""
    found: Database = app.extensions["database"]
    return found


@pytest.fixture
def reader(app: Flask, client: GuardedClient, session: Session) -> Reader:
    """A reader of a site with one listing."""
    with session.begin():
        list_organisation(session)
        list_service(session)
    return Reader(app, client)


def _counts(session: Session) -> dict[str, int]:
    with session.begin():
        return {row.reason: row.number for row in session.scalars(sa.select(Report))}


def test_a_reader_can_pick_every_fixed_reason_and_write_nothing(reader: Reader) -> None:
    page = reader.open().text
    assert page.count('type="radio"') == len(reasons("report")) == 7
    assert "<textarea" not in page
    assert 'type="text"' not in page


def test_a_reader_finds_it_on_every_listing(reader: Reader) -> None:
    assert f'href="{WRONG}"' in reader.client.get("/en/s/river-lamp").text


def test_a_report_is_counted_once_however_often_it_is_sent(reader: Reader, session: Session) -> None:
    reader.open()
    answers = [reader.say(), reader.say(), reader.say("closed")]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert TOLD in answers[0].text
    assert _counts(session) == {"wrong_number": 1}


def test_reports_wait_as_one_proposal_and_never_pause(reader: Reader, session: Session) -> None:
    for reason in ("called_police", "called_police", "closed"):
        reader.open()
        reader.say(reason)
    with session.begin():
        assert session.scalars(sa.select(Proposal.kind)).all() == [Kind.REPORT]
        assert session.scalars(sa.select(Service.status)).one() is Status.OPEN
        assert session.scalars(sa.select(Service.doubted_on)).one() is None


def test_the_page_says_so_when_enough_readers_did(reader: Reader, session: Session) -> None:
    for _number in range(REPORTS_TO_SHOW):
        assert "may be wrong" not in reader.client.get("/en/s/river-lamp").text
        reader.open()
        reader.say()
    assert "may be wrong" in reader.client.get("/en/s/river-lamp").text
    with session.begin():
        last = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc())).first()
        assert last is not None
        assert (last.handle, last.reason, last.code) == ("by readers", "reported", "river-lamp")
    # Nothing tells what was said: the log is public.
    assert "wrong number" not in reader.client.get("/en/log").text.lower()


def test_a_reader_cannot_tell_that_no_more_are_counted_today(
    reader: Reader, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.open()
    before = reader.say().text
    monkeypatch.setattr("app.submissions.actions.REPORTS_A_DAY", 1)
    assert REPORTS_A_DAY > 1
    reader.open()
    assert reader.say("closed").text == before
    assert _counts(session) == {"wrong_number": 1}


def test_a_form_sent_at_once_is_kept_and_can_be_sent_again(reader: Reader, session: Session) -> None:
    reader.open()
    reader.time -= timedelta(seconds=1)
    fast = reader.say("moved")
    assert fast.status_code == 422
    assert re.search(r'value="moved"[^>]*checked|checked[^>]*value="moved"', fast.text)
    assert _counts(session) == {}


@pytest.mark.parametrize("token", ["", "x", "A" * 139])
def test_a_broken_or_old_form_asks_again_and_counts_nothing(
    reader: Reader, session: Session, token: str
) -> None:
    reader.open()
    kept, reader.token = reader.token, token
    assert reader.say().status_code == 422
    reader.token = kept
    reader.time += timedelta(minutes=REPORT_MINUTES)
    assert "open for too long" in reader.say().text
    assert _counts(session) == {}


def test_the_form_of_one_listing_counts_for_no_other(reader: Reader, session: Session) -> None:
    with session.begin():
        list_service(session, "quiet-moon")
    reader.open()
    assert reader.say(path="/en/s/quiet-moon/wrong").status_code == 422
    assert _counts(session) == {}


def test_a_reason_of_ones_own_is_refused(reader: Reader, session: Session) -> None:
    reader.open()
    assert reader.say("the owner is a liar").status_code == 422
    assert reader.say("").status_code == 422
    assert _counts(session) == {}


def test_a_paused_or_withdrawn_listing_says_so(reader: Reader, session: Session) -> None:
    with session.begin():
        list_service(session, "quiet-moon", status=Status.PAUSED)
        apply(session, Withdraw("river-lamp"), "robin", "asked_to_leave")
    assert "paused already" in reader.open("/en/s/quiet-moon/wrong").text
    assert reader.open().status_code == 410
    assert reader.say().status_code == 410
    assert reader.open("/en/s/never-was/wrong").status_code == 404


@pytest.mark.parametrize("lang", SAMPLE)
def test_a_reader_can_say_it_in_every_language(reader: Reader, lang: str) -> None:
    path = WRONG.replace("/en/", f"/{lang}/")
    assert reader.open(path).status_code == 200
    assert reader.say(path=path).status_code == 200
