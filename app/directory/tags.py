"""The tags of pages: what a page of the directory shows, in names that a change of a listing can touch. Pure.

s:CODE a service; o:CODE an organisation; l:CODE the list of its services; choices which menus are not empty; log;
many (on no page): there are new listings that are not named.
A list is named NEED/WHERE, NEED empty for any: any (nowhere chosen), mx (a country), ca-on (a region), ca-on+ (what
serves a whole region), mx+ (a whole country), * (everywhere), and squares of half a degree, 38:-198.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from app.directory.asked import Asked
from app.directory.finding import NEAR_KM
from app.directory.rules import ListingKind
from app.directory.shown import Card, OrganisationPage, ServicePage
from app.pages.rules import MENUS
from app.places import Place, Town
from app.vocabulary import OTHER, need, needs_in

CHOICES = MENUS
LOG = "log"
MANY = "many"
ANYWHERE = "any"
EVERYWHERE = "*"
_KM_A_DEGREE = 111.2
_SQUARES = 2
_ROUND = 360 * _SQUARES


def of_service(page: ServicePage) -> set[str]:
    """Return the tags of the page of one service."""
    through = {f"o:{way.through}" for way in page.ways if way.through}
    after = {f"s:{page.successor}"} if page.successor else set()
    return of_card(page.card) | through | after


def of_organisation(page: OrganisationPage) -> set[str]:
    """Return the tags of the page of one organisation."""
    after = {f"o:{page.successor}"} if page.successor else set()
    return {f"o:{page.code}", f"l:{page.code}", *after}


def of_code(code: str, kind: ListingKind) -> str:
    """Return the tag of the page that offers one listing in every language."""
    return f"{'s' if kind is ListingKind.SERVICE else 'o'}:{code}"


def of_card(card: Card) -> set[str]:
    """Return the tags of one service where it stands among others."""
    return {f"s:{card.code}", f"o:{card.owner.code}"}


def of_list(asked: Asked, *, empty: bool = False) -> set[str]:
    """Return the tags of a list but for what stands in it; one that is empty may show where else there is something."""
    found = {f"{asked.need}/{where}" for where in _where(asked.place)} | {CHOICES}
    return found | {f"/{ANYWHERE}"} if empty else found


def is_of_list(tag: str) -> bool:
    """Say whether this is a tag of lists or menus: what stands in a list has tags of its own on that page."""
    return "/" in tag or tag == CHOICES


def of_danger(place: Place | None) -> set[str]:
    """Return the tags of "in danger": the lines that reach this place, the countries to choose from."""
    return {f"/{where}" for where in _where(place)} | {CHOICES} if place else {CHOICES}


def _where(place: Place | None) -> set[str]:
    """Return the names of everything that a list of this place could show."""
    if place is None:
        return {ANYWHERE}
    country, region = place.country, f"{place.country}-{place.region}"
    if place.kind == "country":
        return {EVERYWHERE, country}
    if place.kind == "region":
        return {EVERYWHERE, f"{country}+", region}
    near = _squares_near(place.town) if place.town else set()
    return {EVERYWHERE, f"{country}+", *({f"{region}+"} if place.region else ()), *near}


def needs_of(slug: str) -> set[str]:
    """Return the values of the parameter `need` whose lists can show a service with this need."""
    group = {OTHER} if (one := need(slug)) and one in needs_in(OTHER) else set()
    return {slug, "", *group}


def reached(town: Town | None, country: str, region: str, *, here: bool, online: bool) -> set[str]:
    """Return the names of the lists that a place of a service can stand in. `here`: more exact than its country."""
    found = {ANYWHERE}
    if online or not country:
        found.add(EVERYWHERE)
    if country:
        found |= {country} | (set() if here or region else {f"{country}+"})
    if country and region:
        found |= {f"{country}-{region}", f"{country}-{region}+"}
    return found | {_square(town.latitude, town.longitude)} if town else found


def _square(latitude: float, longitude: float) -> str:
    north, east = math.floor(latitude * _SQUARES), math.floor(longitude * _SQUARES)
    return f"{north}:{(east + _ROUND // 2) % _ROUND - _ROUND // 2}"


def _squares_near(town: Town) -> set[str]:
    """Return the squares that hold every point within NEAR_KM of a town."""
    up = NEAR_KM / _KM_A_DEGREE
    across = min(180.0, up / max(math.cos(math.radians(abs(town.latitude) + up)), 0.01))
    return {
        _square(latitude, longitude)
        for latitude in _steps(town.latitude - up, town.latitude + up)
        for longitude in _steps(town.longitude - across, town.longitude + across)
    }


def _steps(first: float, last: float) -> Iterable[float]:
    """Return points no more than a square apart from first to last, both included."""
    count = max(1, math.ceil((last - first) * _SQUARES))
    return (first + (last - first) * step / count for step in range(count + 1))
