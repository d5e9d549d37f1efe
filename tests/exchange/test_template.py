"""Our own template: the only file that can carry facts, a public address and several languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import (
    Answer,
    Hours,
    Leader,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
)
from app.directory.models import Organisation, PlaceRow, Service
from app.directory.reading import content_of
from app.directory.rules import ListingKind, Publication, Status
from app.exchange.report import Fate, Report
from app.exchange.template_columns import COLUMNS, TEXTS, example
from tests.exchange.conftest import LEAST, Import, as_csv

S = ListingKind.SERVICE
FULL = {
    "organisation_code": "quiet-river",
    "organisation_about": "We are lawyers.",
    "organisation_about@es": "Somos abogadas.",
    "organisation_website": "https://riverside.example",
    "organisation_status": "open",
    "led_by": "sex_workers:a; migrants",
    "elsewhere": "listing",
    "service_code": "calm-harbour",
    "kinds": "l1; l2",
    "what": "We help with papers.",
    "what@zh-Hans": "我们帮助办理证件。",
    "who_for": "Anyone.",
    "get_in": "Call us.",
    "website": "riverside.example/help",
    "status": "full",
    "place_1_kind": "address",
    "place_1_visibility": "public",
    "place_1_town": "Toronto",
    "place_1_region": "Ontario",
    "place_1_country": "ca",
    "place_1_street": "1 Example Street",
    "place_1_postal_code": "M5V 0A1",
    "place_1_latitude": "43.65",
    "place_1_longitude": "-79.38",
    "place_1_note": "The blue door.",
    "place_1_note@es": "La puerta azul.",
    "place_2_kind": "area",
    "place_2_scope": "country",
    "place_2_country": "Canada",
    "place_3_kind": "online",
    "reach_1_extension": "7",
    "reach_1_hours": "mo 09:00-17:00; su 22:00-02:00",
    "reach_1_note": "Say hello.",
    "reach_2_kind": "chat",
    "reach_2_app": "signal",
    "reach_2_value": "+1 416 555 0143",
    "reach_2_hours": "always",
    "reach_3_kind": "through",
    "reach_3_through": "o1",
    "reach_4_kind": "walk_in",
    "reach_4_appointment": "yes",
    "reach_5_kind": "email",
    "reach_5_value": "info@riverside.example",
    "spoken": "spa; cmn:interpreter",
    "fact_4": "never",
    "fact_4_source": "public_page",
    "fact_4_url": "https://riverside.example/police",
    "fact_4_month": "2026-03",
    "fact_4_note": "Never, unless you ask.",
    "fact_6": "danger, children",
    "fact_6_source": "organisation_said",
    "fact_6_month": "2025-11",
}


def _organisation(session: Session) -> OrganisationContent:
    content = content_of(session, session.scalars(sa.select(Organisation)).one())
    assert isinstance(content, OrganisationContent)
    return content


def _service(session: Session) -> ServiceContent:
    content = content_of(session, session.scalars(sa.select(Service)).one())
    assert isinstance(content, ServiceContent)
    return content


def test_an_organisation_can_say_everything_in_one_row(bring_rows: Import, session: Session) -> None:
    report = bring_rows(FULL)
    assert report.services == {"s1": "calm-harbour"}
    assert report.organisations == {"o1": "quiet-river"}
    assert session.scalars(sa.select(Service.status)).one() is Status.FULL
    organisation = _organisation(session)
    assert organisation.leaders == (Leader("migrants", "d"), Leader("sex_workers", "a"))
    assert organisation.elsewhere == "listing"
    service = _service(session)
    assert (service.need, service.kinds, service.website) == (
        "legal",
        ("l1", "l2"),
        "https://riverside.example/help",
    )
    assert Prose("what", "zh-Hans", "我们帮助办理证件。", 1) in service.prose
    assert Prose("fact_4", "en", "Never, unless you ask.") in service.prose
    assert service.facts == (
        Answer(4, ("never",), "public_page", "https://riverside.example/police", "2026-03"),
        Answer(6, ("children", "danger"), "organisation_said", "", "2025-11"),
    )


def test_an_organisation_can_show_an_address_it_calls_public(bring_rows: Import, session: Session) -> None:
    bring_rows(FULL)
    service = _service(session)
    door, country, online = service.places
    assert door == Place(
        "address", "public", "", 6167865, "", "on", "ca", "1 Example Street", "M5V 0A1", 43.65, -79.38,
        (Prose("note", "en", "The blue door."), Prose("note", "es", "La puerta azul.", 1)),
    )  # fmt: skip
    assert (country.kind, country.scope, country.country, online.kind) == ("area", "country", "ca", "online")


def test_an_organisation_can_give_every_way_to_reach_it(bring_rows: Import, session: Session) -> None:
    bring_rows(FULL)
    service = _service(session)
    phone, chat, through, door, mail = service.ways
    assert (phone.value, phone.extension, phone.timezone) == ("+14165550142", "7", "America/Toronto")
    assert phone.hours == (Hours(540, 1020), Hours(9960, 10200))
    assert (chat.app, chat.value, chat.hours_kind) == ("signal", "+14165550143", "always")
    assert (through.through, door.appointment, mail.value) == ("quiet-river", True, "info@riverside.example")
    assert [(spoken.language, spoken.how) for spoken in service.spoken] == [
        ("cmn", "interpreter"),
        ("spa", "staff"),
    ]


def test_an_organisation_can_use_an_old_name_of_its_time_zone(bring_rows: Import, session: Session) -> None:
    bring_rows({"reach_1_hours": "mo 09:00-17:00", "reach_1_timezone": "US/Eastern"})
    assert _service(session).ways[0].timezone == "America/New_York"


def test_a_town_that_only_begins_like_another_can_be_kept_by_its_name(
    bring_rows: Import, session: Session
) -> None:
    bring_rows({"place_1_town": "Ash", "place_1_country": "gb"})
    (place,) = _service(session).places
    assert (place.town, place.locality, place.country) == (None, "Ash", "gb")


@pytest.mark.parametrize("publish_unchecked", [True, False])
def test_what_is_listed_as_unchecked_cannot_say_that_we_checked(
    bring_rows: Import, session: Session, publish_unchecked: bool
) -> None:
    met = {"fact_6": "danger", "fact_6_source": "outreach_checked", "fact_6_month": "2026-03"}
    seen = {"fact_4": "never", "fact_4_source": "moderator_checked", "fact_4_month": "2026-03"}
    page = {"fact_5": "none", "fact_5_source": "public_page", "fact_5_month": "2026-03"}
    report = bring_rows({**met, **seen, **page}, publish_unchecked=publish_unchecked)
    said = {answer.number: answer.source_kind for answer in _service(session).facts}
    if publish_unchecked:
        assert said == {4: "organisation_said", 5: "public_page", 6: "organisation_said"}
        assert report.notes == [
            "2 answers said that someone checked them. Nobody here did: they are “they say” now."
        ]
    else:
        assert said == {4: "moderator_checked", 5: "public_page", 6: "outreach_checked"}
        assert report.notes == []


def test_nobody_can_see_a_street_unless_the_row_says_public(bring_rows: Import, session: Session) -> None:
    hidden = {name: value for name, value in FULL.items() if name != "place_1_visibility"}
    report = bring_rows(hidden)
    (refused,) = [row for row in report.rows if row.fate is Fate.REFUSED]
    assert {problem.column for problem in refused.problems} >= {
        "place_1_street", "place_1_postal_code", "place_1_latitude", "place_1_longitude",
    }  # fmt: skip
    assert session.scalar(sa.select(sa.func.count()).select_from(PlaceRow)) == 0


def test_a_service_can_wait_for_a_need_as_a_draft(bring_rows: Import, session: Session) -> None:
    report = bring_rows({"need": ""})
    assert report.counts(S)[Fate.DRAFT] == 1
    assert session.scalars(sa.select(Service.publication)).one() is Publication.DRAFT


def test_a_service_can_share_its_organisation_by_reference(bring_rows: Import, session: Session) -> None:
    blank = {"organisation_name": "", "service_ref": "s2", "name": "Court help"}
    report = bring_rows(
        {}, blank, {"service_ref": "s3", "name": "Moved", "status": "moved", "successor": "s2"}
    )
    assert report.counts(S)[Fate.IMPORTED] == 3
    assert session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1
    moved = session.scalars(sa.select(Service).where(Service.code == report.services["s3"])).one()
    assert moved.successor == report.services["s2"]


def test_a_service_cannot_come_without_its_organisation(bring_rows: Import) -> None:
    report = bring_rows({"organisation_website": "nothing"})
    assert [row.fate for row in report.rows] == [Fate.REFUSED, Fate.REFUSED]
    assert report.rows[1].why() == "organisation: Its organisation was refused."


def test_a_code_cannot_be_given_twice(bring_rows: Import) -> None:
    report = bring_rows(
        {"service_code": "calm-harbour"}, {"service_ref": "s2", "service_code": "calm-harbour"}
    )
    assert [row.why() for row in report.rows if row.fate is Fate.REFUSED] == [
        "service_code: The code calm-harbour is taken."
    ]


def test_the_same_row_cannot_come_in_twice(bring_rows: Import) -> None:
    report = bring_rows({}, {})
    assert report.counts(S) == {Fate.IMPORTED: 1, Fate.DRAFT: 0, Fate.DUPLICATE: 1, Fate.REFUSED: 0}
    assert "listings.csv, line 2" in report.rows[-1].why()


def test_an_operator_can_learn_which_columns_nobody_reads(bring_rows: Import) -> None:
    assert bring_rows({"colour": "blue"}).notes == ["Columns that nobody reads: colour."]


def test_an_operator_can_import_the_example(bring: Import, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    path.write_text(example(), encoding="utf-8")
    report: Report = bring(path)
    assert report.counts(S)[Fate.IMPORTED] == 1
    assert report.notes == []


def test_an_operator_can_read_about_every_column() -> None:
    handbook = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        general = "_".join("N" if part.isdigit() else part for part in column.split("_"))
        assert f"`{general}`" in handbook, f"docs/import.md does not explain {general}"
    assert set(COLUMNS) > TEXTS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_operator_can_save_the_template_with_any_program(
    bring: Import, session: Session, tmp_path: Path, encoding: str, newline: str
) -> None:
    path = tmp_path / "listings.csv"
    text = as_csv({**LEAST, "name": "Café à Montréal", "what": "One\nTwo"}).replace("\r\n", newline)
    path.write_bytes(text.encode(encoding))
    bring(path)
    service = _service(session)
    assert {prose.field: prose.body for prose in service.prose} == {
        "name": "Café à Montréal",
        "what": "One\nTwo",
    }


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_an_operator_can_use_the_delimiter_of_their_spreadsheet(
    bring: Import, tmp_path: Path, delimiter: str
) -> None:
    path = tmp_path / "listings.csv"
    path.write_text(
        "\n".join(line.join(("", "")) for line in as_csv(LEAST).replace(",", delimiter).splitlines())
    )
    assert bring(path).counts(S)[Fate.IMPORTED] == 1
