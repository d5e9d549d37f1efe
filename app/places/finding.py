"""Finding a place from what a person typed, in any script: "Koln", "القاهرة", "portland, or", "CDMX"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.places.atlas import rows
from app.places.queries import place_of, town_of
from app.places.rules import MOST_WORDS, Place, typed, words

# A town that is called exactly this counts for many that only have it as another name:
# "Victoria" is Victoria before it is Hong Kong, but "Colonia" is Köln before a village.
_OWN_NAME = 30
_COUNTRY_FIRST = 1000
# One Chinese character or two Latin letters may be a name; three Latin letters may begin one.
_SHORTEST_NAME_BYTES = 2
_SHORTEST_BEGINNING_BYTES = 3
_LONGEST_TAIL = 4
_COMMAS = re.compile(r"[,،、，;|/\n]+")
_LAST = "\U0010ffff"
_TOWNS = """SELECT listed.*, own FROM town_name JOIN listed USING (rank)
WHERE key = ? ORDER BY rank LIMIT 200"""
_TOWNS_BEGINNING = """SELECT * FROM listed WHERE rank IN
(SELECT DISTINCT rank FROM town_name WHERE key > ? AND key < ? ORDER BY rank LIMIT 200)"""
_EXACT = "SELECT 1 FROM town_name WHERE key = ? UNION ALL SELECT 1 FROM area_name WHERE key = ?"
_AREAS = "SELECT code, population, short FROM area_name JOIN area USING (code) WHERE key = ?"
_AREAS_BEGINNING = """SELECT DISTINCT code, population FROM area_name JOIN area USING (code)
WHERE key > ? AND key < ? AND short = 0 ORDER BY population DESC LIMIT 20"""

_NAMES = ("town_name", "area_name")

Weighed = tuple[int, Place]


def find(text: str, limit: int = 10, *, exact: bool = False) -> list[Place]:
    """Find towns, regions and countries by name, the likeliest first.

    A comma or the last words may narrow by region or country. Exact names come before beginnings;
    among them a country first, then the more people. What cannot be a name finds nothing. With `exact`
    the text is one whole name, in any language: no beginning of it counts, and nothing narrows it.
    """
    clean = typed(text)
    if clean is None:
        return []
    if exact:
        return _in_order(_exact(words(clean)))[:limit]
    first, *rest = [part for part in _COMMAS.split(clean) if part.strip()] or [""]
    if rest:
        return (_within(first, rest) or _named(words(clean)))[:limit]
    parts = words(clean)
    found = _named(parts)
    return (found if _is_exact(parts) else _narrowed(parts) or found)[:limit]


def known(texts: Iterable[str]) -> set[str]:
    """Return those of a few texts that are whole names of places, in one look-up."""
    keys = {text: "".join(words(text)[:MOST_WORDS]) for text in texts}
    asked = [key for key in {*keys.values()} if len(key.encode()) >= _SHORTEST_NAME_BYTES]
    marks = ", ".join("?" * len(asked))
    question = " UNION ".join(f"SELECT key FROM {table} WHERE key IN ({marks})" for table in _NAMES)  # noqa: S608
    there = {str(key) for (key,) in rows(question, *asked, *asked)}
    return {text for text, key in keys.items() if key in there}


def _named(parts: list[str]) -> list[Place]:
    """Find by one name: exactly, then by how it begins."""
    key = "".join(parts[:MOST_WORDS])
    if len(key.encode()) < _SHORTEST_NAME_BYTES:
        return []
    exact = _exact(parts)
    begun = _beginning(key) if len(key.encode()) >= _SHORTEST_BEGINNING_BYTES else []
    return _in_order(exact) + [place for place in _in_order(begun) if place not in {p for _, p in exact}]


def _exact(parts: list[str]) -> list[Weighed]:
    key = "".join(parts[:MOST_WORDS])
    return _exact_towns(key) + _exact_areas(key)


def _is_exact(parts: list[str]) -> bool:
    key = "".join(parts[:MOST_WORDS])
    return bool(rows(_EXACT, key, key))


def _narrowed(parts: list[str]) -> list[Place]:
    """Read the last words as a region or country: "london uk", "san jose costa rica"."""
    for size in range(1, min(_LONGEST_TAIL, len(parts) - 1) + 1):
        areas = _areas_meant(parts[-size:])
        found = _inside(parts[:-size], areas, exact_only=True) if areas else []
        if found:
            return found
    return []


def _within(first: str, rest: list[str]) -> list[Place]:
    """Read what stands after commas as region or country; if the town is unknown, offer those."""
    meant = [areas for part in rest if (areas := _areas_meant(words(part)))]
    areas = [area for sets in meant for area in sets]
    if not areas:
        return []
    found = _inside(words(first), areas, exact_only=False)
    return found or [_area_place(code) for code in sorted(areas[-1])]


def _areas_meant(parts: list[str]) -> list[set[str]]:
    """Read words as one or two areas; a town must lie in one of each set. Empty if they are none."""
    whole = _area_codes(parts)
    if whole:
        return [whole]
    for cut in range(1, min(len(parts), MOST_WORDS)):
        inner, outer = _area_codes(parts[:cut]), _area_codes(parts[cut:])
        if inner and outer:
            return [inner, outer]
    return []


def _area_codes(parts: list[str]) -> set[str]:
    return {str(code) for code, _, _ in rows(_AREAS, "".join(parts[:MOST_WORDS]))}


def _inside(parts: list[str], areas: list[set[str]], *, exact_only: bool) -> list[Place]:
    key = "".join(parts[:MOST_WORDS])
    if not key:
        return []
    exact = _exact_towns(key) + ([] if exact_only else _exact_areas(key))
    begun = [] if exact_only or len(key.encode()) < _SHORTEST_BEGINNING_BYTES else _beginning(key)
    places = dict.fromkeys(_in_order(exact) + _in_order(begun))
    return [place for place in places if all(_lies_in(place, area) for area in areas)]


def _lies_in(place: Place, area: set[str]) -> bool:
    """Tell a town or region inside one of the areas; nothing lies in itself."""
    if place.code in area:
        return False
    return place.country in area or (place.town is not None and f"{place.country}-{place.region}" in area)


def _exact_towns(key: str) -> list[Weighed]:
    found = [(town_of(row), row[-1]) for row in rows(_TOWNS, key)]
    return [(town.population * (_OWN_NAME if own else 1), place_of(town)) for town, own in found]


def _exact_areas(key: str) -> list[Weighed]:
    """Weigh areas; a short form such as "or" stands only for a region, and only if no area is named so."""
    found = [(str(code), int(people), bool(short)) for code, people, short in rows(_AREAS, key)]
    named = [area for area in found if not area[2]] or [area for area in found if "-" in area[0]]
    return [(_weight(code, people), _area_place(code)) for code, people, _ in named]


def _weight(code: str, people: int) -> int:
    """Put a country before all towns of its name, and a region after the city that most of it lives in."""
    return people // 2 if "-" in code else people * _COUNTRY_FIRST


def _beginning(key: str) -> list[Weighed]:
    towns = [town_of(row) for row in rows(_TOWNS_BEGINNING, key, key + _LAST)]
    areas = [
        (int(people), _area_place(str(code))) for code, people in rows(_AREAS_BEGINNING, key, key + _LAST)
    ]
    return [(town.population, place_of(town)) for town in towns] + areas


def _area_place(code: str) -> Place:
    country, _, region = code.partition("-")
    return Place(country, region)


def _in_order(weighed: Iterable[Weighed]) -> list[Place]:
    return [place for _, place in sorted(weighed, key=lambda pair: (-pair[0], pair[1].code))]
