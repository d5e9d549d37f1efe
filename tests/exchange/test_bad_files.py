"""Files that cannot be read: a clear message, nothing written, never a crash."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.exchange import reading
from app.exchange.importing import read
from app.exchange.records import BadFile
from tests.exchange.conftest import LEAST, as_csv, write_zip

BAD: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\n\n", "is empty"),
    "nul.csv": (b"organisation_name,name,need\nA,B,\0legal\n", "line 2: there is a NUL byte"),
    "other.csv": (b"a,b\n1,2\n", "its columns are not those of our template"),
    "broken.zip": (b"PK\x03\x04 not really", "is not a zip file"),
    "not.zip": (b"hello", "is not a zip file"),
    "broken.json": (b'{"id": 1,\n "name" }', "line 2, column 9"),
    "empty.json": (b"  ", "is empty"),
    "deep.json": (b"[" * 100_000, "broken|cannot|Expecting|can be read"),
    "number.json": (b"7", "no services or organisations"),
    "half.csv": (
        "organisation_name,name,need\nA,".encode("utf-16") + b"\x00",
        "known encoding|has no services",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_an_operator_can_read_what_is_wrong_with_a_file(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadFile, match=message):
        read(path)


def test_a_zip_cannot_fill_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1 << 20)
    path = write_zip(tmp_path / "bomb.zip", {"services.csv": b"0" * (2 << 20)})
    assert path.stat().st_size < 10_000
    with pytest.raises(BadFile, match="unpacks to more than 1 MB"):
        read(path)


def test_a_zip_cannot_name_files_outside_itself(tmp_path: Path) -> None:
    rows = as_csv(LEAST)
    path = write_zip(tmp_path / "listings.zip", {"../../listings.csv": rows, "/etc/listings.csv": rows})
    with pytest.raises(BadFile, match="no services or organisations"):
        read(path)


def test_a_zip_without_services_cannot_be_imported(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "listings.zip", {"organizations.csv": "id,name\n1,A\n", "phones.csv": "id\n"})
    with pytest.raises(BadFile, match=r"has no services\.csv"):
        read(path)


def test_a_damaged_zip_cannot_crash_the_import(tmp_path: Path) -> None:
    path = tmp_path / "listings.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("services.csv", "id,name\n" + "1,A\n" * 100)
    damaged = bytearray(path.read_bytes())
    damaged[60] ^= 0xFF
    path.write_bytes(bytes(damaged))
    with pytest.raises(BadFile, match="is damaged"):
        read(path)


def test_a_folder_without_tables_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="holds no tables"):
        read(tmp_path)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.json", "a.zip", "a", "services.csv"])
)
@example(content=b"id,name,organization_id\n1,\xff,1\n", name="services.csv")
@example(content=b'[{"id": {}, "status": [], "organization": {"id": 5}}]', name="a.json")
@example(content=b'[{"organization": [[1]], "name": {"a": 1}}]', name="a.json")
def test_garbage_can_only_be_refused(tmp_path: Path, content: bytes, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    path = folder / name
    path.write_bytes(content)
    try:
        found = read(path)
    except BadFile:
        return
    assert found.report.rows or found.organisations or found.services or found.report.form


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(st.sampled_from(sorted(LEAST) + ["fact_1", "place_1_town"]), st.text(max_size=40))
)
def test_any_words_in_a_cell_can_be_answered(tmp_path: Path, cells: dict[str, str]) -> None:
    path = tmp_path / "listings.csv"
    path.write_bytes(as_csv({**LEAST, **cells}).encode("utf-8", "surrogatepass"))
    try:
        found = read(path)
    except BadFile:
        return
    assert len(found.services) + len(found.report.rows) >= 1 or not any(
        (cells.get("name"), cells.get("service_ref"))
    )


def test_an_operator_can_see_that_nothing_was_written(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "listings.json"
    path.write_text("{")
    done = app.test_cli_runner().invoke(args=["listings", "import", str(path)])
    assert done.exit_code == 2
    assert "Nothing was imported. listings.json, line 1, column 2" in done.stderr
