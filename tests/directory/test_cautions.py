"""What a reader must know before going stands first: warnings, and what people told us."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import writing
from app.directory import queries
from app.directory.actions import apply
from app.directory.changes import Change, Publish, Save, SetDoubt, SetStatus, Withdraw
from app.directory.content import Caution, ServiceContent, service_from_json, to_json
from app.directory.models import CautionRow, Version
from app.directory.reading import content_of
from app.directory.rules import NotAllowed, Standing, Status, UnknownWarning
from tests.client import GuardedClient, body
from tests.directory.samples import FULL, row_of
from tests.factories import list_organisation, list_service, service

WARNINGS = (Caution("guard", "2026-04"), Caution("must_report", "2026-05"))
GUARD = "There is a guard or a camera at the door."
REPORT = "By law they must report some things, even about adults."
DOUBT = "Some people told us this may be wrong (March 2026)."


def _page(client: GuardedClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return body(answer).decode()


def _fill(app: Flask, *changes: Change, **said: object) -> None:
    with app.app_context(), writing() as session:
        list_organisation(session)
        list_service(session, **said)  # type: ignore[arg-type]
        for change in changes:
            apply(session, change, "robin", "reported", date(2026, 3, 9))


def _warnings(session: Session, code: str) -> tuple[Caution, ...]:
    content = content_of(session, row_of(session, code))
    assert isinstance(content, ServiceContent)
    return content.warnings


def test_a_reader_reads_the_warnings_before_the_strings(app: Flask, client: GuardedClient) -> None:
    _fill(app, SetDoubt("river-lamp", True), warnings=WARNINGS)
    html = _page(client, "/en/s/river-lamp")
    parts = (
        "Before you go",
        DOUBT,
        REPORT,
        "May 2026",
        GUARD,
        "April 2026",
        "Before you contact them",
        "tel:+1",
    )
    order = [html.index(part) for part in parts]
    assert order == sorted(order)


def test_a_reader_of_a_list_is_told_that_there_is_a_warning(app: Flask, client: GuardedClient) -> None:
    _fill(app, warnings=WARNINGS)
    for path in ("/en/find", "/en/o/calm-harbour"):
        html = _page(client, path)
        assert html.count("There is a warning. Read it before you go.") == 1
        assert GUARD not in html


def test_a_reader_sees_no_word_of_warning_where_there_is_none(app: Flask, client: GuardedClient) -> None:
    _fill(app)
    for path in ("/en/s/river-lamp", "/en/find"):
        assert "Before you go" not in _page(client, path)
        assert "warning" not in _page(client, path)
        assert "may be wrong" not in _page(client, path)


def test_a_reader_in_danger_is_told_of_a_doubt(app: Flask, client: GuardedClient) -> None:
    _fill(app, SetDoubt("river-lamp", True), kinds=("l2",), need="legal")
    assert DOUBT in _page(client, "/en/danger?place=g3530597")


def test_a_reader_sees_what_people_told_us_on_page_and_card(app: Flask, client: GuardedClient) -> None:
    _fill(app, SetDoubt("river-lamp", True))
    for path in ("/en/s/river-lamp", "/en/find"):
        assert _page(client, path).count(DOUBT) == 1
    assert "2026年3月" in _page(client, "/zh-Hans/s/river-lamp")


def test_warnings_and_doubts_cost_no_further_question(session: Session) -> None:
    list_organisation(session)
    list_service(session)
    now, asked = datetime(2026, 3, 9, tzinfo=UTC), []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *_: asked.append(1))
    session.expunge_all()
    queries.service(session, "river-lamp", "en", now)
    without = len(asked)
    apply(session, Save("river-lamp", service("calm-harbour", warnings=WARNINGS)), "robin", "reported")
    apply(session, SetDoubt("river-lamp", True), "robin", "reported")
    session.flush()
    asked.clear()
    page = queries.service(session, "river-lamp", "en", now)
    assert page
    assert len(page.card.cautions) == 2
    assert len(asked) == without


@pytest.mark.parametrize(
    "change",
    [
        Save("river-lamp", service("calm-harbour", "New name")),
        SetStatus("river-lamp", Status.FULL),
        Publish("river-lamp", Standing.UNCHECKED),
    ],
)
def test_a_moderator_cannot_clear_a_doubt_unawares(session: Session, listed: str, change: Change) -> None:
    apply(session, SetDoubt(listed, True), "robin", "reported", date(2026, 3, 9))
    apply(session, change, "robin", "facts_changed")
    assert row_of(session, listed).doubted_on == date(2026, 3, 1)
    apply(session, SetDoubt(listed, False), "robin", "facts_changed")
    assert row_of(session, listed).doubted_on is None


def test_a_doubt_is_not_set_on_a_group_or_on_what_was_withdrawn(session: Session, listed: str) -> None:
    with pytest.raises(NotAllowed):
        apply(session, SetDoubt("calm-harbour", True), "robin", "reported")
    apply(session, SetDoubt(listed, True), "robin", "reported")
    apply(session, Withdraw(listed), "robin", "asked_to_leave")
    assert row_of(session, listed).doubted_on is None
    with pytest.raises(NotAllowed):
        apply(session, SetDoubt(listed, True), "robin", "reported")


def test_a_moderator_can_lift_a_warning_and_the_version_remembers_it(session: Session, listed: str) -> None:
    apply(session, Save(listed, service("calm-harbour", warnings=WARNINGS)), "robin", "facts_changed")
    assert _warnings(session, listed) == WARNINGS
    apply(session, Save(listed, service("calm-harbour")), "robin", "facts_changed")
    assert _warnings(session, listed) == ()
    newest = session.scalars(sa.select(Version).order_by(Version.revision.desc()).limit(1)).one()
    assert service_from_json(newest.content).warnings == WARNINGS


def test_a_withdrawn_listing_keeps_no_warning(session: Session, listed: str) -> None:
    apply(session, Save(listed, FULL), "robin", "facts_changed")
    apply(session, Withdraw(listed), "robin", "asked_to_leave")
    assert session.scalars(sa.select(CautionRow)).all() == []


@pytest.mark.parametrize("wrong", [Caution("no_such", "2026-04"), Caution("guard", "")])
def test_a_moderator_cannot_give_a_warning_of_their_own_making(
    session: Session, listed: str, wrong: Caution
) -> None:
    with pytest.raises(UnknownWarning):
        apply(session, Save(listed, service("calm-harbour", warnings=(wrong,))), "robin", "facts_changed")


def test_what_was_kept_before_there_were_warnings_still_reads() -> None:
    stored = to_json(replace(FULL, warnings=()))
    del stored["warnings"]
    assert service_from_json(stored) == replace(FULL, warnings=())
    assert service_from_json(to_json(FULL)) == FULL
