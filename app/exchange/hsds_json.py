"""HSDS 3.x as JSON: one service, a page of services, an organisation with services, or an array of either."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.directory.rules import ListingKind
from app.exchange import hours
from app.exchange.hsds_rules import check_organisation, check_service
from app.exchange.reading import Package, read_text
from app.exchange.records import (
    BadFile,
    Problem,
    Refused,
    Source,
    SourceHours,
    SourceOrganisation,
    SourcePhone,
    SourcePlace,
    SourceService,
    Where,
)

Record = Mapping[str, Any]


def load(package: Package, name: str) -> Any:
    """Read a JSON file. Raise BadFile with line and column where it is not JSON."""
    text = read_text(package, name).removeprefix("\ufeff")
    if not text.strip():
        raise BadFile(f"{name} is empty.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"{name}, line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except (RecursionError, ValueError) as error:
        raise BadFile(f"{name} is not JSON that can be read.") from error


def records(data: Any) -> list[Any]:
    """Return the records of a page, an array or a single record."""
    if isinstance(data, dict) and isinstance(data.get("contents"), list):
        return list(data["contents"])
    return data if isinstance(data, list) else [data]


def is_hsds(data: Any) -> bool:
    """Say whether these look like services, services at locations or organisations of HSDS."""
    return any(isinstance(r, dict) and "id" in r and _is_known(r) for r in records(data))


def _is_known(record: Record) -> bool:
    return _is_service(record) or _is_organisation(record) or isinstance(record.get("service"), dict)


def _is_service(record: Record) -> bool:
    return (
        "status" in record or "service_at_locations" in record or isinstance(record.get("organization"), dict)
    )


def _is_organisation(record: Record) -> bool:
    marks = (
        "services",
        "website",
        "legal_status",
        "organization_identifiers",
        "tax_status",
        "programs",
        "logo",
    )
    return "description" in record and any(mark in record for mark in marks)


def read(package: Package, name: str, data: Any) -> Source:
    """Read HSDS records that `load` gave."""
    services: list[SourceService | Refused] = []
    owners: dict[str, SourceOrganisation | Refused] = {}
    for number, record in enumerate(records(data), start=1):
        where = Where(name, number)
        if not isinstance(record, dict):
            problem = Problem("", "It is not an object.")
            services.append(Refused(ListingKind.SERVICE, where, "", (problem,)))
            continue
        for service in _services_in(record, where, owners):
            services.append(_service(service, where, owners))
    return Source(list(owners.values()), services)


def _services_in(
    record: Record, where: Where, owners: dict[str, SourceOrganisation | Refused]
) -> Iterator[Record]:
    """Give the services of a record, each with its organisation inside, and note organisations without any."""
    if isinstance(record.get("service"), dict):
        yield {**record["service"], "service_at_locations": [record]}
    elif _is_service(record):
        yield record
    else:
        _note_owner(record, where, owners)
        brief = {key: value for key, value in record.items() if key != "services"}
        for service in _objects(record, "services"):
            yield {"status": "active", **service, "organization": brief}


def _objects(record: Record, key: str) -> list[Record]:
    value = record.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(record: Record, *keys: str) -> str:
    for key in keys:
        value = record.get(key)
        if value not in (None, "") and not isinstance(value, dict | list):
            return str(value)
    return ""


def _note_owner(record: Record, where: Where, owners: dict[str, SourceOrganisation | Refused]) -> str:
    key = _text(record, "id") or _text(record, "name")
    if key not in owners:
        problems = check_organisation(record)
        name = _text(record, "name")
        owners[key] = (
            Refused(ListingKind.ORGANISATION, where, name, tuple(problems), key)
            if problems
            else SourceOrganisation(
                where,
                key,
                name,
                about=_text(record, "description"),
                website=_text(record, "website", "url"),
                emails=[_text(record, "email")],
                phones=_phones(record),
                secrets=set(_secrets([record], _objects(record, "locations"))),
            )
        )
    return key


def _service(
    record: Record, where: Where, owners: dict[str, SourceOrganisation | Refused]
) -> SourceService | Refused:
    key, name = _text(record, "id"), _text(record, "name")
    problems = check_service(record)
    owner = record.get("organization")
    if isinstance(owner, dict):
        organisation = _note_owner(owner, where, owners)
    elif (organisation := _text(record, "organization_id")) not in owners:
        problems.append(Problem("organization", "The organisation is not in the file."))
    if problems:
        return Refused(ListingKind.SERVICE, where, name, tuple(problems), key)
    return _sound_service(record, where, organisation)


def _sound_service(record: Record, where: Where, organisation: str) -> SourceService:
    links = _objects(record, "service_at_locations")
    locations = [location for link in links if isinstance(location := link.get("location"), dict)]
    near = [record, *links]
    far = [*near, *locations]
    schedules = [_objects(each, "schedules") for each in far]
    return SourceService(
        where=where,
        key=_text(record, "id"),
        organisation=organisation,
        name=_text(record, "name"),
        what=_text(record, "description"),
        who_for=_text(record, "eligibility_description"),
        get_in=_text(record, "application_process"),
        website=_text(record, "url"),
        emails=[
            _text(record, "email"),
            *(_text(c, "email") for each in far for c in _objects(each, "contacts")),
        ],
        phones=[p for each in near for p in _phones(each)]
        or [p for each in locations for p in _phones(each)],
        languages=[_text(item, "name", "code") for each in far for item in _objects(each, "languages")],
        places=[place for location in locations for place in _places(location)],
        hours=[_opening(item) for item in next((each for each in schedules if each), [])],
        terms=list(_terms(record)),
        status=_text(record, "status"),
        secrets=set(_secrets(far, locations)),
    )


def _phones(record: Record) -> list[SourcePhone]:
    found = []
    for phone in _objects(record, "phones"):
        use = _text(phone, "type").lower()
        if use not in {"fax", "pager", "modem"}:
            note = "TTY" if use in {"tty", "tdd", "textphone"} else _text(phone, "description")
            how = "text" if use in {"sms", "text"} else "phone"
            found.append(
                SourcePhone(_text(phone, "number").strip("\"'"), _text(phone, "extension"), note, how)
            )
    return found


def _places(location: Record) -> Iterator[SourcePlace]:
    if location.get("location_type") == "virtual":
        yield SourcePlace(online=True)
        return
    for address in _objects(location, "addresses"):
        yield SourcePlace(
            _text(address, "city"), _text(address, "state_province", "region"), _text(address, "country")
        )


def _opening(item: Record) -> SourceHours:
    """Read a schedule. A UTC offset, an end date or a rule finer than weekly makes it uncertain."""
    opens, closes = _text(item, "opens_at"), _text(item, "closes_at")
    limits = ("valid_to", "until", "count", "bymonthday", "byweekno", "byyearday")
    remark = f"{_text(item, 'description')} {_text(item, 'notes')}"
    certain = (
        not any(item.get(limit) for limit in limits)
        and _text(item, "freq").upper() in {"", "WEEKLY"}
        and _text(item, "interval") in {"", "1", "1.0"}
        and not hours.is_hedged(remark)
    )
    days = [hours.weekday(word) for word in _text(item, "byday").split(",")]
    return SourceHours(
        tuple(d for d in days if d is not None) if None not in days else (), opens, closes, certain
    )


def _terms(record: Record) -> Iterator[str]:
    for attribute in _objects(record, "attributes"):
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict):
            yield from (text for text in (_text(term, "code"), _text(term, "name")) if text)


def _secrets(holders: Sequence[Record], locations: Sequence[Record]) -> Iterator[str]:
    for contact in (c for each in holders for c in _objects(each, "contacts")):
        yield _text(contact, "name")
    for address in (a for each in locations for a in _objects(each, "addresses")):
        yield from (text for text in (_text(address, "address_1"), _text(address, "attention")) if text)
