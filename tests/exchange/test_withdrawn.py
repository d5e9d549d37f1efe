"""What a group took away cannot come back by import."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Withdraw
from app.directory.models import Organisation, Service, TextRow
from app.directory.rules import Publication
from app.exchange.report import Fate
from tests.exchange.conftest import Import, Row

AGAIN: list[Row] = [
    {},
    {"service_ref": "s2", "name": "A new service"},
    {
        "service_ref": "s3",
        "name": "Another",
        "organisation_name": "Riverside Law Room",
        "service_code": "calm-harbour",
    },
]


@pytest.fixture
def codes(bring_rows: Import) -> tuple[str, str]:
    """A listed organisation and its service."""
    report = bring_rows({})
    return report.organisations["o1"], report.services["s1"]


def _shown(session: Session) -> int:
    shown = 0
    for model in (Organisation, Service):
        there = sa.select(sa.func.count()).where(model.publication != Publication.WITHDRAWN)
        shown += session.scalar(there) or 0
    return shown


@pytest.mark.parametrize("publish_unchecked", [True, False])
@pytest.mark.parametrize("row", AGAIN, ids=["the same", "a new service", "with a code"])
def test_a_withdrawn_group_cannot_come_back(
    bring_rows: Import, session: Session, codes: tuple[str, str], row: Row, publish_unchecked: bool
) -> None:
    apply(session, Withdraw(codes[0]), "sam", "asked")
    report = bring_rows(row, publish_unchecked=publish_unchecked)
    assert [(each.fate, each.why()) for each in report.rows] == [
        (Fate.REFUSED, "This group was withdrawn.")
    ] * 2
    assert _shown(session) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(TextRow)) == 0


def test_a_withdrawn_service_cannot_come_back_to_its_listed_group(
    bring_rows: Import, session: Session, codes: tuple[str, str]
) -> None:
    apply(session, Withdraw(codes[1]), "sam", "asked")
    report = bring_rows({}, AGAIN[1])
    assert [(each.fate, each.why()) for each in report.rows] == [
        (Fate.DUPLICATE, "It is here already and was left as it is."),
        (Fate.REFUSED, "This listing was withdrawn."),
        (Fate.IMPORTED, ""),
    ]
    withdrawn = session.scalars(sa.select(Service.publication).where(Service.code == codes[1])).one()
    assert withdrawn is Publication.WITHDRAWN


def test_the_code_of_what_was_withdrawn_cannot_be_taken_or_pointed_at(
    bring_rows: Import, session: Session, codes: tuple[str, str]
) -> None:
    apply(session, Withdraw(codes[0]), "sam", "asked")
    other: Row = {"organisation_ref": "o2", "organisation_name": "Elm House"}
    report = bring_rows(
        {**other, "service_ref": "s4", "service_code": codes[1]},
        {**other, "service_ref": "s5", "name": "Moved", "status": "moved", "successor": codes[1]},
        {
            **other,
            "service_ref": "s6",
            "name": "Lent",
            "reach_2_kind": "through",
            "reach_2_through": codes[0],
        },
    )
    assert [each.why() for each in report.rows if each.fate is Fate.REFUSED] == [
        f"service_code: The code {codes[1]} is taken.",
        f"successor: There is no listing {codes[1]}.",
        f"reach: There is no organisation {codes[0]} to reach it through.",
    ]
