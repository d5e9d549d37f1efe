"""A service's place in every list, kept when something it follows from has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.models import LeaderRow, Organisation, Service
from app.directory.rules import is_peer_led, rank, worst_of

_AT_ONCE = 400


def rerank(session: Session, touched: Sequence[Organisation | Service]) -> list[Service]:
    """Put each touched service, and each service of a touched organisation, in its place in the lists; return them."""
    session.flush()
    services = {row.id: row for row in touched if isinstance(row, Service)}
    owners = {row.id for row in touched if isinstance(row, Organisation)}
    for some in _chunks(sorted(owners)):
        mine = sa.select(Service.id).where(Service.organisation_id.in_(some))
        # An import touches each service itself.
        if any(id_ not in services for id_ in session.scalars(mine).all()):
            rows = session.scalars(sa.select(Service).where(Service.organisation_id.in_(some)))
            services |= {row.id: row for row in rows}
    leaders: dict[int, list[tuple[str, str]]] = {}
    for some in _chunks(sorted({row.organisation_id for row in services.values()})):
        led = sa.select(LeaderRow.organisation_id, LeaderRow.value, LeaderRow.evidence)
        for id_, value, evidence in session.execute(led.where(LeaderRow.organisation_id.in_(some))):
            leaders.setdefault(id_, []).append((value, evidence))
    for service in services.values():
        owner = session.get_one(Organisation, service.organisation_id)
        status = worst_of(service.status, owner.status)
        place = rank(service.standing, is_peer_led(leaders.get(owner.id, [])), status)
        if service.rank != place:
            service.rank = place
    session.flush()
    return list(services.values())


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
