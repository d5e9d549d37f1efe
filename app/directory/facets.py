"""What was chosen, as the facets that the index knows of each service (indexing.py)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache

from app.directory.asked import LEADERS, Asked
from app.directory.finding import RINGS_KM, around
from app.places import Place
from app.vocabulary import needs_in, strings

WIDER_KM = 200
_FAR_KM = (75.0, 100.0, 150.0)
Facets = tuple[str, ...]
# The towns with a service, as their numbers are written. Each town that is asked for costs, whether it is in the
# index or not, and round a large town there are two hundred.
Towns = Container[str]
CHECKED: Facets = ("v",)
UNCHECKED: Facets = ("u",)


def narrowed(asked: Asked) -> list[Facets]:
    """Return everything chosen but strings, place, hours and standing; of each one facet must hold."""
    need = [tuple(f"n:{need.slug}" for need in needs_in(asked.need))] if asked.need else []
    return [*need, *filters(asked)]


def hours(asked: Asked) -> list[Facets]:
    """Return that it has hours, if it is to be open now: who said none cannot be, and need not be looked at."""
    return [("h",)] if asked.open_now else []


def filters(asked: Asked) -> list[Facets]:
    """Return everything chosen but need, strings, place, hours and standing; of each one facet must hold."""
    found: list[Facets] = []
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


def near(place: Place | None, towns: Towns | None = None) -> list[Facets]:
    """Return the facets of being there, close by, or serving the place from elsewhere; without a place nothing."""
    found = [facet for ring in rings(place, towns) for some in ring for facet in some]
    return [tuple(found)] if place else []


def rings(place: Place | None, towns: Towns | None = None) -> list[list[Facets]]:
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
    found = [_there(some, towns) for some in _by_ring(place.town.id)] if place.town else []
    return [*([some] for some in found if some), [(f"s:{region}", *wide)]]


def wider(place: Place, towns: Towns | None = None) -> Facets:
    """Return the facets of the circle to look in when little is near: far towns and the region, or the country."""
    if place.town:
        far = _there(tuple(str(one) for one, _km in around(place.town.id, WIDER_KM)), towns)
        return (*far, f"r:{place.country}-{place.region}") if place.region else far
    return (f"c:{place.country}",) if place.region else ()


@lru_cache(maxsize=256)
def _by_ring(town: int) -> tuple[tuple[str, ...], ...]:
    """Return the towns near a town, by how many steps they are away."""
    found: list[list[str]] = [[] for _ring in RINGS_KM]
    for one, km in around(town):
        found[step(km)].append(str(one))
    return tuple(map(tuple, found))


def _there(some: tuple[str, ...], towns: Towns | None) -> Facets:
    return tuple(f"t:{one}" for one in some if towns is None or one in towns)


def step(km: float) -> int:
    """Return how far that is, in the steps of the lists: the town, 10 km, 25 km, near, farther."""
    return sum(km > ring for ring in (*RINGS_KM, *_FAR_KM))


def steps(place: Place) -> Mapping[str, int]:
    """Return how far towns are, in steps, by facet."""
    return _steps(place.town.id) if place.town else {}


@lru_cache(maxsize=256)
def _steps(town: int) -> Mapping[str, int]:
    return {f"t:{one}": step(km) for one, km in around(town, WIDER_KM)}
