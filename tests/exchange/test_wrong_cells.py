"""A cell of our template that cannot be used: its row is refused, with line, column and reason."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import FactRow, PlaceRow
from app.directory.rules import ListingKind
from app.exchange.report import Fate
from tests.exchange.conftest import Import

S = ListingKind.SERVICE
WRONG = [
    ({"fact_4": "never", "fact_4_month": "2026-03"}, "fact_4_source", "A fact needs a source: who said it."),
    (
        {"fact_4": "never", "fact_4_source": "organisation_said"},
        "fact_4_month",
        "A fact needs the month it was said in.",
    ),
    (
        {"fact_4": "maybe", "fact_4_source": "organisation_said", "fact_4_month": "2026-03"},
        "fact_4",
        "“maybe” is not one of: never, court_only, emergency, works_with, not_known.",
    ),
    (
        {"fact_4": "never, emergency", "fact_4_source": "organisation_said", "fact_4_month": "2026-03"},
        "fact_4",
        "These answers cannot stand together.",
    ),
    (
        {"fact_4": "never", "fact_4_source": "organisation_said", "fact_4_month": "March"},
        "fact_4_month",
        "Write the month as 2026-03.",
    ),
    (
        {
            "fact_4": "never",
            "fact_4_source": "organisation_said",
            "fact_4_month": f"{date.today().year + 1}-01",
        },
        "fact_4_month",
        "This month has not come yet.",
    ),
    ({"fact_4_source": "organisation_said"}, "fact_4", "There is a source, but no answer."),
    ({"name": ""}, "name", "It has no name."),
    ({"language": "klingon"}, "language", "“klingon” is not a language tag such as en or zh-Hans."),
    ({"name@en": "Free advice"}, "name@en", "This is the language of the text itself."),
    ({"what@es": "Ayudamos."}, "what@es", "This is a translation, but what is empty."),
    ({"need": "fun"}, "need", None),
    ({"kinds": "l1; z9"}, "kinds", None),
    ({"status": "gone"}, "status", "“gone” is not one of: open, paused, full, closed, moved."),
    ({"successor": "o1"}, "successor", "Only something closed or moved has a successor."),
    ({"status": "moved", "successor": "no-where"}, "successor", "There is no listing no-where."),
    ({"website": "not a page"}, "website", "This is not a web address."),
    (
        {"service_code": "River Lamp"},
        "service_code",
        "A code is two or three plain words, such as river-lamp.",
    ),
    ({"reach_1_value": "call us"}, "reach_1_value", None),
    ({"reach_1_extension": "front"}, "reach_1_extension", "An extension is digits only."),
    ({"reach_1_hours": "9 to 5"}, "reach_1_hours", None),
    ({"reach_1_hours": "mo 09:00-17:00; mo 16:00-18:00"}, "reach_1_hours", None),
    (
        {"reach_1_hours": "mo 09:00-17:00"},
        "reach_1_timezone",
        "Hours need a time zone such as America/Toronto.",
    ),
    ({"reach_2_kind": "chat", "reach_2_value": "demo"}, "reach_2_app", "A chat needs its app."),
    ({"reach_2_kind": "email", "reach_2_value": "nobody"}, "reach_2_value", "This is not an e-mail address."),
    ({"reach_2_kind": "through"}, "reach_2_through", "Name the organisation, by code or reference."),
    (
        {"reach_2_kind": "through", "reach_2_through": "no-one"},
        "reach",
        "There is no organisation no-one to reach it through.",
    ),
    ({"place_1_country": "Narnia"}, "place_1_country", "We know no such country. Write a code such as mx."),
    ({"place_1_kind": "area", "place_1_country": "ca"}, "place_1_scope", None),
    ({"place_1_kind": "area", "place_1_scope": "country"}, "place_1_country", "Please write the country."),
    (
        {"place_1_kind": "area", "place_1_scope": "region", "place_1_country": "ca"},
        "place_1_region",
        "Please write the region or state.",
    ),
    (
        {"place_1_kind": "area", "place_1_scope": "town", "place_1_town": "Elmbrook"},
        "place_1_country",
        "We do not know this town. Write its country too.",
    ),
    ({"place_1_town": "Elmbrook"}, "place_1_country", "We do not know this town. Write its country too."),
    ({"place_1_town": "Springfield", "place_1_country": "us"}, "place_1_town", None),
    ({"place_1_town": "g999999999"}, "place_1_town", "We know no town with this number."),
    (
        {"place_1_town": "g3530597", "place_1_country": "ca"},
        "place_1_town",
        "This town is not in that country.",
    ),
    ({"place_1_town": "Toronto", "place_1_region": "on"}, "place_1_region", None),
    (
        {"reach_1_hours": "mo 09:00-17:00", "reach_1_timezone": "Antarctica/Troll"},
        "reach_1_timezone",
        "No town we know is in this time zone. Write one such as America/Toronto.",
    ),
    ({"place_1_town": "Toronto", "place_1_visibility": "everyone"}, "place_1_visibility", None),
    ({"spoken": "xxx:staff"}, "spoken", "“xxx” is not known here."),
]


@pytest.mark.parametrize(
    ("row", "column", "why"), WRONG, ids=[f"{case[1]} {i}" for i, case in enumerate(WRONG)]
)
def test_an_operator_can_read_which_cell_is_wrong_and_why(
    bring_rows: Import, session: Session, row: dict[str, str], column: str, why: str | None
) -> None:
    report = bring_rows({"service_ref": "fine", "name": "Fine"}, row)
    refused = [each for each in report.rows if each.fate is Fate.REFUSED and each.kind is S]
    assert [(each.where.line, each.problems[0].column) for each in refused] == [(3, column)]
    assert why in (None, refused[0].problems[0].why)
    assert report.counts(S)[Fate.IMPORTED] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(FactRow)) == 0


def test_the_place_of_one_row_says_nothing_of_the_row_before(bring_rows: Import, session: Session) -> None:
    exact = {
        "place_1_kind": "address",
        "place_1_visibility": "public",
        "place_1_town": "Toronto",
        "place_1_street": "1 Example Street",
        "place_1_postal_code": "M5V 0A1",
        "place_1_latitude": "43.65",
        "place_1_longitude": "-79.38",
    }
    wrong = {**exact, "place_1_visibility": "area", "place_1_latitude": "north"}
    bare = {"place_1_kind": "address", "place_1_town": "Toronto"}
    places = [exact, wrong, bare]
    report = bring_rows(
        *({"service_ref": f"s{n}", "name": f"Help {n}", **place} for n, place in enumerate(places))
    )
    assert {row.where.line for row in report.rows if row.fate is Fate.REFUSED} == {3}
    said = sa.select(PlaceRow.visibility, PlaceRow.street, PlaceRow.postal_code, PlaceRow.latitude)
    assert [tuple(one) for one in session.execute(said.order_by(PlaceRow.id))] == [
        ("public", "1 Example Street", "M5V 0A1", 43.65),
        ("area", "", "", None),
    ]
