"""The keys by which the notes of places and ways are known to translators, such as "way-1f3a9c2b": one SELECT each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import part_names
from app.directory.models import PlaceRow, WayRow
from app.directory.rules import Owner


def keys_of(session: Session, rows: Iterable[Any]) -> dict[tuple[Owner, int], str]:
    """Return the keys of places and ways, by owner and id."""
    services: dict[Owner, set[int]] = defaultdict(set)
    for row in rows:
        services[row.owner].add(row.service_id)
    found: dict[tuple[Owner, int], str] = {}
    for owner in (Owner.PLACE, Owner.WAY):
        if services[owner]:
            found |= {(owner, id_): key for id_, key in part_keys(session, owner, services[owner]).items()}
    return found


def part_keys(session: Session, owner: Owner, services: Iterable[int]) -> dict[int, str]:
    """Return the keys of the places (or ways) of these services, by their id."""
    model: Any = PlaceRow if owner is Owner.PLACE else WayRow
    mine: dict[int, list[Any]] = defaultdict(list)
    query = sa.select(model).where(model.service_id.in_(sorted(services))).order_by(model.id)
    for row in session.scalars(query):
        mine[row.service_id].append(row)
    return {
        row.id: name
        for rows in mine.values()
        for row, name in zip(rows, part_names(owner.value, rows), strict=True)
    }
