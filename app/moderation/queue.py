"""Reads of the queue: what waits, in which order, and what comes due when nothing does.

Every page takes a constant number of SELECTs, whatever waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import FactRow, Organisation, Service
from app.directory.parts import Texts
from app.directory.previewing import place_shown, text
from app.directory.rules import FINDABLE, Owner, Publication, worth_keeping
from app.directory.shown import ShownPlace, Text
from app.submissions.bundle import Bundle, from_json
from app.submissions.models import Proposal, Report
from app.submissions.rules import Kind, Lane, State
from app.vocabulary import NOT_KNOWN, Tone, pledge, stored_facts, strings

PER_PAGE = 50
# How early a proposal must come to be marked as harmful if wrong.
HARMFUL = 90
_DUE = 5
_ORDER = (Proposal.lane, Proposal.weight.desc(), Proposal.created_on, Proposal.id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. `agreed` promises of the pledge, None where nobody was asked; `unknown` strings."""

    id: str
    revision: int
    kind: Kind
    state: State
    lane: Lane
    harmful: bool
    code: str
    name: Text
    need: str
    places: tuple[ShownPlace, ...]
    agreed: int | None
    unknown: int
    days: int
    agreed_by: str
    reports: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue. `slow` counts what came faster than people write; `asked` waits for a group."""

    lines: tuple[Waiting, ...]
    total: int
    slow: int
    asked: int
    page: int

    def pages(self) -> int:
        """Return how many pages there are, at least 1."""
        return max(1, -(-self.total // PER_PAGE))


def read(session: Session, state: State, page: int, reader: str, today: date) -> Queue:
    """Return one page of what waits, the most harmful if wrong first, then the oldest: five SELECTs at most."""
    counted = sa.select(Proposal.state, Proposal.lane, sa.func.count()).group_by(
        Proposal.state, Proposal.lane
    )
    counts: dict[tuple[State, Lane], int] = {
        (one, lane): number for one, lane, number in session.execute(counted)
    }
    # The ids first: they are sorted from the index alone, without what each proposal would say.
    ids = sa.select(Proposal.id).where(Proposal.state == state).order_by(*_ORDER)
    chosen = ids.limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    found = session.scalars(sa.select(Proposal).where(Proposal.id.in_(chosen)).order_by(*_ORDER)).all()
    names = _names(session, [row.code for row in found if row.code and row.content is None], reader)
    reports = _reports(session, [row.code for row in found if row.code and row.kind is Kind.REPORT])
    return Queue(
        lines=tuple(_line(row, names, reports, reader, today) for row in found),
        total=sum(number for (one, _), number in counts.items() if one is state),
        slow=counts.get((state, Lane.SLOW), 0),
        asked=sum(number for (one, _), number in counts.items() if one is State.ASKED),
        page=page,
    )


def _line(
    row: Proposal,
    names: dict[str, Text],
    reports: dict[str, tuple[tuple[str, int], ...]],
    reader: str,
    today: date,
) -> Waiting:
    bundle = from_json(row.content) if row.content else None
    first = bundle.services[0].content if bundle and bundle.services else None
    code = row.code or ""
    return Waiting(
        id=row.id,
        revision=row.revision,
        kind=row.kind,
        state=row.state,
        lane=row.lane,
        harmful=row.weight >= HARMFUL,
        code=code,
        name=name_of(bundle, reader) if bundle else names.get(code, Text()),
        need=first.need if first else "",
        places=tuple(place_shown(one, reader) for one in first.places) if first else (),
        agreed=len(pledge()) - len(bundle.not_agreed) if bundle and row.kind is Kind.REQUEST else None,
        unknown=_unknown(bundle) if bundle else 0,
        days=(today - row.created_on).days,
        agreed_by=row.agreed_by,
        reports=reports.get(code, ()),
    )


def name_of(bundle: Bundle, reader: str) -> Text:
    """Return the name of what a bundle is about: its one service, or the organisation."""
    own = text(bundle.organisation.prose, "name", reader)
    if len(bundle.services) != 1:
        return own
    return text(bundle.services[0].content.prose, "name", reader) or own


def _unknown(bundle: Bundle) -> int:
    """Return how many strings of its services nobody answered."""
    lead = {one.number for one in strings()}
    told = [
        sum(
            1
            for a in one.content.facts
            if a.number in lead and worth_keeping(a) and NOT_KNOWN not in a.answers
        )
        for one in bundle.services
        if not one.closed
    ]
    return len(lead) * len(told) - sum(told)


def _names(session: Session, codes: Sequence[str], reader: str) -> dict[str, Text]:
    """Return the names of listings by code: two SELECTs, none for no code."""
    if not codes:
        return {}
    parts = [
        sa.select(sa.literal(owner.value), model.id, model.code).where(model.code.in_(codes))
        for owner, model in ((Owner.SERVICE, Service), (Owner.ORGANISATION, Organisation))
    ]
    rows = [(Owner(kind), row_id, code) for kind, row_id, code in session.execute(sa.union_all(*parts))]
    texts = Texts(session, [(owner, row_id) for owner, row_id, _ in rows], reader, ("name",))
    return {code: texts.get(owner, row_id, "name") for owner, row_id, code in rows}


def _reports(session: Session, codes: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return what readers said about listings, by code, the most frequent first: one SELECT, none for no code."""
    found: dict[str, tuple[tuple[str, int], ...]] = defaultdict(tuple)
    if codes:
        query = sa.select(Report).where(Report.code.in_(codes)).order_by(Report.number.desc(), Report.reason)
        for row in session.scalars(query):
            found[row.code] += ((row.reason, row.number),)
    return found


def following(session: Session, by: str, after: str, alone: bool) -> str | None:
    """Return the id of what to decide next: the first, or the first after the proposal `after`; None if nothing.

    What this moderator agreed to waits for another, unless they are `alone`.
    """
    query = sa.select(Proposal.id).where(Proposal.state == State.WAITING).order_by(*_ORDER).limit(1)
    if not alone:
        query = query.where(Proposal.agreed_by != by)
    last = session.get(Proposal, after) if after else None
    return session.scalars(query.where(_behind(last)) if last else query).first()


def _behind(last: Proposal) -> sa.ColumnElement[bool]:
    """Say of a proposal that it comes after this one in the order of the queue."""
    same_lane = Proposal.lane == last.lane
    same_weight = sa.and_(same_lane, Proposal.weight == last.weight)
    same_day = sa.and_(same_weight, Proposal.created_on == last.created_on)
    return sa.or_(
        Proposal.lane > last.lane,
        sa.and_(same_lane, Proposal.weight < last.weight),
        sa.and_(same_weight, Proposal.created_on > last.created_on),
        sa.and_(same_day, Proposal.id > last.id),
    )


@dataclass(frozen=True, slots=True)
class Due:
    """What comes when nothing waits: listings with the month from which a fact may have changed; drafts."""

    listings: tuple[tuple[str, Text, date], ...]
    drafts: int


def due(session: Session, reader: str, today: date) -> Due:
    """Return the listings whose facts grow old next, and how many drafts were brought in: five SELECTs."""
    found: dict[int, date] = {}
    for months in sorted({one.stale_after_months for one in stored_facts()}):
        for service_id, checked_on in session.execute(_oldest(months, today)):
            month = _later(checked_on, months + 1)
            found[service_id] = min(month, found.get(service_id, month))
    chosen = sorted(found, key=lambda one: (found[one], one))[:_DUE]
    rows = session.execute(sa.select(Service.id, Service.code).where(Service.id.in_(chosen)))
    codes = {service_id: code for service_id, code in rows}
    texts = Texts(session, [(Owner.SERVICE, one) for one in chosen], reader, ("name",))
    lines = tuple((codes[one], texts.get(Owner.SERVICE, one, "name"), found[one]) for one in chosen)
    drafts = sa.select(sa.func.count(Service.id)).where(Service.publication == Publication.DRAFT)
    return Due(lines, session.scalars(drafts).one())


def _oldest(months: int, today: date) -> sa.Select[int, Any]:
    """Select services by their oldest fact that lasts so many months and is not old yet."""
    numbers = [one.number for one in stored_facts() if one.stale_after_months == months]
    oldest = sa.func.min(FactRow.checked_on)
    since = _later(today, -months)
    return (
        sa.select(FactRow.service_id, oldest)
        .join(Service, Service.id == FactRow.service_id)
        .where(Service.publication == Publication.LISTED, Service.status.in_(FINDABLE))
        .where(FactRow.number.in_(numbers), FactRow.tone != Tone.UNKNOWN, FactRow.checked_on >= since)
        .group_by(FactRow.service_id)
        .order_by(oldest, FactRow.service_id)
        .limit(_DUE)
    )


def _later(day: date, months: int) -> date:
    """Return the first day of the month so many months later, or earlier if negative."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
