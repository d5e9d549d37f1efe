"""Which pages a mirror should have after a change: it asks about what the change touched, not about the whole site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import sqlalchemy as sa

from app.db import reading
from app.directory import tags as named
from app.directory.first_pages import every_listing, first_pages, places_with
from app.directory.models import Organisation, PlaceRow, Service
from app.directory.rules import Publication
from app.languages import OFFERED
from app.places import Place, parse

_LIST = "find?place="
# So many values stand in one SELECT. Of more places than that all are looked at, in one SELECT too.
_AT_ONCE = 400
_FEW = 20
_KINDS = (("s", Service), ("o", Organisation))


def there_should_be(tags: Collection[str], touched: Collection[str]) -> Iterator[str]:
    """Yield, of the pages that a change with these tags touched or may have brought, those that there should be."""
    if named.MANY in tags:
        # It brought listings that are not named, whatever else came with them.
        yield from (*first_pages(), *every_listing())
        return
    changed = {one.split("/", 2)[2] for one in touched if one.count("/") > 1}
    first = list(first_pages())
    yield from first if named.CHOICES in tags else (one for one in first if one in touched)
    opened = {one.split("/", 2)[2] for one in first if one.count("/") > 1}
    lists = {path.removeprefix(_LIST) for path in changed - opened if path.startswith(_LIST)}
    brought = _places_of(tags)
    paths = [
        *_listings(tags, changed),
        *(_LIST + code for code in sorted(brought | _with_help(lists - brought))),
    ]
    if "log" in changed:
        paths.append("log")
    for language in OFFERED:
        yield from (f"/{language.tag}/{path}" for path in paths)


def _listings(tags: Collection[str], changed: Collection[str]) -> Iterator[str]:
    """Yield the paths of listed services and organisations among those that changed."""
    for letter, model in _KINDS:
        codes = {one[2:] for one in tags if one.startswith(f"{letter}:")}
        codes |= {path[2:] for path in changed if path.startswith(f"{letter}/")}
        for some in _chunks(sorted(codes)):
            there = sa.select(model.code).where(model.code.in_(some), model.publication == Publication.LISTED)
            yield from (f"{letter}/{code}" for code in reading().scalars(there))


def _places_of(tags: Collection[str]) -> set[str]:
    """Return the codes of the towns and regions where the changed services are."""
    found: set[str] = set()
    for some in _chunks(sorted(one[2:] for one in tags if one.startswith("s:"))):
        found |= places_with(Service.code.in_(some))
    return found


def _with_help(codes: Collection[str]) -> set[str]:
    """Return the codes of those of these towns and regions that have a service in a list."""
    if len(codes) > _AT_ONCE:
        return places_with() & set(codes)
    places = [place for code in codes if (place := parse(code))]
    towns = {
        place.code for place in places if place.town and places_with(PlaceRow.town == place.town.id, most=1)
    }
    regions = {place.code for place in places if not place.town}
    found = {place.code for place in places if place.code in regions and _is_said(place)}
    # A region has help where a town of it has some, whatever region the row of that town names.
    return towns | found | (places_with() & regions if regions - found else set())


def _is_said(place: Place) -> bool:
    """Say whether one of the first places that name this region lies in it and has help."""
    inside = (PlaceRow.country == place.country, PlaceRow.region == place.region)
    return place.code in places_with(*inside, most=_FEW)


def _chunks(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))
