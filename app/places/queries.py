"""Reads of the file of places: a town, a chosen place, its names, what is near."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from app.places.atlas import rows
from app.places.rules import EARTH_RADIUS_KM, Place, Region, Town, kilometres, name_key, split_code

_COMMAS = {"ar": "، ", "ckb": "، ", "fa": "، ", "ps": "، ", "ug": "، ", "ur": "، ", "zh": "，", "ja": "、"}
_DEGREE_KM = math.pi * EARTH_RADIUS_KM / 180


def town(geonames_id: int) -> Town | None:
    """Look a town up by its GeoNames id."""
    return _town(geonames_id) if 0 < geonames_id < 2**31 else None


@lru_cache(maxsize=1024)
def _town(geonames_id: int) -> Town | None:
    found = rows("SELECT * FROM listed WHERE id = ?", geonames_id)
    return town_of(found[0]) if found else None


def town_of(row: tuple[str | int, ...]) -> Town:
    """Make a town of a row that begins as `listed` does; degrees are kept as whole ten-thousandths."""
    number, name, country, region, latitude, longitude, zone, population = row[:8]
    return Town(
        id=int(number),
        name=str(name),
        country=str(country),
        region=str(region),
        latitude=int(latitude) / 10_000,
        longitude=int(longitude) / 10_000,
        timezone=str(zone),
        population=int(population),
    )


def place_of(town: Town) -> Place:
    """Make the place a person can choose of a town."""
    return Place(town.country, town.region, town)


def parse(code: str) -> Place | None:
    """Read a public code (`g3530597`, `ca-on`, `mx`); None for what is no place we know."""
    parts = split_code(code)
    if parts is None:
        return None
    number, country, region = parts
    if number:
        found = town(number)
        return place_of(found) if found else None
    return Place(country, region) if _area_name(code) else None


def regions(country: str) -> tuple[Region, ...]:
    """List the regions of a country by name; empty where no clean source gives them."""
    found = rows("SELECT code, name FROM area WHERE code >= ? AND code < ?", f"{country}-", f"{country}.")
    listed = [Region(country, str(code).removeprefix(f"{country}-"), str(name)) for code, name in found]
    return tuple(sorted(listed, key=lambda region: region.name))


@cache
def timezones() -> frozenset[str]:
    """Give every IANA time zone that has a listed town."""
    return frozenset(str(name) for (name,) in rows("SELECT name FROM zone"))


def distance_km(a: Town, b: Town) -> float:
    """Measure the way between two towns as the crow flies, in kilometres."""
    return kilometres(a, b)


def near(town: Town, km: float) -> list[tuple[int, float]]:
    """List GeoNames id and distance in km of each town within `km`, itself first, nearest first."""
    band = km / _DEGREE_KM + 0.0001
    south, north = math.floor((town.latitude - band) * 10_000), math.ceil((town.latitude + band) * 10_000)
    found = map(town_of, rows("SELECT * FROM listed WHERE latitude BETWEEN ? AND ?", south, north))
    measured = ((other.id, kilometres(town, other)) for other in found)
    return sorted((pair for pair in measured if pair[1] <= km), key=lambda pair: (pair[1], pair[0]))


def name_of(place: Place, tag: str) -> str:
    """Name a place in a language; where we are not sure of a name there, as GeoNames or ISO writes it."""
    if place.town:
        return _shown(place.town.id, tag) or place.town.name
    if place.region:
        return _area_name(place.code) or place.region
    return _country_name(place.country, tag)


def label_of(place: Place, tag: str) -> str:
    """Name a place with its region and country, so that towns of one name can be told apart."""
    names = [name_of(place, tag)]
    if place.town and place.region and not _says_its_region(names[0], place):
        names.append(name_of(Place(place.country, place.region), tag))
    if place.town or place.region:
        names.append(name_of(Place(place.country), tag))
    return _COMMAS.get(tag.split("-", maxsplit=1)[0], ", ").join(names)


def _says_its_region(shown: str, place: Place) -> bool:
    """Tell 北京 of Beijing: the region's name would only repeat the town's in another language."""
    if place.town is None or shown == place.town.name:
        return False
    return name_key(place.town.name) == name_key(_area_name(Place(place.country, place.region).code) or "")


@lru_cache(maxsize=2048)
def _shown(geonames_id: int, tag: str) -> str | None:
    question = "SELECT shown.name FROM town JOIN shown USING (rank) WHERE town.id = ? AND shown.tag = ?"
    found = rows(question, geonames_id, tag)
    return str(found[0][0]) if found else None


@lru_cache(maxsize=512)
def _area_name(code: str) -> str | None:
    found = rows("SELECT name FROM area WHERE code = ?", code)
    return str(found[0][0]) if found else None


def _country_name(country: str, tag: str) -> str:
    code = country.upper()
    return str(_locale(tag).territories.get(code) or _area_name(country) or code)


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
