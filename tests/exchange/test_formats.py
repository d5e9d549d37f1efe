"""Every format that other directories use: what is imported, what is not and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import Decision, FactRow, Organisation, PlaceRow, Service, WayRow
from app.directory.reading import content_of
from app.directory.rules import ListingKind, Publication, Standing
from app.exchange.report import Fate, Report
from tests.exchange.conftest import Import, shared, write_zip

ORGANISATION, SERVICE = ListingKind.ORGANISATION, ListingKind.SERVICE

# path, format, organisations and services as (imported, draft, duplicate, refused)
TABLE = [
    ("real/hsds2-sample/all_resources", "HSDS tables", (0, 10, 0, 0), (0, 10, 0, 3)),
    ("real/hsds2-sample/simple", "HSDS tables", (0, 10, 0, 0), (0, 10, 0, 3)),
    ("real/hsds2-sample/simple/services.csv", "HSDS tables", (0, 10, 0, 0), (0, 10, 0, 3)),
    ("real/legal-aid-hsds1/examples/florida_data", "HSDS tables", (18, 2, 0, 0), (100, 35, 0, 0)),
    ("real/ohana-sample/data/sample-csv", "HSDS tables", (5, 3, 0, 0), (10, 11, 0, 2)),
    ("real/hiv-testing-ontario/main/data/ontario.json", "JSON list", (0, 49, 0, 0), (0, 49, 0, 0)),
    ("real/vendor-exports/data/iCarol/iCarolData.csv", "iCarol", (1, 1, 0, 0), (1, 4, 0, 1)),
    ("real/vendor-exports/data/wellskydata", "WellSky", (4, 6, 0, 0), (4, 14, 0, 0)),
    ("hsds/examples-3.1/examples/csv", "HSDS tables", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/examples-3.1/examples/service_full.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/examples-3.1/examples/service_list.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/examples-3.1/examples/organization_full.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/examples-3.1/examples/organization_list.json", "HSDS JSON", (0, 1, 0, 0), (0, 0, 0, 0)),
    ("hsds/examples-3.1/examples/service_at_location_full.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/oruk-mocks/V3.0-UK-Default/service_full.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/oruk-mocks/V3.0-UK-Default/service_list.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/oruk-mocks/V3.0-UK-Default/organization.json", "HSDS JSON", (0, 1, 0, 0), (0, 1, 0, 0)),
    ("hsds/oruk-mocks/V3.0-UK-Default/organization_list.json", "HSDS JSON", (0, 10, 0, 0), (0, 0, 0, 0)),
    ("hsds/oruk-mocks/V3.0-UK-Fail/service_full.json", "HSDS JSON", (0, 1, 0, 0), (0, 0, 0, 1)),
    ("hsds/oruk-mocks/V3.0-UK-Fail/service_list.json", "HSDS JSON", (0, 4, 0, 0), (0, 0, 0, 4)),
    ("hsds/oruk-mocks/V3.0-UK-Fail", "HSDS JSON", (0, 5, 4, 0), (0, 0, 3, 5)),
    ("hsds/oruk-mocks/V3.0-UK-Default", "HSDS JSON", (0, 10, 5, 0), (0, 1, 4, 0)),
]


def _told(report: Report, kind: ListingKind) -> tuple[int, ...]:
    return tuple(report.counts(kind).values())


@pytest.mark.parametrize(("path", "form", "organisations", "services"), TABLE, ids=[row[0] for row in TABLE])
def test_an_operator_can_import_any_known_format(
    bring: Import,
    session: Session,
    path: str,
    form: str,
    organisations: tuple[int, ...],
    services: tuple[int, ...],
) -> None:
    report = bring(shared(path))
    assert report.form == form
    assert (_told(report, ORGANISATION), _told(report, SERVICE)) == (organisations, services)
    listed = sa.select(sa.func.count()).select_from(Service).where(Service.publication == Publication.LISTED)
    assert session.scalar(listed) == services[0]
    assert session.scalar(sa.select(sa.func.count()).select_from(Service)) == services[0] + services[1]
    assert all(row.problems for row in report.rows if row.fate is not Fate.IMPORTED)


@pytest.mark.parametrize("path", ["taxonomy.json", "location.json", "base.json", "tabular.json"])
def test_an_operator_can_learn_that_a_file_holds_no_listings(bring: Import, path: str) -> None:
    with pytest.raises(ValueError, match="no services or organisations"):
        bring(shared(f"hsds/examples-3.1/examples/{path}"))


def test_an_operator_can_read_the_two_errors_of_the_failing_mock(bring: Import) -> None:
    report = bring(shared("hsds/oruk-mocks/V3.0-UK-Fail/service_full.json"))
    (refused,) = [row for row in report.rows if row.fate is Fate.REFUSED]
    assert [(problem.column, problem.why) for problem in refused.problems] == [
        ("url", "This is not a complete web address."),
        ("email", "This is not an e-mail address."),
    ]


def test_nobody_can_find_a_fact_that_another_directory_did_not_ask(bring: Import, session: Session) -> None:
    bring(shared("real/legal-aid-hsds1/examples/florida_data"))
    assert session.scalar(sa.select(sa.func.count()).select_from(FactRow)) == 0
    assert set(session.scalars(sa.select(Service.standing))) == {Standing.UNCHECKED}
    exact = sa.select(PlaceRow.id).where((PlaceRow.street != "") | PlaceRow.latitude.is_not(None))
    assert session.scalars(exact).all() == []


def test_an_operator_can_import_twice_and_nothing_changes(bring: Import, session: Session) -> None:
    path = shared("real/ohana-sample/data/sample-csv")
    bring(path)
    decisions = sa.select(sa.func.count()).select_from(Decision)
    before = {row.code: content_of(session, row) for row in session.scalars(sa.select(Service))}
    assert session.scalar(decisions) == 1
    again = bring(path)
    assert _told(again, ORGANISATION) == (0, 0, 8, 0)
    assert _told(again, SERVICE) == (0, 0, 21, 2)
    assert session.scalar(decisions) == 1
    assert {row.code: content_of(session, row) for row in session.scalars(sa.select(Service))} == before


CLINIC = {
    "id": "0b8f3c5e-6f1e-4f5a-9a36-0d2c4b1f7a11",
    "name": "Night clinic",
    "status": "active",
    "description": "<p>We test.</p><p>Ask Ana Ruiz &amp; friends.</p>",
    "url": "https://clinic.example/?utm_source=x&page=2",
    "email": "ana.ruiz@clinic.example",
    "phones": [{"id": "x", "number": "305-253-4841 x22", "description": "Ana Ruiz"}],
    "schedules": [{"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "18:00", "closes_at": "02:00"}],
    "languages": [{"code": "es", "name": "Spanish"}],
    "contacts": [{"id": "y", "name": "Ana Ruiz", "email": "info@clinic.example"}],
    "attributes": [{"taxonomy_term": {"id": "z", "name": "STD testing"}}],
    "service_at_locations": [
        {
            "location": {
                "location_type": "physical",
                "latitude": 25.7,
                "addresses": [
                    {"address_1": "12 Elm Road", "city": "Miami", "state_province": "FL", "country": "US"}
                ],
            }
        }
    ],
    "organization": {"id": "5f0f2f86-61b7-4a4b-a1cd-44b1c6d8b0f2", "name": "Open Door"},
}


def test_a_reader_can_trust_what_a_json_service_became(
    bring: Import, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(CLINIC), encoding="utf-8")
    report = bring(path)
    assert _told(report, SERVICE) == (1, 0, 0, 0)
    row = session.scalars(sa.select(Service)).one()
    assert str(row.uuid) == CLINIC["id"]
    content = content_of(session, row)
    assert {text.field: text.body for text in content.prose} == {"name": "Night clinic", "what": "We test."}
    assert content.website == "https://clinic.example/?page=2"
    ways = session.scalars(sa.select(WayRow).order_by(WayRow.position)).all()
    assert [(way.kind.value, way.value, way.extension, way.timezone) for way in ways] == [
        ("phone", "+13052534841", "22", "America/New_York"),
        ("email", "info@clinic.example", "", ""),
    ]
    place = session.scalars(sa.select(PlaceRow)).one()
    assert (place.visibility.value, place.street, place.latitude, place.region) == ("area", "", None, "fl")
    assert session.scalars(sa.select(Organisation)).one().publication is Publication.LISTED


def test_an_operator_can_import_a_zip_whose_datapackage_is_not_valid(bring: Import, tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "package.zip",
        {
            "datapackage.json": "{ not json",
            "data/organizations.csv": "id,name\n1,Open Door\n",
            "data/services.csv": "id,organization_id,name,url\n2,1,Clinic,clinic.example\n3,9,Lost,\n",
            "data/services_taxonomy.csv": "id,service_id,taxonomy_id\n1,2,LN-1500\n",
            "../../evil.csv": "id\n1\n",
        },
    )
    report = bring(path)
    assert _told(report, SERVICE) == (1, 0, 0, 1)
    assert [row.why() for row in report.rows if row.fate is Fate.REFUSED] == [
        "organization: Its organisation is not in the file, or was refused."
    ]


def test_an_operator_can_see_private_and_withheld_records_stay_out(
    bring: Import, session: Session, tmp_path: Path
) -> None:
    columns = (
        "ResourceAgencyNum,PublicName,TaxonomyLevelName,ParentAgencyNum,PhysicalCity,PhysicalStateProvince,"
        "PhysicalCountry,PhysicalAddressIsPrivate,Phone1Number,Phone1IsPrivate,Phone2Number,ExcludeFromWebsite,"
        "TaxonomyCodes"
    )
    rows = (
        "1,House,Agency,,,,,,,,,,",
        "2,Safe house,Program,1,Miami,FL,United States,Yes,305-253-4841,TRUE,305-253-4842,No,BH-1800.1500-100",
        "3,Secret house,Program,1,Miami,FL,United States,No,305-253-4841,FALSE,,Yes,BH-1800",
    )
    path = tmp_path / "icarol.csv"
    path.write_text("\n".join((columns, *rows)), encoding="utf-8")
    report = bring(path)
    assert _told(report, SERVICE) == (1, 0, 0, 1)
    place = session.scalars(sa.select(PlaceRow)).one()
    assert (place.visibility.value, place.town, place.locality, place.region) == ("ask", None, "", "fl")
    assert session.scalars(sa.select(WayRow.value)).all() == ["+13052534842"]


def test_an_operator_can_read_both_errors_of_a_service_in_a_folder(bring: Import) -> None:
    report = bring(shared("hsds/oruk-mocks/V3.0-UK-Fail"))
    first = next(row for row in report.rows if row.where.file == "service_full.json" and row.kind is SERVICE)
    assert [(problem.column, problem.why) for problem in first.problems] == [
        ("url", "This is not a complete web address."),
        ("email", "This is not an e-mail address."),
    ]
    assert report.notes == [
        "Files that nobody reads: api_details.json, taxonomy.json, taxonomy_list.json, taxonomy_term.json, "
        "taxonomy_term_list.json."
    ]


def test_an_operator_can_import_a_folder_of_json_and_see_what_nobody_read(
    bring: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "feed"
    (folder / "data").mkdir(parents=True)
    (folder / "service_1.json").write_text(json.dumps(CLINIC), encoding="utf-8")
    other = {**CLINIC, "id": "7d0f2f86-61b7-4a4b-a1cd-44b1c6d8b0f2", "name": "Day clinic"}
    (folder / "service_2.json").write_text(json.dumps(other), encoding="utf-8")
    (folder / "data" / "service_2.json").write_text(json.dumps(CLINIC), encoding="utf-8")
    (folder / "broken.json").write_text('{"id": 1,\n "name" }', encoding="utf-8")
    (folder / "about.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    report = bring(folder)
    assert _told(report, SERVICE) == (2, 0, 0, 0)
    unread, broken = sorted(report.notes)
    assert unread == "Files that nobody reads: about.csv, data/service_2.json."
    assert broken.startswith("Not read: broken.json, line 2, column 9")
