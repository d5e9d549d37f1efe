from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.db import Base
from app.directory.models import Service
from app.languages import OFFERED
from app.pages.models import PageTag
from app.privacy.retention import LIFETIMES
from app.submissions.models import Proposal
from config import Settings
from tests.house import ROOT
from tests.page import faults
from tests.shell.tiny import tiny_app

DATA = ROOT / "docs" / "data.md"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_reader_can_leave_without_a_script(reader: FlaskClient, method: str) -> None:
    answer = reader.open("/exit", method=method)
    assert answer.status_code == 303
    assert answer.headers["Location"] == Settings().exit_url
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data == b""


def test_an_operator_can_choose_where_leaving_leads() -> None:
    answer = tiny_app(Settings(exit_url="https://example.org/weather")).test_client().get("/exit")
    assert answer.headers["Location"] == "https://example.org/weather"


@pytest.mark.parametrize("tag", [language.tag for language in OFFERED])
def test_a_reader_can_learn_what_is_kept_and_what_leaving_cannot_hide(reader: FlaskClient, tag: str) -> None:
    answer = reader.get(f"/{tag}/privacy")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert not faults(answer.data, f"/{tag}/privacy", policy, "Waymark")
    assert answer.text.count("<h2>") == 6


def test_a_reader_can_learn_how_long_each_kind_of_thing_is_kept(reader: FlaskClient) -> None:
    text = reader.get("/en/privacy").text
    assert all(one.what in text and one.until in text for one in LIFETIMES)


def test_the_lifetimes_of_listings_and_requests_are_those_of_the_table_of_columns() -> None:
    mine = {
        str(mapper.local_table)
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ in {Service.__module__, Proposal.__module__, PageTag.__module__}
    }
    rows = [line.strip("| ").split(" | ") for line in DATA.read_text("utf-8").splitlines()]
    written = {cells[3] for cells in rows if len(cells) == 4 and cells[0] in mine}
    assert written == {one.slug for one in LIFETIMES} - {"backup"}


def test_a_reader_can_be_told_the_limits_of_leaving_in_plain_words(reader: FlaskClient) -> None:
    text = reader.get("/en/privacy").text
    for words in (
        "It does not erase your history",
        "Your keyboard may remember",
        "The owner of your network",
    ):
        assert words in text


def test_a_monitor_can_ask_whether_the_site_is_alive(reader: FlaskClient) -> None:
    answer = reader.get("/healthz")
    assert (answer.text, answer.mimetype) == ("ok\n", "text/plain")


def test_a_crawler_cannot_come_in_unless_the_operator_allows_it() -> None:
    closed, opened = tiny_app().test_client(), tiny_app(Settings(indexing="pages")).test_client()
    assert closed.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert opened.get("/robots.txt").text == "User-agent: *\nDisallow: /exit\n"


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("safety@example.org", "Contact: mailto:safety@example.org"),
        ("https://example.org/hole", "Contact: https://example.org/hole"),
    ],
)
def test_a_researcher_can_find_whom_to_tell(contact: str, line: str) -> None:
    answer = tiny_app(Settings(security_contact=contact)).test_client().get("/.well-known/security.txt")
    lines = answer.text.splitlines()
    assert line in lines
    expires = next(text.removeprefix("Expires: ") for text in lines if text.startswith("Expires: "))
    left = datetime.fromisoformat(expires) - datetime.now(UTC)
    assert timedelta(days=100) < left < timedelta(days=365)


def test_a_researcher_gets_no_file_where_nobody_is_named(reader: FlaskClient) -> None:
    assert reader.get("/.well-known/security.txt").status_code == 404
