"""The public log of decisions: what was done on which day and why, never by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import Decision, Organisation, Service
from app.directory.rules import Action, ListingKind, Publication
from app.shell.wording import N_
from app.vocabulary import told_of

PER_PAGE = 50
# A decision about one listing names no listing that is not public: a draft is nobody's business yet, and what
# was withdrawn is not pointed at again.
ACTIONS = {
    Action.IMPORT: N_("We changed many listings at once."),
    Action.SAVE: N_("We changed what a listing says."),
    Action.PUBLISH: N_("We decided whether and how a listing is shown."),
    Action.STATUS: N_("We changed whether a listing is open, paused or closed."),
    Action.DOUBT: N_("Some people told us something is wrong."),
    Action.CLEAR: N_("We looked at what people told us."),
    Action.WITHDRAW: N_("We took a listing away."),
    Action.RENEW: N_("We checked again who speaks for a listing."),
}
# A no is between the group and us. Nor can anyone count how often we say it: such rows are not numbered either.
_PUBLISHED = Decision.action != Action.DECLINE


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision in words (English source texts). `code` and `kind` only while the listing is listed."""

    day: date
    action: str
    reason: str
    code: str = ""
    kind: ListingKind | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, newest first."""

    entries: tuple[Entry, ...]
    number: int
    pages: int


def read(session: Session, number: int) -> LogPage | None:
    """Return page `number` of the log, from 1; None where there is none: two SELECTs."""
    total = session.scalar(sa.select(sa.func.count(Decision.sequence)).where(_PUBLISHED)) or 0
    pages = max(1, -(-total // PER_PAGE))
    if not 1 <= number <= pages:
        return None
    found = session.execute(
        sa.select(Decision.day, Decision.action, Decision.reason, Service.code, Organisation.code)
        .outerjoin(Service, _listed_as(Service))
        .outerjoin(Organisation, _listed_as(Organisation))
        .where(_PUBLISHED)
        .order_by(Decision.sequence.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return LogPage(tuple(_entry(*row) for row in found), number, pages)


def _listed_as(model: type[Service] | type[Organisation]) -> sa.ColumnElement[bool]:
    return sa.and_(model.code == Decision.code, model.publication == Publication.LISTED)


def _entry(day: date, action: Action, reason: str, service: str | None, organisation: str | None) -> Entry:
    kind = ListingKind.SERVICE if service else ListingKind.ORGANISATION if organisation else None
    return Entry(day, ACTIONS[action], told_of(reason), service or organisation or "", kind)
