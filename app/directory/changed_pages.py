"""Which pages a mirror should have after a change: it asks about what the change touched, not about the whole site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import sqlalchemy as sa

from app.db import reading
from app.directory import tags as named
from app.directory.first_pages import every_listing, first_pages, forms_of, places_with, places_with_help
from app.directory.models import Organisation, Service
from app.directory.rules import Publication
from app.languages import OFFERED

_LIST = "find?place="
# So many values stand in one SELECT.
_AT_ONCE = 400
_KINDS = (("s", Service), ("o", Organisation))


def there_should_be(tags: Collection[str], touched: Collection[str]) -> Iterator[str]:
    """Yield, of the pages that a change with these tags touched or may have brought, those that there should be."""
    # A text stands beside its page; the link that knows no language has the tag of its listing, as the page has.
    pages = {one.replace(".txt", "", 1) for one in touched if not one.startswith("/g/")}
    # With listings that are not named, whatever else came with them, it is every page.
    every = (*first_pages(), *every_listing()) if named.MANY in tags else _pages(tags, pages)
    for page in every:
        yield from (page, *forms_of([page]))


def _pages(tags: Collection[str], touched: Collection[str]) -> Iterator[str]:
    changed = {one.split("/", 2)[2] for one in touched if one.count("/") > 1}
    first = list(first_pages())
    yield from first if named.CHOICES in tags else (one for one in first if one in touched)
    opened = {one.split("/", 2)[2] for one in first if one.count("/") > 1}
    lists = {path.removeprefix(_LIST) for path in changed - opened if path.startswith(_LIST)}
    there = _places_of(tags) | (lists & places_with_help())
    paths = [*_listings(tags, changed), *(_LIST + code for code in sorted(there))]
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


def _chunks(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))
