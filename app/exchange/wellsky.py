"""WellSky's export: five tables whose names begin with `bre`. Nested lists in cells hold people and are not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.directory.rules import ListingKind
from app.exchange import hours
from app.exchange.reading import Line, Package, table
from app.exchange.records import (
    BadFile,
    Problem,
    Refused,
    Source,
    SourceOrganisation,
    SourcePhone,
    SourcePlace,
    SourceService,
    Where,
)

SERVICES = "brevservices.csv"
_ORGANISATIONS = "breorganization.csv"
_LOCATIONS = "brevlocation.csv"
_PHONES = "brevlocationphone.csv"
_ADDRESSES = "brevphysicaladdress.csv"


def read(package: Package) -> Source:
    """Read the five tables. Raise BadFile if services or organisations are missing."""
    for name in (SERVICES, _ORGANISATIONS):
        if name not in package.files:
            raise BadFile(f"{package.label} has no {name}.")
    locations = {line.get("id"): line for line in _rows(package, _LOCATIONS)}
    phones = _by_location(package, _PHONES)
    addresses = _by_location(package, _ADDRESSES)
    services = (
        _service(line, locations.get(line.get("location_id")), phones, addresses)
        for line in table(package, SERVICES)
    )
    return Source(_organisations(package, locations), services)


def _rows(package: Package, name: str) -> Iterator[Line]:
    if name in package.files:
        yield from table(package, name)


def _by_location(package: Package, name: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in _rows(package, name):
        if line.get("isactive").lower() != "false":
            found[line.get("location_id")].append(line)
    return found


def _organisations(package: Package, locations: dict[str, Line]) -> Iterator[SourceOrganisation | Refused]:
    for line in table(package, _ORGANISATIONS):
        where, key, name = Where(_ORGANISATIONS, line.number), line.get("id"), line.get("name")
        if why := _withheld(line):
            yield Refused(ListingKind.ORGANISATION, where, name, (Problem("status", why),), key)
            continue
        yield SourceOrganisation(
            where,
            key,
            name,
            about=line.get("description"),
            website=line.get("website_address", "url"),
            emails=[line.get("email")],
        )


def _withheld(line: Line) -> str:
    if "false" in {line.get("isactive").lower(), line.get("operational").lower()}:
        return "The source says it is inactive."
    if line.get("show_on_public_site").lower() == "false":
        return "The source says not to show it on websites."
    return ""


def _service(
    line: Line, location: Line | None, phones: dict[str, list[Line]], addresses: dict[str, list[Line]]
) -> SourceService:
    place = line.get("location_id")
    openings, always = hours.from_text(line.get("schedule"))
    homes = addresses.get(place, [])
    title = line.get("alternate_name", "name")
    return SourceService(
        where=Where(SERVICES, line.number),
        key=line.get("provider_service_code_id"),
        organisation=line.get("organization_id"),
        # A service bears the name of its category; with the place it can be told from others.
        name=f"{title} – {location.get('name')}" if location and location.get("name") else title,
        what=line.get("description"),
        who_for=line.get("eligibility"),
        get_in=line.get("application_process"),
        website=location.get("website_address") if location else "",
        emails=[line.get("email")],
        phones=[
            SourcePhone(each.get("number"), note=each.get("description")) for each in phones.get(place, [])
        ],
        languages=[line.get("languages")],
        places=[SourcePlace(a.get("city"), a.get("state_province"), a.get("country")) for a in homes],
        hours=openings,
        always_open=always,
        terms=[line.get("name"), line.get("alternate_name")],
        withheld=_withheld(line) or (_withheld(location) if location else ""),
        secrets={a.get("address_1") for a in homes} - {""},
    )
