"""HSDS 1.x, 2.x and 3.x as tables, and what is close to them: Ohana's CSV and tables with prefixed headers.

Only what a listing needs is read; what hangs on a service or location is indexed in memory by its id, as cleaned
short values, so that a table of any length is gone through once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from app.directory.rules import ListingKind
from app.exchange.hsds_joins import ORGANISATIONS, READERS, SERVICES, Joined
from app.exchange.reading import Line, Package, header, table
from app.exchange.records import (
    BadFile,
    Problem,
    Refused,
    Source,
    SourceHours,
    SourceOrganisation,
    SourceService,
    Where,
)

_BETWEEN = re.compile(r"\s*[;,|]\s*")
T = TypeVar("T")


def read(package: Package) -> Source:
    """Read a package of HSDS tables. Raise BadFile if it has no table of services."""
    services = package.has(*SERVICES)
    if not services:
        raise BadFile(f"{package.label} has no services.csv.")
    joined = Joined()
    for names, take in READERS:
        for name in names:
            if name in package.files:
                for line in _rows(package, name):
                    take(line, joined)
    return Source(_organisations(package, joined), _services(package, services, joined))


def _rows(package: Package, name: str) -> Iterator[Line]:
    """Read a table with the names HSDS gives its columns: `service_uuid` in services.csv is `id`."""
    own = name.removesuffix(".csv").rstrip("s").replace("organisation", "organization")
    columns = header(package, name)
    if f"{own}_uuid" not in columns:
        yield from table(package, name)
        return
    renamed = {c: c.removeprefix(f"{own}_") for c in columns}
    renamed = {c: "id" if new == "uuid" else new.replace("_uuid", "_id") for c, new in renamed.items()}
    for line in table(package, name):
        yield Line(line.number, {renamed.get(c, c): v for c, v in line.cells.items()}, line.surplus)


def _organisations(package: Package, joined: Joined) -> Iterator[SourceOrganisation]:
    """Read the organisations; where they have no table of their own, take them from the services."""
    name = package.has(*ORGANISATIONS) or package.has(*SERVICES)
    seen = set()
    for line in _rows(package, name):
        key = line.get("id") if name in ORGANISATIONS else line.get("organization_id")
        if key in seen and name not in ORGANISATIONS:
            continue
        seen.add(key)
        own = name in ORGANISATIONS
        yield SourceOrganisation(
            where=Where(name, line.number),
            key=key,
            name=line.get("name") if own else line.get("organization_name"),
            about=line.get("description") if own else "",
            website=line.get("website", "url") if own else "",
            emails=[line.get("email")] if own else [],
            phones=joined.phones.get(("organization_id", key), []),
            secrets=joined.secrets.get(("organization_id", key), set()),
        )


def _services(package: Package, name: str, joined: Joined) -> Iterator[SourceService | Refused]:
    for line in _rows(package, name):
        yield _service(line, Where(name, line.number), joined)


def _service(line: Line, where: Where, joined: Joined) -> SourceService | Refused:
    key = line.get("id")
    locations = list(dict.fromkeys(joined.locations.get(key) or [line.get("location_id")]))
    owner = joined.owner_of(line.get("organization_id")) or joined.organisation_of_location.get(
        locations[0], ""
    )
    if not owner:
        problem = Problem("organization_id", "It names no organisation.")
        return Refused(ListingKind.SERVICE, where, line.get("name"), (problem,), key)
    near = [("service_id", key)]
    near += [("service_at_location_id", link) for link in joined.locations.get(f"at {key}", [])]
    far = [*near, *(("location_id", location) for location in locations if location)]
    openings = [_all(joined.hours, [place]) for place in far]
    return SourceService(
        where=where,
        key=key,
        organisation=owner,
        name=line.get("name"),
        what=line.get("description"),
        who_for="\n".join((*joined.who_for.get(key, []), line.get("eligibility_description", "eligibility"))),
        get_in=line.get("application_process"),
        website=line.get("url", "website"),
        emails=[line.get("email"), *_all(joined.emails, far)],
        phones=_all(joined.phones, near) or _all(joined.phones, far),
        languages=[line.get("languages"), *_all(joined.languages, far)],
        places=[place for location in locations for place in joined.places.get(location, [])],
        hours=_agreed(openings),
        terms=_terms(line, joined),
        status=line.get("status"),
        secrets=set().union(*(joined.secrets.get(place, set()) for place in far)),
    )


def _all(index: dict[tuple[str, str], list[T]], owners: Iterable[tuple[str, str]]) -> list[T]:
    return [item for owner in owners for item in index.get(owner, [])]


def _agreed(openings: list[list[SourceHours]]) -> list[SourceHours]:
    """Return the hours of the service itself; those of its locations only if all are the same."""
    if openings[0]:
        return openings[0]
    told = [each for each in openings[1:] if each]
    same = len({tuple((o.days, o.opens, o.closes, o.certain) for o in each) for each in told}) == 1
    return told[0] if same else []


def _terms(line: Line, joined: Joined) -> list[str]:
    """Return the codes and names of a service's taxonomy terms, and its free words."""
    keys = [*joined.terms.get(line.get("id"), []), *_BETWEEN.split(line.get("taxonomy_ids"))]
    named = [joined.term_names.get(key, "") for key in keys]
    coded = [joined.term_names.get(f"code of {key}", "") for key in keys]
    words = [*_BETWEEN.split(line.get("keywords")), *_BETWEEN.split(line.get("problem_codes"))]
    return [term for term in (*keys, *coded, *named, *words) if term]
