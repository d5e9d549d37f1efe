"""Pure decisions of the desk: who may do what, how long a sitting lasts, which move is allowed from where."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.directory.rules import NotAllowed, Publication, Status

# Minutes without a click, and minutes in all, after which a moderator signs in again.
IDLE_MINUTES = 15
LONGEST_MINUTES = 8 * 60
# Minutes a browser has for talking to its passkey.
ATTEMPT_MINUTES = 5
INVITATION_HOURS = 24
CODES_GIVEN = 10
# No letter or digit that looks like another: people copy codes to paper and back.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Role(StrEnum):
    """What a moderator is there for."""

    MODERATOR = "moderator"
    TRANSLATOR = "translator"
    ADMIN = "admin"


DECIDERS = frozenset({Role.MODERATOR, Role.ADMIN})
EVERY_ROLE = frozenset(Role)


class DeskError(ValueError):
    """Something the desk cannot do; the message says why in plain English."""


class NotKnown(DeskError):
    """No such handle, invitation, key or code; which of them is never said to a stranger."""


class Elsewhere(DeskError):
    """The desk was asked for under a name that the operator did not give it."""


class LastAdmin(DeskError):
    """The last admin cannot be removed: nobody could invite anyone any more."""


class Changed(DeskError):
    """Somebody else decided about this listing in the meantime."""


class NeedsAnother(NotAllowed):
    """What one moderator alone may not show to everyone: it goes through the queue, to a second one."""


class Move(StrEnum):
    """What can be done to a listing from the desk."""

    PAUSE = "pause"
    OPEN = "open"
    FULL = "full"
    CLOSE = "close"
    DRAFT = "draft"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Allowed:
    """From where a move may start, and the reasons (slugs of the vocabulary) one may give for it."""

    publications: frozenset[Publication]
    statuses: frozenset[Status]
    reasons: tuple[str, ...]


_DRAFT, _LISTED = frozenset({Publication.DRAFT}), frozenset({Publication.LISTED})
_ANY = frozenset(Status)
# The one table of moves. What is not here is refused, by the page and by the address.
MOVES: dict[Move, Allowed] = {
    Move.PAUSE: Allowed(
        _LISTED,
        frozenset({Status.OPEN, Status.FULL}),
        (
            "police_report",
            "harm_report",
            "facts_changed",
            "no_answer",
            "too_old",
            "asked_to_pause",
            "in_danger",
        ),
    ),
    Move.OPEN: Allowed(
        _LISTED,
        frozenset({Status.PAUSED, Status.FULL, Status.CLOSED}),
        ("confirmed", "corrected", "mistake"),
    ),
    Move.FULL: Allowed(
        _LISTED, frozenset({Status.OPEN, Status.PAUSED}), ("corrected", "confirmed", "reported")
    ),
    Move.CLOSE: Allowed(
        _LISTED, frozenset({Status.OPEN, Status.PAUSED, Status.FULL}), ("closed", "corrected", "reported")
    ),
    Move.DRAFT: Allowed(_LISTED, _ANY, ("pledge_broken", "facts_changed", "reported", "mistake")),
    Move.PUBLISH: Allowed(_DRAFT, _ANY, ("imported", "mistake")),
    Move.WITHDRAW: Allowed(_DRAFT | _LISTED, _ANY, ("asked_to_leave", "pledge_broken", "mistake")),
}


def allowed_moves(publication: Publication, status: Status) -> tuple[Move, ...]:
    """Return what may be done to a listing in this state, in the order of the table."""
    return tuple(
        move for move, rule in MOVES.items() if publication in rule.publications and status in rule.statuses
    )


def check_handle(handle: str) -> str:
    """Return the handle. Raise DeskError unless it is 3 to 40 plain letters, digits and hyphens."""
    if not _HANDLE.fullmatch(handle):
        raise DeskError(
            "A handle is 3 to 40 small letters a-z, digits and hyphens, and begins with a letter."
        )
    return handle


def new_token() -> str:
    """Return 256 random bits, safe in an address and in a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return what is kept of a random secret (SHA-256, hex): enough to know it again, not enough to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(cookie: str) -> str:
    """Return the word that every form of a sitting carries: only who holds its cookie can know it."""
    return hmac.new(cookie.encode(), b"desk form", hashlib.sha256).hexdigest()


def new_code() -> str:
    """Return a recovery code of 79 random bits, in groups for reading and typing."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def code_fingerprint(handle: str, typed: str) -> str:
    """Return what is kept of a recovery code, however it was typed: spaces, hyphens and case do not matter."""
    return fingerprint(handle + ":" + "".join(c for c in typed.casefold() if c.isalnum()))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the desk is, as the browser and its passkeys know it."""

    scheme: str
    host: str

    @property
    def address(self) -> str:
        """Return the origin as browsers write it."""
        return f"{self.scheme}://{self.host}"

    @property
    def name(self) -> str:
        """Return the host without its port: what a passkey is tied to."""
        return urlsplit(self.address).hostname or ""

    @property
    def secure(self) -> bool:
        """Say whether its cookies travel encrypted only."""
        return self.scheme == "https"


def origin_of(site_url: str, host: str) -> Origin:
    """Return the origin: the site's own address where the operator gave one, else from the host asked for.

    Without that address only this machine and onion addresses, which may be http, have a desk: any other name
    is whatever the browser was told, and passkeys and cookies would be tied to it. Raise Elsewhere for those,
    ValueError for what is no host.
    """
    if site_url:
        parts = urlsplit(site_url)
        return _origin(parts.scheme, parts.netloc)
    found = _origin("http", host)
    if not found.name:
        raise ValueError("A host has a name.")
    if found.name not in _LOOPBACK and not found.name.endswith((".localhost", ".onion")):
        raise Elsewhere("The desk has no address of this name.")
    return found


def _origin(scheme: str, netloc: str) -> Origin:
    """Return an origin as browsers write it: in lower case, without the port that goes without saying."""
    parts = urlsplit(f"//{netloc}")
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    if parts.port in {None, _DEFAULT_PORTS.get(scheme)}:
        return Origin(scheme, host)
    return Origin(scheme, f"{host}:{parts.port}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a moderator had in view: the revision of a proposal and those of the listings it is about, by code."""

    proposal: int
    listings: dict[str, int]

    def written(self) -> str:
        """Return it as the hidden field of a form holds it, such as "3 river-lamp:4"."""
        return " ".join(
            [str(self.proposal), *(f"{code}:{one}" for code, one in sorted(self.listings.items()))]
        )


_SEEN = re.compile(r"\d{1,9}( [a-z-]{1,64}:\d{1,9})*")


def seen(written: str) -> Seen:
    """Return what `Seen.written` gave. Raise ValueError for anything else."""
    if not _SEEN.fullmatch(written):
        raise ValueError("This is not what a form of ours says.")
    proposal, *listings = written.split()
    pairs = (one.rsplit(":", 1) for one in listings)
    return Seen(int(proposal), {code: int(revision) for code, revision in pairs})
