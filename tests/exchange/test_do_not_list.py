"""Who asked not to be listed is not brought in, and the report says so."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import Organisation, Service, TextRow
from app.exchange.do_not_list import Refuses
from app.exchange.report import Fate, Report
from tests.exchange.conftest import Import, Row

ASKED = "It asked not to be listed."
OTHER: Row = {
    "organisation_ref": "o2",
    "organisation_name": "Elm House",
    "service_ref": "s2",
    "name": "A bed for tonight",
    "reach_1_value": "+1 416 555 0177",
}


def _refuses(*known: str) -> Refuses:
    return lambda names, contacts: not {*known}.isdisjoint((*names, *contacts))


def _fates(report: Report) -> list[tuple[str, Fate]]:
    return [(row.name, row.fate) for row in report.rows]


def test_a_group_that_asked_not_to_be_listed_is_not_brought_in(bring_rows: Import, session: Session) -> None:
    report = bring_rows({}, OTHER, refuses=_refuses("Riverside Law Room"))
    assert _fates(report) == [
        ("Riverside Law Room", Fate.REFUSED),
        ("Elm House", Fate.IMPORTED),
        ("Free advice", Fate.REFUSED),
        ("A bed for tonight", Fate.IMPORTED),
    ]
    assert {row.why() for row in report.rows if row.fate is Fate.REFUSED} == {ASKED}
    assert f"refused 2: {ASKED}" in list(report.lines())
    assert session.scalars(sa.select(sa.func.count()).select_from(Service)).one() == 1
    assert "Riverside" not in str(session.scalars(sa.select(TextRow.body)).all())


def test_a_group_is_known_by_the_number_of_its_only_service(bring_rows: Import, session: Session) -> None:
    report = bring_rows({}, OTHER, refuses=_refuses("+14165550142"))
    assert [row.name for row in report.rows if row.why() == ASKED] == ["Riverside Law Room", "Free advice"]
    assert session.scalars(sa.select(sa.func.count()).select_from(Organisation)).one() == 1


def test_a_group_stays_when_only_one_of_its_services_asked(bring_rows: Import) -> None:
    second: Row = {"service_ref": "s2", "name": "Court help", "reach_1_value": "+1 416 555 0177"}
    report = bring_rows({}, second, refuses=_refuses("+14165550142"))
    assert _fates(report) == [
        ("Riverside Law Room", Fate.IMPORTED),
        ("Free advice", Fate.REFUSED),
        ("Court help", Fate.IMPORTED),
    ]


def test_a_service_cannot_be_reached_through_a_group_that_asked_not_to_be_listed(bring_rows: Import) -> None:
    through: Row = {**OTHER, "reach_2_kind": "through", "reach_2_through": "o1"}
    report = bring_rows({}, through, refuses=_refuses("Riverside Law Room"))
    bed = next(row for row in report.rows if row.name == "A bed for tonight")
    assert (bed.fate, bed.why()) == (
        Fate.REFUSED,
        "reach: There is no organisation o1 to reach it through.",
    )


def test_a_dry_run_says_who_asked_not_to_be_listed(bring_rows: Import) -> None:
    report = bring_rows({}, dry_run=True, refuses=_refuses("Riverside Law Room"))
    assert [row.why() for row in report.rows] == [ASKED, ASKED]
