"""Places: for a person who types where they are, and for pages that say where help is.

town     a town of GeoNames with 15,000 people or more, known by its id
region   a state, province or nation inside a country (ISO 3166-2), where a clean source gives them
country  by its ISO 3166-1 code, lower case as in our addresses
place    one of the three, as chosen; its code is `g3530597`, `ca-on` or `mx`
near     within so many kilometres as the crow flies

Never: ask another host where a person is, keep what was typed, guess a name in a language we are
not sure of, or know anything about listings.
"""

from __future__ import annotations

from app.places.finding import find, known
from app.places.queries import distance_km, label_of, name_of, near, parse, place_of, regions, timezones, town
from app.places.rules import Place, PlaceKind, Region, Town

__all__ = [
    "Place",
    "PlaceKind",
    "Region",
    "Town",
    "distance_km",
    "find",
    "known",
    "label_of",
    "name_of",
    "near",
    "parse",
    "place_of",
    "regions",
    "timezones",
    "town",
]
