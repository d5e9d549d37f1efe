"""What a listing says, as plain values: what comes in from a form or a file, and what a version keeps.

`to_json` and `organisation_from_json` / `service_from_json` are exact opposites. No web, no database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from dataclasses import field as beside
from typing import Any

# Prose that names the source text of this same change as what it was made from.
CURRENT = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """One field of text in one language.

    `made_from` is None for the source text; for a translation it is the revision of the source it was made
    from, or CURRENT. A source text that was read back knows its `revision`, 0 when it is new; `minor` says that a
    change of it is of its spelling only, so that what was made from it still holds. Neither is part of what it says.
    """

    field: str
    language: str
    body: str
    made_from: int | None = None
    revision: int = beside(default=0, compare=False)
    minor: bool = beside(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers to one fact, with who said so and when (`month` as YYYY-MM, "" when not known)."""

    number: int
    answers: tuple[str, ...]
    source_kind: str = "organisation_said"
    source_url: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """One opening in a week: minutes since Monday 00:00; `closes` is 1 to 1,440 minutes after `opens`."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach a service. `hours_kind`: ask, always or weekly."""

    kind: str
    value: str = ""
    extension: str = ""
    app: str = ""
    through: str = ""
    appointment: bool = False
    hours_kind: str = "ask"
    timezone: str = ""
    hours: tuple[Hours, ...] = ()
    prose: tuple[Prose, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is or whom it serves.

    `kind`: address, area or online. An address has a `visibility` (public, area or ask) and only a public one
    may hold a street, a postal code or coordinates. An area has a `scope` (town, region, country, everywhere).
    `town` is a GeoNames id; `locality` names a town too small for our list.
    """

    kind: str = "address"
    visibility: str = "area"
    scope: str = ""
    town: int | None = None
    locality: str = ""
    region: str = ""
    country: str = ""
    street: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    prose: tuple[Prose, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language spoken (ISO 639-3) and how: staff, interpreter, phone_interpreter or app."""

    language: str
    how: str = "staff"


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads an organisation, and by which evidence (a, b, c or d)."""

    value: str
    evidence: str = "d"


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that a moderator put on a service: a slug of `reasons("warning")`, and the month (YYYY-MM)."""

    slug: str
    month: str


@dataclass(frozen=True, slots=True)
class OrganisationContent:
    """All that an organisation's listing says. `elsewhere`: nothing, listing or everything (rules.Consent)."""

    language: str = "en"
    website: str = ""
    elsewhere: str = "nothing"
    leaders: tuple[Leader, ...] = ()
    prose: tuple[Prose, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceContent:
    """All that a service's listing says. `need` is empty for a draft whose need nobody knows yet."""

    organisation: str
    language: str = "en"
    need: str = ""
    kinds: tuple[str, ...] = ()
    website: str = ""
    places: tuple[Place, ...] = ()
    ways: tuple[Way, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    facts: tuple[Answer, ...] = ()
    prose: tuple[Prose, ...] = ()
    warnings: tuple[Caution, ...] = ()


Content = OrganisationContent | ServiceContent


def to_json(content: Content) -> dict[str, Any]:
    """Return the content as plain JSON values."""
    return asdict(content)


def _prose(rows: list[dict[str, Any]]) -> tuple[Prose, ...]:
    return tuple(Prose(**row) for row in rows)


def organisation_from_json(data: dict[str, Any]) -> OrganisationContent:
    """Return the content that `to_json` gave."""
    leaders = tuple(Leader(**row) for row in data["leaders"])
    return OrganisationContent(**{**data, "leaders": leaders, "prose": _prose(data["prose"])})


def service_from_json(data: dict[str, Any]) -> ServiceContent:
    """Return the content that `to_json` gave; what was kept before there were warnings has none."""
    ways = tuple(
        Way(**{**row, "hours": tuple(Hours(**h) for h in row["hours"]), "prose": _prose(row["prose"])})
        for row in data["ways"]
    )
    parts = {
        "kinds": tuple(data["kinds"]),
        "places": tuple(Place(**{**row, "prose": _prose(row["prose"])}) for row in data["places"]),
        "ways": ways,
        "spoken": tuple(Spoken(**row) for row in data["spoken"]),
        "facts": tuple(Answer(**{**row, "answers": tuple(row["answers"])}) for row in data["facts"]),
        "prose": _prose(data["prose"]),
        "warnings": tuple(Caution(**row) for row in data.get("warnings", ())),
    }
    return ServiceContent(**{**data, **parts})


def still_published(old: Content, new: Content | None) -> Content:
    """Return `old` holding only the contacts and addresses that `new` still publishes.

    An earlier version must not bring back a hidden address or a removed contact. With `new` None (withdrawn)
    nothing of either remains.
    """
    if isinstance(old, OrganisationContent):
        kept = isinstance(new, OrganisationContent) and new.website == old.website
        return old if kept else replace(old, website="")
    later = new if isinstance(new, ServiceContent) else None
    streets = {place_secret(p) for p in later.places} if later else set()
    contacts = {(w.kind, w.value, w.extension) for w in later.ways} if later else set()
    return replace(
        old,
        website=old.website if later and later.website == old.website else "",
        places=tuple(p if place_secret(p) in streets else hidden(p) for p in old.places),
        ways=tuple(w for w in old.ways if (w.kind, w.value, w.extension) in contacts),
    )


def restorable(old: Content, now: Content) -> Content:
    """Return what a listing would say if its earlier version `old` were restored over `now`.

    The version brings back its prose, need, kinds, languages and leaders, and its facts with the source and
    month they had then. Today's places, ways, website, owner, consent and warnings stay: where people go and
    whom they call is never older than today, and no restore lifts a warning or widens a consent. Today's
    translations stay too, made from an older text where that changes: what was corrected does not come back.
    Raise ValueError for two kinds of listing.
    """
    prose = _restored(old.prose, now.prose)
    if isinstance(old, OrganisationContent) and isinstance(now, OrganisationContent):
        return replace(old, website=now.website, elsewhere=now.elsewhere, prose=prose)
    if isinstance(old, ServiceContent) and isinstance(now, ServiceContent):
        return replace(
            old,
            organisation=now.organisation,
            website=now.website,
            places=now.places,
            ways=now.ways,
            warnings=now.warnings,
            prose=prose,
        )
    raise ValueError("A service cannot be restored as an organisation, nor the other way round.")


def _restored(old: tuple[Prose, ...], now: tuple[Prose, ...]) -> tuple[Prose, ...]:
    """Return the texts of `old` with the translations of `now`; a text that is gone now brings its own along."""
    today = {one.field: one for one in now if one.made_from is None}
    kept = (_after(one, today[one.field]) if one.field in today else one for one in old)
    found = with_translations((one for one in kept if one is not None), now)
    return tuple(sorted(found, key=lambda one: (one.field, one.made_from is not None, one.language)))


def _after(one: Prose, today: Prose) -> Prose | None:
    """Return a source text as the one that comes after today's; None for a translation."""
    if one.made_from is not None:
        return None
    same = (one.language, one.body) == (today.language, today.body)
    return replace(one, revision=today.revision if same else today.revision + 1, minor=False)


def with_translations(mine: Iterable[Prose], others: Iterable[Prose]) -> tuple[Prose, ...]:
    """Return these texts with those translations of `others` whose source text is here and that are missing."""
    kept = tuple(mine)
    taken = {(one.field, one.language) for one in kept}
    fields = {one.field for one in kept if one.made_from is None}
    more = (one for one in others if one.made_from is not None and one.field in fields)
    return (*kept, *(one for one in more if (one.field, one.language) not in taken))


def carried_revision(source: Prose, prose: Iterable[Prose]) -> int:
    """Return the revision of a source text by what it carries along.

    One that carries none was just composed: the newest of its translations among `prose` was made from it.
    """
    if source.revision:
        return source.revision - source.minor
    return max((one.made_from or 1 for one in prose if one.field == source.field), default=1)


def place_identity(place: Any) -> tuple[object, ...]:
    """Return by what a place, or its row, is known as the same one."""
    return (str(place.kind), place.town, place.locality, place.region, place.country)


def way_identity(way: Any) -> tuple[object, ...]:
    """Return by what a way, or its row, is known as the same one."""
    return (str(way.kind), way.value, way.extension, way.app, way.through or "")


def part_names(what: str, parts: Sequence[Any]) -> tuple[str, ...]:
    """Name each place ("place") or way ("way") of one service by what it is, such as "way-1f3a9c2b".

    So its name stays when others come and go; two that are the same are numbered.
    """
    identity = place_identity if what == "place" else way_identity
    names: list[str] = []
    for part in parts:
        told = json.dumps(identity(part), ensure_ascii=True).encode()
        name = f"{what}-{hashlib.blake2s(told, digest_size=4).hexdigest()}"
        same = sum(one == name or one.startswith(f"{name}-") for one in names)
        names.append(f"{name}-{same + 1}" if same else name)
    return tuple(names)


def place_secret(place: Place) -> tuple[object, ...]:
    """Return what of a place may not outlive its being public."""
    return (place.street, place.postal_code, place.latitude, place.longitude, place.prose)


def hidden(place: Place) -> Place:
    """Return the place without what only a public address may hold, notes included."""
    return replace(place, street="", postal_code="", latitude=None, longitude=None, prose=())
