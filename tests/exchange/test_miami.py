"""The largest real package: 4,089 services of a city's helpline, with people's names and streets all over."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from time import monotonic

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import open_database
from app.directory.models import Decision, Organisation, Service
from app.directory.rules import ListingKind, Publication, Standing
from app.exchange.clean import is_role
from app.exchange.importing import run
from app.exchange.report import Fate, Report
from app.exchange.vetoes import POLICE_GROUP
from tests.databases import Databases
from tests.exchange.conftest import shared

PACKAGE = "real/miami-211-hsds1/lib/datapackage/datapackage-1566177582.zip"
MOST_SECONDS = 60


def _rows(name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(shared(PACKAGE)) as archive:
        text = archive.read(f"data/{name}").decode()
    return list(csv.DictReader(io.StringIO(text)))


def _import(address: str) -> tuple[Report, float]:
    database, started = open_database(address), monotonic()
    with Session(database.write) as session, session.begin():
        report = run(session, shared(PACKAGE), publish_unchecked=True)
    database.dispose()
    return report, monotonic() - started


@pytest.fixture(scope="module")
def imported(databases: Databases) -> tuple[str, Report, float]:
    """The address of a database that holds the package, the report, and the seconds it took."""
    shared(PACKAGE)
    address = databases.fresh("sqlite")
    return address, *_import(address)


def test_an_operator_can_import_a_city_in_under_a_minute(imported: tuple[str, Report, float]) -> None:
    address, report, seconds = imported
    assert seconds < MOST_SECONDS
    assert report.read(ListingKind.SERVICE) == 4089
    assert report.read(ListingKind.ORGANISATION) == 1074
    counts = report.counts(ListingKind.SERVICE)
    assert 1250 < counts[Fate.IMPORTED] < 1300
    assert counts[Fate.REFUSED] < 30
    database = open_database(address)
    with Session(database.write) as session:
        listed = session.execute(
            sa.select(Service.standing, sa.func.count())
            .where(Service.publication == Publication.LISTED)
            .group_by(Service.standing)
        ).all()
        assert [tuple(row) for row in listed] == [(Standing.UNCHECKED, counts[Fate.IMPORTED])]
        assert session.scalar(sa.select(sa.func.count()).select_from(Service)) == 4089 - counts[Fate.REFUSED]
    database.dispose()


POLICE_AND_CENTRES = [
    "U.S. IMMIGRATION AND CUSTOMS ENFORCEMENT",
    "U.S. CITIZENSHIP AND IMMIGRATION SERVICES",
    "CORAL GABLES POLICE DEPARTMENT",
    "HOMESTEAD POLICE DEPARTMENT",
    "MIAMI BEACH POLICE",
    "MIAMI-DADE POLICE DEPARTMENT",
    "MONROE COUNTY SHERIFF'S OFFICE",
    "COLLIER COUNTY SHERIFF'S OFFICE",
    "OFFICE OF THE STATE ATTORNEY - 16th CIRCUIT",
    "MIAMI-DADE OFFICE OF THE STATE ATTORNEY",
    "MIAMI-DADE COUNTY CORRECTIONS AND REHABILITATION",
    "PREGNANCY HELP MEDICAL CLINICS",
    "RESPECT LIFE",
]


@pytest.mark.parametrize("name", POLICE_AND_CENTRES)
def test_nobody_can_find_police_or_a_centre_against_abortion_among_help(
    imported: tuple[str, Report, float], name: str
) -> None:
    report = imported[1]
    (own,) = [row for row in report.rows if row.kind is ListingKind.ORGANISATION and row.name == name]
    assert own.fate is Fate.DRAFT
    assert own.why().endswith("a moderator must look.")
    database = open_database(imported[0])
    with Session(database.write) as session:
        owner = session.scalars(sa.select(Organisation).where(Organisation.code == own.code)).one()
        mine = sa.select(Service.publication).where(Service.organisation_id == owner.id)
        assert set(session.scalars(mine)) == {Publication.DRAFT}
    database.dispose()


@pytest.mark.parametrize("name", ["KROME SERVICE PROCESSING CENTER", "LAW ENFORCEMENT BASED VICTIM ADVOCATE"])
def test_a_friendly_category_cannot_make_help_of_police(
    imported: tuple[str, Report, float], name: str
) -> None:
    (row,) = [row for row in imported[1].rows if row.kind is ListingKind.SERVICE and row.name == name]
    assert (row.fate, row.why()) == (Fate.DRAFT, POLICE_GROUP)


def test_an_operator_can_import_a_city_twice_and_nothing_changes(
    imported: tuple[str, Report, float], databases: Databases, tmp_path: Path
) -> None:
    address, first, _ = imported
    again, _ = _import(address)
    for kind in ListingKind:
        counts, before = again.counts(kind), first.counts(kind)
        assert counts[Fate.DUPLICATE] == before[Fate.IMPORTED] + before[Fate.DRAFT]
        assert counts[Fate.REFUSED] == before[Fate.REFUSED]
        assert counts[Fate.IMPORTED] == counts[Fate.DRAFT] == 0
    database = open_database(address)
    with Session(database.write) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 1
    database.dispose()


def test_nobody_can_find_a_street_or_a_personal_address_in_the_database(
    imported: tuple[str, Report, float],
) -> None:
    database = open_database(imported[0])
    with database.write.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    held = Path(imported[0].removeprefix("sqlite:///")).read_bytes().decode("utf-8", "replace").casefold()
    streets = {" ".join(row["address_1"].split()) for row in _rows("physical_addresses.csv")}
    streets = {street.casefold() for street in streets if street[:1].isdigit() and " " in street}
    assert len(streets) > 2000
    assert [street for street in streets if street in held] == []
    contacts = _rows("contacts.csv")
    personal = {row["email"].strip().casefold() for row in contacts if _is_of(row["name"], row["email"])}
    assert len(personal) > 900
    assert [address for address in personal if address in held] == []
    for name in ("chelsea wilkerson", "pam bondi", "paul velez", "annie neasman", "eva abad", "peter willig"):
        assert name not in held


def _is_of(name: str, address: str) -> bool:
    """Say whether the address holds a name of the person beside it; a desk is no person."""
    if is_role(address):
        return False
    parts = [part for part in name.casefold().replace(".", "").split() if len(part) > 3]
    return "@" in address and any(part in address.casefold().partition("@")[0] for part in parts)
