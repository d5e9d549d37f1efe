"""A plain JSON list of places to go, as small projects publish it: one object a service, names of columns guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.directory.rules import ListingKind
from app.exchange.records import (
    Problem,
    Refused,
    Source,
    SourceOrganisation,
    SourcePhone,
    SourcePlace,
    SourceService,
    Where,
)

_ORGANISATION = (
    "organization",
    "organisation",
    "agency",
    "provider",
    "organization_name",
    "organisation_name",
)
_SERVICE = ("service", "service_name", "name", "program", "title")
_SECRET = ("address", "street", "address_1", "contact", "contact_name")


def is_plain_list(data: Any) -> bool:
    """Say whether this is a list of objects that name an organisation or a service."""
    return isinstance(data, list) and any(
        isinstance(record, dict) and _text(record, *_ORGANISATION, *_SERVICE) for record in data
    )


def read(name: str, data: list[Any]) -> Source:
    """Read a list that `is_plain_list` knows."""
    owners: dict[str, SourceOrganisation] = {}
    services: list[SourceService | Refused] = []
    for number, record in enumerate(data, start=1):
        where = Where(name, number)
        if not isinstance(record, dict) or not _text(record, *_ORGANISATION, *_SERVICE):
            problem = Problem("name", "It names neither an organisation nor a service.")
            services.append(Refused(ListingKind.SERVICE, where, "", (problem,)))
            continue
        owner = _text(record, *_ORGANISATION) or _text(record, *_SERVICE)
        owners.setdefault(owner, SourceOrganisation(where, owner, owner))
        services.append(_service(record, where, owner))
    return Source(list(owners.values()), services)


def _service(record: Mapping[str, Any], where: Where, owner: str) -> SourceService:
    return SourceService(
        where=where,
        key=_text(record, "id", "uuid") or f"{owner} {where.line}",
        organisation=owner,
        name=_text(record, *_SERVICE) or owner,
        what=_text(record, "description", "services", "about"),
        who_for=_text(record, "eligibility"),
        website=_text(record, "website", "url", "web"),
        emails=[_text(record, "email")],
        phones=[SourcePhone(_text(record, "phone", "telephone", "phone_number", "tel"))],
        languages=[_text(record, "languages", "language")],
        places=[
            SourcePlace(
                _text(record, "city", "town"),
                _text(record, "province", "state", "region"),
                _text(record, "country"),
            )
        ],
        terms=[*_text(record, "categories", "category", "type", "tags").split(", ")],
        secrets={_text(record, key) for key in _SECRET} - {""},
    )


def _text(record: Mapping[str, Any], *keys: str) -> str:
    """Return the first of these keys that says anything; lists become a line with commas."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value if isinstance(item, str | int))
        if value not in (None, "") and not isinstance(value, dict):
            return str(value)
    return ""
