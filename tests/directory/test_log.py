"""The public log: what was decided and why, never by whom, and nothing of what is not public."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Change, Save, SetDoubt, SetStatus, Withdraw
from app.directory.rules import Action, Status
from app.vocabulary import reasons, told_of
from tests.client import GuardedClient, body
from tests.factories import list_organisation, list_service, service

HANDLE = "moss-owl"


def _decided(app: Flask, *changes: tuple[Change, str]) -> None:
    with Session(app.extensions["database"].write) as session, session.begin():
        list_organisation(session)
        list_service(session)
        for change, reason in changes:
            apply(session, change, HANDLE, reason, date(2026, 3, 9))


def _log(client: GuardedClient, path: str = "/en/log") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return body(answer).decode()


def test_a_reader_can_see_what_was_decided_and_why(app: Flask, client: GuardedClient) -> None:
    _decided(app, (SetStatus("river-lamp", Status.PAUSED), "u4"))
    page = _log(client)
    assert "March 9, 2026" in page
    assert "We changed whether a listing is open, paused or closed." in page
    assert "We cannot reach them." in page
    assert 'href="/en/s/river-lamp"' in page
    assert page.index("paused or closed") < page.index("We changed many listings at once.")


def test_a_reader_can_see_which_listing_a_decision_of_many_changes_was_about(
    app: Flask, client: GuardedClient
) -> None:
    both = (SetStatus("river-lamp", Status.FULL), SetStatus("river-lamp", Status.OPEN))
    _decided(app, (Batch(both, Action.SAVE, "river-lamp"), "facts_changed"))
    newest = _log(client).split("<dt>")[1]
    assert "We changed what a listing says." in newest
    assert 'href="/en/s/river-lamp"' in newest


def test_a_reader_can_see_that_people_doubted_a_listing_and_that_we_looked(
    app: Flask, client: GuardedClient
) -> None:
    _decided(
        app, (SetDoubt("river-lamp", True), "called_police"), (SetDoubt("river-lamp", False), "facts_changed")
    )
    cleared, doubted = _log(client).split("<dt>")[1:3]
    assert "Some people told us something is wrong." in doubted
    assert "police" not in doubted
    assert "We looked at what people told us." in cleared


def test_a_reader_cannot_see_who_decided(app: Flask, client: GuardedClient) -> None:
    _decided(app, (SetStatus("river-lamp", Status.FULL), "d4"))
    page = _log(client)
    assert HANDLE not in page
    assert "robin" not in page


def test_a_reader_cannot_learn_of_drafts_or_of_what_was_withdrawn(app: Flask, client: GuardedClient) -> None:
    draft = Save("quiet-moon", service("calm-harbour", "Not yet"))
    _decided(app, (draft, "d4"), (Withdraw("river-lamp"), "u8"))
    page = _log(client)
    assert "quiet-moon" not in page
    assert "river-lamp" not in page
    assert "We took a listing away. This listing was withdrawn." in page


def test_a_reader_cannot_learn_what_was_alleged() -> None:
    for code in ("u1", "police_report", "u2", "u3", "u7"):
        assert told_of(code) in {one.sentence for one in reasons("pause")}
    assert [told_of(code) for code in ("x4", "called_police", "x5", "x6", "r5", "anything")] == [""] * 6
    assert told_of("x3") == told_of("wrong_number") == "The phone number is wrong"
    assert told_of("imported") == told_of("d1") != ""


def test_a_reader_can_turn_the_pages_of_a_long_log(app: Flask, client: GuardedClient) -> None:
    states = (Status.FULL, Status.OPEN)
    _decided(app, *((SetStatus("river-lamp", states[n % 2]), "facts_changed") for n in range(103)))
    first, second, third = (_log(client, f"/ar/log?page={n}") for n in (1, 2, 3))
    assert [page.count("<dt>") for page in (first, second, third)] == [50, 50, 5]
    assert 'href="/ar/log?page=2"' in first
    assert 'rel="next"' in second
    assert 'rel="prev"' in second
    assert 'rel="next"' not in third


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "", "1e3", "9" * 400, "٢"])
def test_a_reader_cannot_open_a_page_that_is_not_there(client: GuardedClient, page: str) -> None:
    assert client.get("/en/log", query_string={"page": page}).status_code == 404


def test_a_reader_can_find_the_log_from_the_page_about_the_site(client: GuardedClient) -> None:
    assert 'href="/es/log"' in body(client.get("/es/about")).decode()
    assert "Nothing was decided yet." in _log(client)
