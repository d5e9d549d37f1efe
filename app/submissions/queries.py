"""Reads of submissions: where a group stands, which listing a reader means, how much waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import FactRow, Organisation, Service
from app.directory.parts import Texts
from app.directory.rules import Owner, Publication, Standing, Status
from app.directory.shown import Text
from app.submissions.ageing import come_back_by, ends_on, is_over
from app.submissions.models import Message, Proposal, Receipt
from app.submissions.rules import Kind, State
from app.vocabulary import Tone, stored_facts

_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Held:
    """What a receipt leads to: a proposal, the organisation with `code` ("" before it is listed), or both."""

    lookup: str
    proposal: Proposal | None
    code: str


@dataclass(frozen=True, slots=True)
class Mine:
    """One listing of a group. `language` is that of its own text.

    `old_from`: the first month in which an answer reads "may have changed".
    """

    code: str
    kind: str
    name: Text
    publication: Publication
    standing: Standing
    status: Status
    language: str
    old_from: date | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """Where a group stands, as its page shows it. `state` is "" when nothing of it waits.

    `until` is the last day of an answer or a question, `come_back` the last day on which to look again.
    """

    state: str
    kind: str
    proposal_id: str
    reason: str
    since: date | None
    until: date | None
    come_back: date
    messages: tuple[tuple[bool, str], ...]
    listings: tuple[Mine, ...]

    @property
    def shown(self) -> bool:
        """Say whether anyone can see a service of this group."""
        return any(
            one.kind == Owner.SERVICE and one.publication == Publication.LISTED for one in self.listings
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a moderator, by kind; `asked` waits for a group; `due` listings grow old next month."""

    waiting: dict[Kind, int]
    asked: int
    oldest: date | None
    due: int


def held_by(session: Session, lookup: str, today: date) -> Held | None:
    """Return what a receipt leads to, or None: one SELECT for codes that are wrong, over and purged alike."""
    query = (
        sa.select(Receipt.code, Proposal, Organisation.publication)
        .outerjoin(Proposal, Proposal.id == Receipt.proposal_id)
        .outerjoin(Organisation, Organisation.code == Receipt.code)
        .where(Receipt.lookup == lookup)
    )
    code, proposal, publication = session.execute(query).first() or (None, None, None)
    if proposal is not None and is_over(proposal, today):
        proposal = None
    if publication is Publication.WITHDRAWN or (proposal is None and code is None):
        return None
    return Held(lookup, proposal, code or "")


def here(session: Session, held: Held, reader: str, today: date) -> Here:
    """Return where the group of this receipt stands: at most four SELECTs."""
    proposal = held.proposal
    return Here(
        state=proposal.state.value if proposal else "",
        kind=proposal.kind.value if proposal else "",
        proposal_id=proposal.id if proposal else "",
        reason=proposal.reason if proposal else "",
        since=proposal.created_on if proposal else None,
        until=ends_on(proposal) if proposal else None,
        come_back=come_back_by(today),
        messages=messages(session, proposal.id) if proposal else (),
        listings=listings_of(session, held.code, reader) if held.code else (),
    )


def messages(session: Session, proposal_id: str) -> tuple[tuple[bool, str], ...]:
    """Return the questions and replies about a proposal in their order: (is it from the group?, words)."""
    mine = sa.select(Message.from_group, Message.body).where(Message.proposal_id == proposal_id)
    return tuple((row[0], row[1]) for row in session.execute(mine.order_by(Message.position)))


def listings_of(session: Session, code: str, reader: str) -> tuple[Mine, ...]:
    """Return an organisation and its services as their group sees them: three SELECTs."""
    own = sa.and_(Service.organisation_id == Organisation.id, Service.publication != Publication.WITHDRAWN)
    query = sa.select(Organisation, Service).outerjoin(Service, own).where(Organisation.code == code)
    rows = session.execute(query.order_by(Service.id)).all()
    owner, services = rows[0][0], [service for _, service in rows if service is not None]
    keys = [(Owner.ORGANISATION, owner.id), *((Owner.SERVICE, row.id) for row in services)]
    texts = Texts(session, keys, reader, ("name",))
    old = _old_from(session, [row.id for row in services])
    found = [_mine(owner, Owner.ORGANISATION, texts, None)]
    return (*found, *(_mine(row, Owner.SERVICE, texts, old.get(row.id)) for row in services))


def _mine(row: Organisation | Service, owner: Owner, texts: Texts, old_from: date | None) -> Mine:
    name = texts.get(owner, row.id, "name")
    return Mine(
        row.code, owner.value, name, row.publication, row.standing, row.status, row.language, old_from
    )


def _old_from(session: Session, ids: Sequence[int]) -> dict[int, date]:
    """Return the first month in which an answer of a service is old, by service."""
    told = sa.select(FactRow.service_id, FactRow.number, FactRow.checked_on).where(
        FactRow.service_id.in_(ids), FactRow.tone != Tone.UNKNOWN
    )
    lasts = {one.number: one.stale_after_months for one in stored_facts()}
    found: dict[int, date] = {}
    for service_id, number, checked_on in session.execute(told):
        if checked_on is not None:
            month = _later(checked_on, lasts[number] + 1)
            found[service_id] = min(month, found.get(service_id, month))
    return found


def _later(day: date, months: int) -> date:
    """Return the first day of the month so many months later; earlier if negative."""
    years, month = divmod(day.month - 1 + months, _DECEMBER)
    return date(day.year + years, month + 1, 1)


def service_for_report(session: Session, code: str, reader: str) -> Mine | None:
    """Return a service that has a page, so that a reader can say what is wrong with it; else None: two SELECTs."""
    query = sa.select(Service).where(Service.code == code, Service.publication != Publication.DRAFT)
    row = session.scalars(query).first()
    if row is None:
        return None
    return _mine(row, Owner.SERVICE, Texts(session, [(Owner.SERVICE, row.id)], reader, ("name",)), None)


def queue(session: Session, today: date) -> Queue:
    """Return how much waits, since when, and how much comes due next month."""
    counted = sa.select(Proposal.kind, Proposal.state, sa.func.count(), sa.func.min(Proposal.created_on))
    rows = session.execute(
        counted.where(Proposal.state != State.DECLINED).group_by(Proposal.kind, Proposal.state)
    ).all()
    waiting = [(kind, number, since) for kind, state, number, since in rows if state is State.WAITING]
    return Queue(
        waiting={kind: number for kind, number, _ in waiting},
        asked=sum(number for _, state, number, _ in rows if state is State.ASKED),
        oldest=min((since for _, _, since in waiting), default=None),
        due=due_in(session, _later(today, 1)),
    )


def due_in(session: Session, month: date) -> int:
    """Return how many listed services have an answer that grows old in this month (its first day)."""
    grown = [
        sa.and_(
            FactRow.number.in_([one.number for one in stored_facts() if one.stale_after_months == lasts]),
            FactRow.checked_on >= _later(month, -lasts - 1),
            FactRow.checked_on < _later(month, -lasts),
        )
        for lasts in sorted({one.stale_after_months for one in stored_facts()})
    ]
    query = (
        sa.select(sa.func.count(sa.distinct(FactRow.service_id)))
        .join(Service, Service.id == FactRow.service_id)
        .where(Service.publication == Publication.LISTED, FactRow.tone != Tone.UNKNOWN, sa.or_(*grown))
    )
    return int(session.scalars(query).one())
