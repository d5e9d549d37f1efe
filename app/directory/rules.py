"""Pure decisions about listings: their states, the allowed moves, what may be listed, the order, freshness."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.directory.content import Answer, Place, ServiceContent


class ListingKind(StrEnum):
    """The two things that have a code."""

    ORGANISATION = "organisation"
    SERVICE = "service"


class Publication(StrEnum):
    """Is it shown at all?"""

    DRAFT = "draft"
    LISTED = "listed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Did we check it?"""

    CHECKED = "checked"
    UNCHECKED = "unchecked"


class Status(StrEnum):
    """Does it work at the moment?"""

    OPEN = "open"
    PAUSED = "paused"
    FULL = "full"
    CLOSED = "closed"
    MOVED = "moved"


class WayKind(StrEnum):
    """How one reaches a service."""

    PHONE = "phone"
    TEXT = "text"
    CHAT = "chat"
    EMAIL = "email"
    WALK_IN = "walk_in"
    ONLINE = "online"
    THEY_COME = "they_come"
    THROUGH = "through"


class HoursKind(StrEnum):
    """What is known about hours."""

    ASK = "ask"
    ALWAYS = "always"
    WEEKLY = "weekly"


class PlaceKind(StrEnum):
    """Where a service is, whom it serves, or that it is online."""

    ADDRESS = "address"
    AREA = "area"
    ONLINE = "online"


class Visibility(StrEnum):
    """How much of an address anyone may know."""

    PUBLIC = "public"
    AREA = "area"
    ASK = "ask"


class Scope(StrEnum):
    """How far an area reaches."""

    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"
    EVERYWHERE = "everywhere"


class Consent(StrEnum):
    """What a group agreed may be copied to other directories; copies already taken cannot be recalled."""

    NOTHING = "nothing"
    LISTING = "listing"
    # With the six strings, who leads it and hours.
    EVERYTHING = "everything"


class Owner(StrEnum):
    """What a row of text belongs to."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    PLACE = "place"
    WAY = "way"


class Action(StrEnum):
    """What a decision did."""

    IMPORT = "import"
    SAVE = "save"
    PUBLISH = "publish"
    STATUS = "status"
    # People told us that something is wrong; a moderator looked and it is not.
    DOUBT = "doubt"
    CLEAR = "clear"
    WITHDRAW = "withdraw"
    # A moderator gave a group that lost its code a new one; a moderator said no to something that waited.
    RENEW = "renew"
    DECLINE = "decline"


# From which publication a listing may go to which. A withdrawn listing stays withdrawn: its code is a tombstone.
MOVES: dict[Publication, frozenset[Publication]] = {
    Publication.DRAFT: frozenset({Publication.DRAFT, Publication.LISTED, Publication.WITHDRAWN}),
    Publication.LISTED: frozenset({Publication.LISTED, Publication.DRAFT, Publication.WITHDRAWN}),
    Publication.WITHDRAWN: frozenset(),
}

# Shown in results; the others keep their page, which says what happened.
FINDABLE = (Status.OPEN, Status.FULL)
# Contacts are shown only then: a pause means we do not know that it is safe.
REACHABLE = (Status.OPEN, Status.FULL)
IN_NO_LIST = 9
PROOF_OF_LEADING = frozenset({"a", "b", "c"})
# Who said a fact, if it was not the group itself.
OTHERS_CHECKED = frozenset({"moderator_checked", "outreach_checked"})
# Tones that speak against a wish.
AGAINST = frozenset({"care", "stop"})
PEERS = frozenset({"sex_workers", "survivors"})
# The three strings that a checked service must have told us (domain.md section 2, "List").
MUST_KNOW = ("exit_required", "trafficking_label", "police_contact")
# Prose whose old meaning could put someone in danger: never shown once its source has changed.
DANGEROUS_PROSE = frozenset({"get_in", "who_for", "note"})
UNKNOWN = "not_known"
DAY = 24 * 60
WEEK = 7 * DAY


class ListingError(ValueError):
    """A change that may not be made; the message says why in plain English."""


class NotAllowed(ListingError):
    """The listing cannot make this move from where it is."""


class NotListable(ListingError):
    """The listing breaks the pledge or leaves out what must be known."""


class HiddenAddress(ListingError):
    """An address that is not public holds a street, a postal code or coordinates."""


class Conflict(ListingError):
    """The listing changed since the writer looked at it."""


class UnknownCode(ListingError):
    """No listing has this code."""


class UnknownWarning(ListingError):
    """A warning is not one of the fixed list, or has no month."""


def is_dangerous(field_name: str) -> bool:
    """Say whether an old meaning of this text could put someone in danger."""
    return field_name in DANGEROUS_PROSE or field_name.startswith("fact_")


def may_move(now: Publication, to: Publication) -> bool:
    """Say whether a listing may go from one publication to another."""
    return to in MOVES[now]


def check_place(place: Place) -> None:
    """Raise HiddenAddress unless only a public address holds a street, postal code or coordinates."""
    exact = place.street or place.postal_code or place.latitude is not None or place.longitude is not None
    if exact and not (place.kind == PlaceKind.ADDRESS and place.visibility == Visibility.PUBLIC):
        raise HiddenAddress("Only a public address may hold a street, a postal code or coordinates.")


@dataclass(frozen=True, slots=True)
class PledgeFact:
    """What `why_not_listable` must know of one fact: its number, slug and the answers that break the pledge."""

    number: int
    slug: str
    broken_by: frozenset[str]


def why_not_listable(content: ServiceContent, facts: tuple[PledgeFact, ...]) -> list[str]:
    """Return the slugs of the facts that keep this service from being listed as checked."""
    given = {answer.number: set(answer.answers) for answer in content.facts}
    unknown = [f.slug for f in facts if f.slug in MUST_KNOW and given.get(f.number, {UNKNOWN}) == {UNKNOWN}]
    return unknown + [f.slug for f in facts if f.broken_by & given.get(f.number, set())]


def is_peer_led(leaders: list[tuple[str, str]]) -> bool:
    """Say whether sex workers or survivors lead it, by evidence better than its own word."""
    return any(value in PEERS and evidence in PROOF_OF_LEADING for value, evidence in leaders)


def worst_of(service: Status, organisation: Status) -> Status:
    """Return the status a service really has: nobody can go to a group that is paused, closed, moved or full."""
    if service not in FINDABLE or organisation is Status.OPEN:
        return service
    return organisation


def rank(standing: Standing, peer_led: bool, status: Status = Status.OPEN) -> int:
    """Return the place of a listing in every list, smaller first: peer-led and checked, checked, unchecked.

    One that is paused, closed or moved is IN_NO_LIST.
    """
    if status not in FINDABLE:
        return IN_NO_LIST
    if standing is Standing.UNCHECKED:
        return 2
    return 0 if peer_led else 1


def month_start(month: str) -> date | None:
    """Return the first day of a month written YYYY-MM, or None for "". Raise ValueError for anything else."""
    return date.fromisoformat(f"{month}-01") if month else None


def months_between(earlier: date, later: date) -> int:
    """Return whole months from one month to another; days do not count."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def may_have_changed(checked: date | None, stale_after: int, today: date) -> bool:
    """Say whether a fact is old: checked more than `stale_after` months before this month, or never."""
    return checked is None or months_between(checked, today) > stale_after


def worth_keeping(answer: Answer) -> bool:
    """Say whether an answer says anything: "not known" without a date is the same as no answer."""
    return set(answer.answers) != {UNKNOWN} or bool(answer.month)


def chain_hash(
    previous: str, sequence: int, day: date, handle: str, action: str, code: str, reason: str
) -> str:
    """Return the SHA-256 (hex) that ties a decision to the one before it.

    It covers handle, day, action, code and reason, never content, so that erasing does not break the chain.
    """
    told = "\x1f".join((previous, str(sequence), day.isoformat(), handle, action, code, reason))
    return hashlib.sha256(told.encode()).hexdigest()
