"""From a record of another directory to a listing of ours, as plain values. It says nothing that is not certain."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.directory.content import Hours, OrganisationContent, Place, Prose, ServiceContent, Way
from app.directory.rules import ListingKind, Status
from app.exchange.clean import holds_secret, role_email, scrubbed, scrubbed_name, website
from app.exchange.hours import is_always, weekly
from app.exchange.mapping import meaning, spoken
from app.exchange.phones import numbers
from app.exchange.records import (
    Candidate,
    Problem,
    Refused,
    SourceOrganisation,
    SourcePhone,
    SourceService,
)
from app.exchange.vetoes import held_by_terms
from app.exchange.whereabouts import place_of
from app.places import town

MOST_PHONES = 5
MOST_PLACES = 20
# Listings that came from the same record of the same source have the same UUID, whenever they are imported.
_NAMESPACE = uuid.UUID("7c1b1f0e-5d0a-5b8e-9a39-0f6b5f2f3d1c")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_GONE = frozenset({"inactive", "defunct", "closed", "deleted"})
_STATUS = {"temporarily closed": Status.PAUSED}
NO_NEED = "None of its categories says what kind of help it is. Choose a need for it."
NO_WAY = "It gives no way to reach it and no website."
# The only remarks beside a number that are kept: others may name a person.
_REMARKS = re.compile(
    r"(?:(?:24[- ]hour|hotline|helpline|main|intake|crisis|tty|tdd|emergency|appointments?|office|reception|spanish"
    r"|english|creole|information|toll[- ]free|after[- ]hours|line|text)\s*)+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Manner:
    """What the operator tells about a file: the language of its text and the country of its addresses."""

    language: str = "en"
    country: str = ""


def identity(kind: ListingKind, key: str, organisation: str, service: str = "") -> uuid.UUID:
    """Return the source's own UUID if `key` is one, else one made from the names and the key."""
    if own := own_uuid(key):
        return own
    names = (" ".join(re.findall(r"\w+", name.casefold())) for name in (organisation, service))
    return uuid.uuid5(_NAMESPACE, "\x1f".join((kind.value, *names, key.strip())))


def own_uuid(key: str) -> uuid.UUID | None:
    """Return the UUID that a source gives a record, if it gives one."""
    return uuid.UUID(key.strip()) if _UUID.fullmatch(key.strip()) else None


def organisation_of(source: SourceOrganisation, manner: Manner) -> Candidate | Refused:
    """Make an organisation's candidate; refuse it if it has no name or that of a person."""
    name = scrubbed_name(source.name)
    if why := _unusable(name, source.secrets):
        return Refused(ListingKind.ORGANISATION, source.where, "", (Problem("name", why),), source.key)
    text = (("name", name), ("about", scrubbed(source.about, source.secrets)))
    return Candidate(
        kind=ListingKind.ORGANISATION,
        where=source.where,
        key=source.key,
        name=name,
        uuid=identity(ListingKind.ORGANISATION, source.key, source.name),
        content=OrganisationContent(
            language=manner.language, website=website(source.website), prose=_prose(text, manner.language)
        ),
    )


def _unusable(name: str, secrets: set[str]) -> str:
    """Say why a name cannot be that of a listing; '' if it can. The report must not repeat a person's name."""
    if not name:
        return "It has no name."
    return (
        "Its name is a person’s name or a street, which we do not hold."
        if holds_secret(name, secrets)
        else ""
    )


def service_of(source: SourceService, owner: SourceOrganisation, manner: Manner) -> Candidate | Refused:
    """Make a service's candidate; refuse it if its name cannot be used, it is no longer active or withheld."""
    name = scrubbed_name(source.name)
    if why := _unusable(name, source.secrets | owner.secrets):
        return Refused(ListingKind.SERVICE, source.where, "", (Problem("name", why),), source.key)
    status = source.status.strip().lower()
    gone = f"The source says it is {status}." if status in _GONE else ""
    if why := gone or source.withheld:
        return Refused(ListingKind.SERVICE, source.where, name, (Problem("status", why),), source.key)
    content = _content(source, owner, name, manner)
    reachable, missing = content.ways or content.website, NO_WAY if content.need else NO_NEED
    return Candidate(
        kind=ListingKind.SERVICE,
        where=source.where,
        key=source.key,
        name=name,
        uuid=identity(ListingKind.SERVICE, source.key, owner.name, source.name),
        content=content,
        status=_STATUS.get(status, Status.OPEN),
        stays_draft=held_by_terms(source.terms).why or ("" if content.need and reachable else missing),
    )


def _content(source: SourceService, owner: SourceOrganisation, name: str, manner: Manner) -> ServiceContent:
    meant = meaning(source.terms)
    places = _places(source, manner)
    secrets = source.secrets | owner.secrets
    text = (
        ("name", name),
        ("what", scrubbed(source.what, secrets)),
        ("who_for", scrubbed(source.who_for, secrets)),
        ("get_in", scrubbed(source.get_in, secrets)),
    )
    return ServiceContent(
        organisation=source.organisation,
        language=manner.language,
        need=meant.need,
        kinds=meant.kinds,
        website=website(source.website) or website(owner.website),
        places=places,
        ways=_ways(source, owner, places, manner),
        spoken=spoken(source.languages),
        prose=_prose(text, manner.language),
    )


def _prose(text: Sequence[tuple[str, str]], language: str) -> tuple[Prose, ...]:
    return tuple(Prose(field, language, body) for field, body in text if body)


def _places(source: SourceService, manner: Manner) -> tuple[Place, ...]:
    found = (place_of(place, manner.country) for place in source.places)
    return tuple(dict.fromkeys(place for place in found if place))[:MOST_PLACES]


def _ways(
    source: SourceService, owner: SourceOrganisation, places: tuple[Place, ...], manner: Manner
) -> tuple[Way, ...]:
    country = next((place.country for place in places if place.country), manner.country)
    ways = list(_phones(source.phones or owner.phones, country, manner.language))
    kind, zone, week = _open(source, places)
    ways = [
        replace(way, hours_kind=kind, timezone=zone, hours=week) if way.kind == "phone" else way
        for way in ways
    ]
    mailboxes = (role_email(text) for text in (*source.emails, *owner.emails))
    if mailbox := next((found for found in mailboxes if found), ""):
        ways.append(Way("email", mailbox))
    return tuple(ways)


def _phones(phones: Sequence[SourcePhone], country: str, language: str) -> tuple[Way, ...]:
    ways: dict[tuple[str, str, str], Way] = {}
    for phone in phones:
        for number in numbers(phone.text, country, phone.extension):
            note = f"Option {number.option}" if number.option else _remark(phone.note)
            prose = _prose((("note", note),), language)
            way = Way(phone.use, number.value, number.extension, prose=prose)
            ways.setdefault((way.kind, way.value, way.extension), way)
    return tuple(ways.values())[:MOST_PHONES]


def _remark(note: str) -> str:
    words = re.sub(r"[\s()]+", " ", note).strip()
    return words if _REMARKS.fullmatch(words) else ""


def _open(source: SourceService, places: tuple[Place, ...]) -> tuple[str, str, tuple[Hours, ...]]:
    """Say when it is open (kind, time zone, hours): weekly only if all is certain and the zone is known."""
    week = weekly(source.hours) if source.hours else None
    if source.always_open or (week and is_always(week)):
        return "always", "", ()
    zones = {found.timezone for place in places if place.town and (found := town(place.town))}
    if week and len(zones) == 1:
        return "weekly", zones.pop(), week
    return "ask", "", ()
