"""A large file costs no more questions to the database than a small one, and ends in the same rows."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save
from app.directory.content import OrganisationContent, Prose, ServiceContent
from app.directory.models import Organisation, PlaceRow, Service, TextRow, WayRow
from app.directory.rules import Publication, Standing
from app.exchange import cli
from app.exchange.records import BadFile
from app.search import SearchEntry
from tests.exchange.conftest import Import, Row


@contextmanager
def _asked(session: Session) -> Iterator[list[str]]:
    """Collect the statements that are sent."""
    found: list[str] = []

    def collect(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", collect)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", collect)


def _rows(start: int, number: int) -> list[Row]:
    return [
        {
            "organisation_ref": f"o{n // 2}",
            "organisation_name": f"Group {n // 2}",
            "organisation_website": f"https://group{n // 2}.example",
            "service_ref": f"s{n}",
            "name": f"Advice {n}",
            "place_1_kind": "address",
            "place_1_town": "Toronto",
            "place_1_country": "ca",
            "reach_1_value": f"+1416555{n:04d}",
        }
        for n in range(start, start + number)
    ]


def test_a_file_of_many_asks_no_more_often_than_a_file_of_few(bring_rows: Import, session: Session) -> None:
    with _asked(session) as few:
        bring_rows(*_rows(0, 10))
    with _asked(session) as many:
        bring_rows(*_rows(100, 60))
    assert len(many) <= len(few) + 4
    assert session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) == 70


def test_an_import_ends_in_rows_that_say_what_the_file_said(bring_rows: Import, session: Session) -> None:
    note = {"place_1_note": "Ring twice.", "reach_1_hours": "mo 09:00-17:00", "reach_1_note": "Ask for Ana."}
    bring_rows(*_rows(0, 3), {**_rows(3, 1)[0], **note})
    services = session.scalars(sa.select(Service).order_by(Service.id)).all()
    groups = session.scalars(sa.select(Organisation).order_by(Organisation.id)).all()
    for rows in ([one.publication for one in services], [one.publication for one in groups]):
        assert set(rows) == {Publication.LISTED}
    assert [row.website for row in groups] == ["https://group0.example", "https://group1.example"]
    assert [row.organisation_id for row in services] == [groups[0].id] * 2 + [groups[1].id] * 2
    ways = session.execute(sa.select(WayRow.service_id, WayRow.value).order_by(WayRow.service_id)).all()
    assert ways == [(row.id, f"+1416555000{n}") for n, row in enumerate(services)]
    assert session.scalars(sa.select(PlaceRow.country)).all() == ["ca"] * 4
    notes = sa.select(TextRow.owner_kind, TextRow.owner_id, TextRow.body).where(TextRow.field == "note")
    place = session.scalars(sa.select(PlaceRow.id).where(PlaceRow.service_id == services[3].id)).one()
    way = session.scalars(sa.select(WayRow.id).where(WayRow.service_id == services[3].id)).one()
    assert set(session.execute(notes)) == {("place", place, "Ring twice."), ("way", way, "Ask for Ana.")}


def test_a_service_made_and_listed_goes_back_with_its_group_in_one_change(session: Session) -> None:
    group = OrganisationContent(prose=(Prose("name", "en", "Harbour"),))
    advice = ServiceContent("harbour", need="legal", prose=(Prose("name", "en", "Advice"),))
    made = (Save("harbour", group), Save("advice", advice))
    listed = tuple(Publish(code, Standing.UNCHECKED) for code in ("harbour", "advice"))
    back = Publish("harbour", Standing.UNCHECKED, publication=Publication.DRAFT)
    apply(session, Batch((*made, *listed, back)), "robin", "imported")
    session.expire_all()
    assert session.scalars(sa.select(Organisation.publication)).all() == [Publication.DRAFT]
    assert session.scalars(sa.select(Service.publication)).all() == [Publication.DRAFT]
    assert session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) == 0


class _Ring:
    """An object that only the search for cycles can let go of."""

    def __init__(self) -> None:
        self.own = self


def test_what_an_import_throws_away_cannot_fill_the_memory_until_it_ends(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, left = tmp_path / "nothing.csv", []

    def making(*_given: object, **_named: object) -> NoReturn:
        first = weakref.ref(_Ring())
        for _time in range(200_000):
            _Ring()
        left.append(first())
        raise BadFile("Enough.")

    monkeypatch.setattr(cli, "run", making)
    path.write_text("name\n", "utf-8")
    before = gc.get_threshold()
    app.test_cli_runner().invoke(args=["listings", "import", str(path)])
    assert left == [None]
    assert (gc.isenabled(), gc.get_threshold()) == (True, before)
