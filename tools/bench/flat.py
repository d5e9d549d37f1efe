"""The listings of a site as one flat table, as somebody would keep them who has a table and no site of their own.

Datasette and the bare Flask pages are given this. It says what our pages say: where, which needs, the answers of the
strings as columns, the languages spoken, how to call, the day of the last check; translations are a table beside.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.places import parse
from app.vocabulary import strings

_PLAIN = """id INTEGER PRIMARY KEY, code TEXT, name TEXT, description TEXT, need TEXT, country TEXT, region TEXT,
  town TEXT, latitude REAL, longitude REAL"""
_FACT = "(SELECT answers FROM site.fact WHERE service_id = s.id AND number = {number})"
_TEXT = """LEFT JOIN site.text {name} ON {name}.owner_kind = 'service' AND {name}.owner_id = s.id
  AND {name}.field = '{field}' AND {name}.language = """
# One place of each, the first, as a flat table has room for one.
_SERVICES = """INSERT INTO services SELECT s.id, s.code, n.body, d.body, s.need, p.country, p.region, t.name,
  t.latitude, t.longitude, {facts}, (SELECT json_group_array(language) FROM site.spoken WHERE service_id = s.id),
  (SELECT value FROM site.way WHERE service_id = s.id AND kind = 'phone' ORDER BY position LIMIT 1), s.checked_on
FROM site.service s {name} s.language {description} s.language
LEFT JOIN site.place p ON p.id = (SELECT min(id) FROM site.place WHERE service_id = s.id)
LEFT JOIN towns t ON t.id = p.town WHERE s.publication = 'listed' ORDER BY s.id"""
_TRANSLATIONS = """INSERT INTO translations (service, language, name, description)
SELECT s.id, n.language, n.body, d.body FROM site.service s JOIN site.text n ON n.owner_kind = 'service'
  AND n.owner_id = s.id AND n.field = 'name' AND n.language <> s.language
{description} n.language WHERE s.publication = 'listed' ORDER BY s.id, n.language"""
_INDEXES = """CREATE UNIQUE INDEX services_code ON services (code);
CREATE INDEX services_need ON services (need, town, checked_on);
CREATE INDEX services_place ON services (country, town, checked_on);
CREATE INDEX services_checked ON services (checked_on);
CREATE INDEX services_near ON services (latitude, longitude);
CREATE INDEX translations_service ON translations (service, language);"""


def write(address: str, path: Path) -> None:
    """Write the tables `services` and `translations` of a SQLite site into a new file, with indexes to filter by."""
    path.unlink(missing_ok=True)
    answers = strings()
    columns = ", ".join(f"{one.slug} TEXT" for one in answers)
    facts = ", ".join(_FACT.format(number=one.number) for one in answers)
    name, description = (
        _TEXT.format(name=short, field=field) for short, field in (("n", "name"), ("d", "what"))
    )
    with closing(sqlite3.connect(path)) as file:
        file.execute("ATTACH ? AS site", (address.removeprefix("sqlite:///"),))
        file.execute(f"CREATE TABLE services ({_PLAIN}, {columns}, spoken TEXT, phone TEXT, checked_on TEXT)")
        file.execute(
            "CREATE TABLE translations (id INTEGER PRIMARY KEY, service INTEGER REFERENCES services (id),"
            " language TEXT, name TEXT, description TEXT)"
        )
        _name_towns(file)
        file.execute(_SERVICES.format(facts=facts, name=name, description=description))
        file.execute(_TRANSLATIONS.format(description=description))
        file.executescript(f"DROP TABLE towns; {_INDEXES}")
        file.commit()


def _name_towns(file: sqlite3.Connection) -> None:
    """Make a table of the towns that there are, by our numbers."""
    file.execute("CREATE TEMP TABLE towns (id INTEGER PRIMARY KEY, name TEXT, latitude REAL, longitude REAL)")
    numbers = file.execute("SELECT DISTINCT town FROM site.place WHERE town IS NOT NULL").fetchall()
    places = [parse(f"g{number}") for (number,) in numbers]
    towns = [place.town for place in places if place and place.town]
    rows = [(town.id, town.name, town.latitude, town.longitude) for town in towns]
    file.executemany("INSERT INTO towns VALUES (?, ?, ?, ?)", rows)
