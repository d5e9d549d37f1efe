"""A database to import into, files to import, and the real data of others where this machine has it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.db import Database, open_database
from app.exchange.importing import run
from app.exchange.report import Report
from app.exchange.shaping import Manner

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
Import = Callable[..., Report]
Row = dict[str, str]

LEAST: Row = {
    "organisation_ref": "o1",
    "organisation_name": "Riverside Law Room",
    "service_ref": "s1",
    "language": "en",
    "need": "legal",
    "kinds": "l1",
    "name": "Free advice",
    "reach_1_kind": "phone",
    "reach_1_value": "+1 416 555 0142",
}


def shared(path: str) -> Path:
    """Return a file of the data made by others, which is never in the repository."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"the data of others ({path}) is not on this machine")
    return found


def as_csv(*rows: Row) -> str:
    """Write rows as a table with the columns that any of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_zip(path: Path, files: dict[str, str | bytes]) -> Path:
    """Write a zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Both engines over a fresh, migrated, empty database."""
    found = open_database(database_url)
    yield found
    found.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A write session that is rolled back at the end."""
    with Session(database.write) as found:
        yield found


@pytest.fixture
def bring(session: Session) -> Import:
    """Import a file, with every listing published that can be."""

    def _bring(path: Path, **choices: Any) -> Report:
        choices.setdefault("publish_unchecked", True)
        choices.setdefault("manner", Manner("en", "us"))
        return run(session, path, **choices)

    return _bring


@pytest.fixture
def bring_rows(bring: Import, tmp_path: Path) -> Import:
    """Import rows of our own template, each on top of the least that a row needs."""

    def _bring_rows(*rows: Row, **choices: Any) -> Report:
        path = tmp_path / "listings.csv"
        path.write_text(as_csv(*({**LEAST, **row} for row in rows)), encoding="utf-8")
        return bring(path, **choices)

    return _bring_rows
