"""What a proposal would have listings say, as plain values: one organisation with its services.

`to_json` and `from_json` are exact opposites. No web, no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.directory.content import (
    Content,
    OrganisationContent,
    ServiceContent,
    Way,
    hidden,
    organisation_from_json,
    place_secret,
    service_from_json,
)
from app.directory.content import to_json as content_to_json


@dataclass(frozen=True, slots=True)
class Offered:
    """One service of a bundle. `code` is "" until it has one; `closed`: the group says that it is no more."""

    content: ServiceContent
    code: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """An organisation and the services a proposal is about.

    `code` is the organisation's, "" until it has one. `not_agreed` are the codes of the promises (y1 to y10) that
    the group cannot make: empty means that it agreed to all ten. `seen` are the revisions of the listings that the
    writer had in view, by code.
    """

    organisation: OrganisationContent
    services: tuple[Offered, ...] = ()
    code: str = ""
    not_agreed: tuple[str, ...] = ()
    seen: dict[str, int] = field(default_factory=dict)


def to_json(bundle: Bundle) -> dict[str, Any]:
    """Return the bundle as plain JSON values."""
    return {
        "organisation": content_to_json(bundle.organisation),
        "services": [
            {"content": content_to_json(one.content), "code": one.code, "closed": one.closed}
            for one in bundle.services
        ],
        "code": bundle.code,
        "not_agreed": list(bundle.not_agreed),
        "seen": dict(bundle.seen),
    }


def from_json(data: dict[str, Any]) -> Bundle:
    """Return the bundle that `to_json` gave."""
    return Bundle(
        organisation=organisation_from_json(data["organisation"]),
        services=tuple(
            Offered(service_from_json(one["content"]), one["code"], one["closed"]) for one in data["services"]
        ),
        code=data["code"],
        not_agreed=tuple(data["not_agreed"]),
        seen=dict(data["seen"]),
    )


def without(bundle: Bundle, code: str, before: Content, now: Content | None) -> Bundle:
    """Return the bundle without the contacts and addresses of the listing `code` that it published and no longer does.

    What the listing never published stays: a group may be adding it.
    """
    organisation = bundle.organisation
    if code == bundle.code:
        gone = before.website and before.website != (now.website if now else "")
        if gone and organisation.website == before.website:
            organisation = replace(organisation, website="")
    services = tuple(
        replace(one, content=_cleared(one.content, before, now)) if one.code == code else one
        for one in bundle.services
    )
    return replace(bundle, organisation=organisation, services=services)


def _cleared(old: ServiceContent, before: Content, now: Content | None) -> ServiceContent:
    if not isinstance(before, ServiceContent):
        return old
    later = now if isinstance(now, ServiceContent) else None
    streets = {place_secret(p) for p in before.places}
    streets -= {place_secret(p) for p in later.places} if later else set()
    contacts = {_contact(w) for w in before.ways}
    contacts -= {_contact(w) for w in later.ways} if later else set()
    website = old.website if later and later.website == before.website else ""
    return replace(
        old,
        website=website if old.website == before.website else old.website,
        places=tuple(hidden(p) if place_secret(p) in streets else p for p in old.places),
        ways=tuple(w for w in old.ways if _contact(w) not in contacts),
    )


def _contact(way: Way) -> tuple[str, str, str]:
    return (way.kind, way.value, way.extension)
