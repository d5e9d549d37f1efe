"""What can be done to a listing, as plain values for `actions.apply`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from app.directory.content import Content
from app.directory.rules import Action, Publication, Standing, Status


@dataclass(frozen=True, slots=True)
class Save:
    """Say what a listing says. A code not seen before makes a new draft.

    `expected` is the revision the writer had in view: if the listing has moved on, Conflict is raised.
    """

    code: str
    content: Content
    uuid: uuid.UUID = field(default_factory=uuid.uuid4)
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """Move a listing to `publication` with a standing; `checked_on` is the month a moderator checked it."""

    code: str
    standing: Standing
    checked_on: date | None = None
    publication: Publication = Publication.LISTED


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Say that a listing is open, paused, full, closed or moved (to `successor`, a code)."""

    code: str
    status: Status
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class SetDoubt:
    """Say that people told us something is wrong with a service, from this month on; or that it no longer counts."""

    code: str
    doubted: bool


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a listing away for ever; its code stays as a tombstone without content."""

    code: str


@dataclass(frozen=True, slots=True)
class Translate:
    """Say one text of a listed listing in another language; its source and all else stay as they are.

    `key` names the text within the listing (`translating.Piece.key`). `made_from` is the revision of the source, and
    `replaces` that of the translation, which the writer had in view (0: there was none; None: whatever there is): if
    either is another by now, Conflict is raised. An empty `body` takes the translation away.
    """

    code: str
    key: str
    language: str
    body: str
    made_from: int
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Many changes and one decision. Everything is saved first, then the rest is done in the order given.

    `code` is the listing that the decision is about, "" if it is about many.
    """

    changes: tuple[Save | Publish | SetStatus | SetDoubt | Withdraw | Translate, ...]
    action: Action = Action.IMPORT
    code: str = ""


Single = Save | Publish | SetStatus | SetDoubt | Withdraw | Translate
Change = Single | Batch
