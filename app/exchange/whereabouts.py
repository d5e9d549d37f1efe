"""From places as other directories write them to ours: a town of our list, or its name with region and country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.directory.content import Place
from app.exchange.records import SourcePlace
from app.places import PlaceKind, Town, find, parse, regions, town
from app.places.rules import name_key, split_code

LONGEST_LOCALITY = 120
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


def _town(name: str, region: str, country: str) -> Town | None:
    """Return the town of exactly this name in this region; None if there is none or it may be two."""
    key = name_key(name)
    found = [
        place.town
        for place in find(name, 200)
        if place.town
        and place.country == country
        and (not region or not place.town.region or place.town.region == region)
        and name_key(place.town.name) in {key, f"{key}city"}
    ]
    exact = [each for each in found if name_key(each.name) == key] or found
    return exact[0] if len(exact) == 1 or (exact and not region) else None


def known_town(text: str, region: str, country: str) -> Town | None:
    """Find the town an operator names in our own template, by code (`g3530597`) or by name in any script."""
    if (parts := split_code(text.strip().lower())) is not None and parts[0]:
        return town(parts[0])
    narrowed = ", ".join(part for part in (text, region, country) if part)
    return next((place.town for place in find(narrowed, 5) if place.town), None)


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
