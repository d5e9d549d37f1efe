"""What was chosen, as the facets that the index knows of each service (indexing.py)."""

from __future__ import annotations

from app.directory.asked import LEADERS, Asked
from app.directory.finding import RINGS_KM, around
from app.places import Place
from app.vocabulary import needs_in, strings

WIDER_KM = 200
_FAR_KM = (75.0, 100.0, 150.0)
Facets = tuple[str, ...]
CHECKED: Facets = ("v",)
UNCHECKED: Facets = ("u",)


def narrowed(asked: Asked) -> list[Facets]:
    """Return everything chosen but strings, place, hours and standing; of each one facet must hold."""
    found: list[Facets] = []
    if asked.need:
        found.append(tuple(f"n:{need.slug}" for need in needs_in(asked.need)))
    if asked.kinds:
        found.append(tuple(f"k:{code}" for code in asked.kinds))
    found += [(f"y:{code}",) for code in asked.spoken]
    found += [(f"p:{LEADERS[code]}",) for code in asked.led]
    if asked.online:
        found.append(("o",))
    return found


def told_ok(asked: Asked) -> list[Facets]:
    """Return that every asked string is ok, and by whom if that was asked too.

    Narrowed to what someone else checked with no string chosen: at least one such string.
    """
    if not asked.by_others:
        return [(f"f:{number}",) for number in asked.facts]
    each: list[Facets] = [(f"b:{number}",) for number in asked.facts]
    return [*(each or [tuple(f"b:{one.number}" for one in strings())]), CHECKED]


def against(asked: Asked) -> list[Facets]:
    """Return what speaks against an asked string; one is enough."""
    return [(f"a:{number}",) for number in asked.facts]


def standing(asked: Asked) -> Facets:
    """Return the facets of what is shown: checked services, or all."""
    return (*CHECKED, *UNCHECKED) if asked.unchecked_too else CHECKED


def near(place: Place | None) -> list[Facets]:
    """Return the facets of being there, close by, or serving the place from elsewhere; without a place nothing."""
    return [tuple(facet for ring in rings(place) for some in ring for facet in some)] if place else []


def rings(place: Place | None) -> list[list[Facets]]:
    """Return what must hold, by distance: the town, 10 km, 25 km, near, what serves it from elsewhere.

    Without a town there is one ring; without a place nothing must hold in it.
    """
    if place is None:
        return [[]]
    country, region = f"c:{place.country}", f"{place.country}-{place.region}"
    if place.kind == "country":
        return [[(country, "e")]]
    wide = (f"w:{place.country}", "e")
    if place.kind == "region":
        return [[(f"r:{region}", *wide)]]
    towns: list[list[str]] = [[] for _ring in RINGS_KM]
    for one, km in around(place.town.id) if place.town else ():
        towns[step(km)].append(f"t:{one}")
    return [*([tuple(some)] for some in towns if some), [(f"s:{region}", *wide)]]


def wider(place: Place) -> Facets:
    """Return the facets of the circle to look in when little is near: far towns and the region, or the country."""
    if place.town:
        towns = tuple(f"t:{one}" for one, _km in around(place.town.id, WIDER_KM))
        return (*towns, f"r:{place.country}-{place.region}") if place.region else towns
    return (f"c:{place.country}",) if place.region else ()


def step(km: float) -> int:
    """Return how far that is, in the steps of the lists: the town, 10 km, 25 km, near, farther."""
    return sum(km > ring for ring in (*RINGS_KM, *_FAR_KM))


def steps(place: Place) -> dict[str, int]:
    """Return how far towns are, in steps, by facet."""
    towns = around(place.town.id, WIDER_KM) if place.town else ()
    return {f"t:{one}": step(km) for one, km in towns}
