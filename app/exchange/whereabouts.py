"""From places as other directories write them to ours: a town of our list, or its name with region and country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.directory.content import Place
from app.exchange.records import SourcePlace
from app.places import PlaceKind, Town, find, parse, regions, town
from app.places.rules import name_key, split_code

LONGEST_LOCALITY = 120
_MOST_NAMESAKES = 200
# Spellings of countries that lists of country names leave out.
_COUNTRIES = {
    "usa": "us",
    "uk": "gb",
    "unitedkingdom": "gb",
    "england": "gb",
    "scotland": "gb",
    "wales": "gb",
}


@dataclass(frozen=True, slots=True)
class Area:
    """Where something is, as far as we are sure. `locality` is set when the town is not in our list."""

    town: Town | None = None
    locality: str = ""
    region: str = ""
    country: str = ""


@lru_cache(maxsize=20_000)
def locate(name: str, region: str, country: str, default_country: str) -> Area:
    """Find a town by the words of another directory.

    `default_country` counts only where the data name none and the region is not a state of the US.
    """
    here = country_code(country)
    if not here:
        in_default = bool(default_country and region_code(region, default_country))
        here = (
            "us"
            if region_code(region, "us") and not in_default and len(region.strip()) == 2
            else default_country
        )
    inside = region_code(region, here) if here else ""
    found = _town(name, inside, here) if name and here else None
    if found is not None:
        return Area(found, "", found.region, found.country)
    return Area(None, name[:LONGEST_LOCALITY], inside, here)


@lru_cache(maxsize=2_000)
def country_code(text: str) -> str:
    """Return a country's ISO code, lower case, from its code or name; '' if it is none."""
    word = text.strip()
    if (known := _COUNTRIES.get(name_key(word))) is not None:
        return known
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.lower() if parse(word.lower()) else ""
    return next((p.country for p in find(word, 3) if p.kind is PlaceKind.COUNTRY), "") if word else ""


@lru_cache(maxsize=5_000)
def region_code(text: str, country: str) -> str:
    """Return the code of a region of a country from its code or name; '' if it is none."""
    word, key = text.strip().lower(), name_key(text)
    for region in regions(country):
        if word and (word in {region.code, f"{country}-{region.code}"} or name_key(region.name) == key):
            return region.code
    return ""


@lru_cache(maxsize=20_000)
def _named(name: str, region: str, country: str) -> tuple[Town, ...]:
    """Return the towns of exactly this name, in any language, in this region and country as far as these are given.

    A town whose own name it is comes alone before those that only bear it beside another one.
    """
    key = name_key(name)
    found = [
        place.town
        for place in find(name, _MOST_NAMESAKES, exact=True)
        if place.town and country in {"", place.country} and (not region or place.town.region in {"", region})
    ]
    return tuple([each for each in found if name_key(each.name) == key] or found)


def _town(name: str, region: str, country: str) -> Town | None:
    """Return the town of exactly this name in this region; None if there is none or it may be two.

    Without a region a name that several towns bear means none of them, however large one is.
    """
    key = name_key(name)
    found = [each for each in _named(name, region, country) if name_key(each.name) in {key, f"{key}city"}]
    return found[0] if len(found) == 1 else None


def known_towns(text: str, region: str, country: str) -> list[Town]:
    """Find the towns an operator may mean in our own template: by code (`g3530597`) or whole name in any script."""
    if (parts := split_code(text.strip().lower())) is not None and parts[0]:
        found = town(parts[0])
        return [found] if found else []
    return list(_named(text, region, country))


def place_of(source: SourcePlace, default_country: str) -> Place | None:
    """Return the place without anything exact; None if nothing is known of it."""
    if source.online:
        return Place(kind="online")
    area = locate(source.town.strip(), source.region, source.country, default_country)
    if not (area.town or area.locality or area.region or area.country):
        return None
    hidden = Place(
        visibility="ask" if source.private else "area",
        town=area.town.id if area.town and not source.private else None,
        locality="" if source.private else area.locality,
        region=area.region,
        country=area.country,
    )
    return hidden if source.town or source.region else None
