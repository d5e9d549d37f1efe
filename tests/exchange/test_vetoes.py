"""What an import never lists by itself: police, immigration enforcement, prosecution, centres against abortion."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import Organisation, Service
from app.directory.rules import ListingKind, Publication
from app.exchange.mapping import Veto, table
from app.exchange.report import Fate
from app.exchange.vetoes import POLICE, POLICE_GROUP, Held, held_by_name, held_by_terms
from app.vocabulary import kinds
from tests.exchange.conftest import Import, write_zip

S = ListingKind.SERVICE
CLINIC, VISAS, POLICE_TERM = "LN-1500", "FT-3600", "FL-6500"


def _package(path: Path, organisations: dict[str, str], services: dict[str, tuple[str, str, str]]) -> Path:
    """Write HSDS tables; a service is its organisation, name and terms apart by spaces."""
    groups = "".join(f"{key},{name}\n" for key, name in organisations.items())
    rows = "".join(f"{key},{owner},{name},clinic.example\n" for key, (owner, name, _) in services.items())
    tags = [(key, term) for key, (_, _, terms) in services.items() for term in terms.split()]
    links = "".join(f"{n},{key},{term}\n" for n, (key, term) in enumerate(tags))
    return write_zip(
        path / "package.zip",
        {
            "organizations.csv": f"id,name\n{groups}",
            "services.csv": f"id,organization_id,name,url\n{rows}",
            "services_taxonomy.csv": f"id,service_id,taxonomy_id\n{links}",
        },
    )


def test_one_term_can_veto_all_that_mean_help(bring: Import, session: Session, tmp_path: Path) -> None:
    path = _package(
        tmp_path,
        {"1": "Centre", "2": "Elm House"},
        {
            "1": ("1", "Tests", f"{CLINIC} LJ-2000.6500-700"),
            "2": ("1", "Dentist", "LV-1600"),
            "3": ("2", "Visas", VISAS),
        },
    )
    report = bring(path)
    drafts = {row.name: row.why() for row in report.rows if row.kind is S and row.fate is Fate.DRAFT}
    assert drafts == {"Tests": "Centres against abortion: a moderator must look."}
    assert report.counts(S)[Fate.IMPORTED] == 2
    drafted = sa.select(Service.need).where(Service.publication == Publication.DRAFT)
    assert session.scalars(drafted).all() == ["medical"]


def test_one_police_service_can_keep_back_its_whole_organisation(
    bring: Import, session: Session, tmp_path: Path
) -> None:
    services = {
        "1": ("1", "Visas", VISAS), "2": ("1", "Night patrol", POLICE_TERM), "3": ("2", "Clinic", CLINIC),
    }  # fmt: skip
    report = bring(_package(tmp_path, {"1": "Town Hall", "2": "Elm House"}, services))
    told = {row.name: row.why() for row in report.rows if row.fate is Fate.DRAFT}
    assert told == {"Town Hall": POLICE, "Visas": POLICE_GROUP, "Night patrol": POLICE_GROUP}
    listed = sa.select(sa.func.count()).where(Organisation.publication == Publication.LISTED)
    assert session.scalar(listed) == 1


def test_a_police_service_that_is_refused_can_still_keep_back_its_organisation(
    bring: Import, tmp_path: Path
) -> None:
    services = {"1": ("1", "Visas", VISAS), "2": ("1", "", POLICE_TERM)}
    report = bring(_package(tmp_path, {"1": "Town Hall"}, services))
    assert [row.fate for row in report.rows if row.kind is S] == [Fate.DRAFT, Fate.REFUSED]


def test_the_police_of_a_university_cannot_keep_back_its_clinic(bring: Import, tmp_path: Path) -> None:
    services = {"1": ("1", "Clinic", CLINIC), "2": ("1", "Guards", f"{VISAS} FL-1500")}
    report = bring(_package(tmp_path, {"1": "University"}, services))
    assert [row.fate for row in report.rows if row.kind is S] == [Fate.IMPORTED, Fate.DRAFT]


@pytest.mark.parametrize(
    "name",
    [
        "Coral Gables POLICE Department",
        "Policía Local",
        "Monroe County Sheriff’s Office",
        "Office of the State Attorney",
        "State’s Attorney",
        "Fiscalía General",
        "Fiscalia General",
        "U.S. Immigration and Customs Enforcement",
        "Krome Service Processing Center",
        "Border Patrol",
        "Patrulla Fronteriza",
        "County Jail",
        "Department of Corrections",
        "Law enforcement based victim advocate",
        "Centro de detención",
        "Special Prosecutor",
    ],
)
def test_an_organisation_cannot_hide_police_behind_a_friendly_category(
    bring: Import, tmp_path: Path, name: str
) -> None:
    assert held_by_name(name) == Held(POLICE, True)
    report = bring(_package(tmp_path, {"1": name}, {"1": ("1", "Help", VISAS)}))
    assert {(row.fate, row.why()) for row in report.rows} == {
        (Fate.DRAFT, POLICE),
        (Fate.DRAFT, POLICE_GROUP),
    }


@pytest.mark.parametrize(
    "name",
    [
        "Care Patrol", "Prisoner’s Rights", "Nice Kids", "Detention Programs", "Public Defender", "Attorney Referral",
        "Americans for Immigrant Justice", "Polish Club", "Family Life Center", "Pregnancy tests",
    ],
)  # fmt: skip
def test_a_name_that_only_sounds_like_police_can_be_listed(name: str) -> None:
    assert held_by_name(name) == Held()


def test_a_service_named_after_police_cannot_be_listed_though_its_organisation_can(
    bring: Import, tmp_path: Path
) -> None:
    services = {"1": ("1", "Police victim unit", CLINIC), "2": ("1", "Clinic", CLINIC)}
    report = bring(_package(tmp_path, {"1": "Town Hall"}, services))
    assert [row.fate for row in report.rows if row.kind is S] == [Fate.DRAFT, Fate.IMPORTED]


def test_our_own_template_cannot_list_police_either(bring_rows: Import) -> None:
    report = bring_rows({"organisation_name": "Riverside Police"})
    assert {row.why() for row in report.rows} == {POLICE, POLICE_GROUP}


def test_the_weightiest_veto_can_be_told_from_terms() -> None:
    assert held_by_terms([CLINIC, "LJ-2000.6500-700", "FF-1500.3300"]) == Held(POLICE, True)
    assert held_by_terms(["FN-1700.7800", "FC-8200.8100-200", CLINIC, "nonsense"]) == Held()
    assert held_by_terms(["Police"]).whole_group


def test_the_mapping_can_only_hold_kinds_and_vetoes() -> None:
    known = {kind.code for kind in kinds()}
    for entries in (table().codes, table().words, table().names):
        for term, entry in entries.items():
            assert known.issuperset(entry.kinds), term
            assert entry.veto is not Veto.NEVER or entry.note, f"{term} does not say why"
    assert all(entry.veto for entry in table().names.values())
