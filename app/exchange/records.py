"""What every source is turned into before it becomes a listing. Plain values, no database, no web."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.directory.content import OrganisationContent, ServiceContent
from app.directory.rules import ListingKind, Status


class BadFile(ValueError):
    """The file as a whole cannot be read; the message says why in plain English."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a record stands: file, and line of a table (or number of the record in JSON)."""

    file: str
    line: int

    def __str__(self) -> str:
        """Say where in words."""
        return f"{self.file}, {'record' if self.file.endswith('.json') else 'line'} {self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a record: the column (or JSON path) and why, in plain words."""

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot become a listing."""

    kind: ListingKind
    where: Where
    name: str
    problems: tuple[Problem, ...]
    # How the source names it, so that what hangs on it can say so.
    key: str = ""


@dataclass(slots=True)
class SourcePhone:
    """A telephone number as written, which may hold several and extensions. `use`: phone or text."""

    text: str
    extension: str = ""
    note: str = ""
    use: str = "phone"


@dataclass(slots=True)
class SourcePlace:
    """A place as written. Street, postal code and coordinates of other formats are never read into it."""

    town: str = ""
    region: str = ""
    country: str = ""
    online: bool = False
    # The source itself says that the address is private.
    private: bool = False


@dataclass(slots=True)
class SourceHours:
    """One opening as written: days (0 is Monday) and times; `certain` is False if anything hedges it."""

    days: tuple[int, ...]
    opens: str
    closes: str
    certain: bool = True


@dataclass(slots=True)
class SourceOrganisation:
    """An organisation of another directory."""

    where: Where
    key: str
    name: str
    about: str = ""
    website: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[SourcePhone] = field(default_factory=list)
    # Names of people and streets the source knows: no text that holds one is kept.
    secrets: set[str] = field(default_factory=set)


@dataclass(slots=True)
class SourceService:
    """A service of another directory. `organisation` is the key of the one that runs it."""

    where: Where
    key: str
    organisation: str
    name: str
    what: str = ""
    who_for: str = ""
    get_in: str = ""
    website: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[SourcePhone] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    places: list[SourcePlace] = field(default_factory=list)
    hours: list[SourceHours] = field(default_factory=list)
    always_open: bool = False
    # Taxonomy codes and category words, for mapping.py.
    terms: list[str] = field(default_factory=list)
    status: str = ""
    # Why the source itself does not want it shown; "" if it may be.
    withheld: str = ""
    # As for an organisation.
    secrets: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Source:
    """All records of one file. Organisations must be gone through before services."""

    organisations: Iterable[SourceOrganisation | Candidate | Refused]
    services: Iterable[SourceService | Candidate | Refused]
    # Remarks about the file as a whole, such as columns that nobody reads.
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Candidate:
    """A listing that would be made. In `content`, organisations are named by key until codes are given."""

    kind: ListingKind
    where: Where
    key: str
    name: str
    uuid: uuid.UUID
    content: OrganisationContent | ServiceContent
    wanted_code: str = ""
    status: Status = Status.OPEN
    # A code or the key of another record.
    successor: str = ""
    # Why it must stay a draft even if it may be published; "" if it need not.
    stays_draft: str = ""
