"""The commands an operator types."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.actions import hold
from app.directory.models import Decision, Edition, PublicCode, Service
from app.directory.rules import Publication
from tests.exchange.conftest import LEAST, as_csv


def _file(folder: Path, *rows: dict[str, str]) -> str:
    path = folder / "listings.csv"
    path.write_text(as_csv(*({**LEAST, **row} for row in rows or ({},))), encoding="utf-8")
    return str(path)


def _held(app: Flask) -> tuple[int, int, str]:
    database: Database = app.extensions["database"]
    with Session(database.write) as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in (PublicCode, Decision)
        ]
        return counts[0], counts[1], session.scalars(sa.select(Edition.holds)).one()


def test_an_operator_can_import_drafts(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["listings", "import", _file(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "services: 1 read = 0 imported, 1 draft, 0 duplicate, 0 refused" in done.output
    assert _held(app) == (2, 1, "real")


def test_an_operator_can_list_what_came_in_as_unchecked(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["listings", "import", _file(tmp_path), "--publish-unchecked"])
    assert "services: 1 read = 1 imported, 0 draft, 0 duplicate, 0 refused" in done.output
    with Session(app.extensions["database"].write) as session:
        assert session.scalars(sa.select(Service.publication)).one() is Publication.LISTED
        assert session.scalars(sa.select(Decision.reason)).one() == "imported"


def test_an_operator_can_try_first_and_nothing_is_written(app: Flask, tmp_path: Path) -> None:
    args = ["listings", "import", _file(tmp_path, {}, {"name": ""}), "--publish-unchecked"]
    tried = app.test_cli_runner().invoke(args=[*args, "--dry-run"])
    assert _held(app) == (0, 0, "")
    done = app.test_cli_runner().invoke(args=args)
    assert tried.output == done.output + "This was a dry run: nothing was written.\n"


def test_an_operator_can_keep_the_report_as_a_table(app: Flask, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    file = _file(tmp_path, {"name": "=1+1"}, {"name": "", "service_ref": "s2"})
    app.test_cli_runner().invoke(args=["listings", "import", file, "--report", str(report)])
    with report.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["line"], row["column"], row["fate"], row["name"]) for row in rows] == [
        ("2", "", "draft", "Riverside Law Room"),
        ("2", "", "draft", "'=1+1"),
        ("3", "name", "refused", ""),
    ]


def test_real_listings_cannot_come_into_a_demonstration(app: Flask, tmp_path: Path) -> None:
    with Session(app.extensions["database"].write) as session, session.begin():
        hold(session, "demonstration")
    done = app.test_cli_runner().invoke(args=["listings", "import", _file(tmp_path)])
    assert done.exit_code == 2
    assert "do not mix" in done.stderr
    assert _held(app) == (0, 0, "demonstration")


def test_an_operator_can_print_the_template(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["listings", "template"])
    assert done.output.startswith("organisation_ref,organisation_code,")
    assert len(done.output.splitlines()) == 2


def test_an_operator_cannot_name_a_country_that_is_none(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["listings", "import", _file(tmp_path), "--country", "narnia"])
    assert done.exit_code == 2
    assert "We know no country 'narnia'" in done.stderr
