"""The list of what was chosen, read from the index: which services, in which order, how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import search
from app.directory import facets
from app.directory.asked import Asked
from app.directory.finding import open_at
from app.directory.models import Organisation, PlaceRow, Service
from app.directory.rules import IN_NO_LIST, Publication
from app.directory.together import asked_for, not_silent


@dataclass(frozen=True, slots=True)
class Listed:
    """Services of a list, as ids in their order; `total`, `not_told` and `unchecked` are counted up to search.MOST + 1.

    `not_told` match but for strings we do not know; `unchecked` are not shown, because we have not checked them.
    """

    services: tuple[int, ...]
    total: int
    not_told: int
    unchecked: int


def read(
    session: Session, asked: Asked, now: datetime, window: slice, towns: facets.Towns | None = None
) -> Listed:
    """Return the services in this window of the list, peer-led and checked first, then nearest: one SELECT.

    `towns` are those with a service, if they are at hand: others need not be asked for.
    """
    counted = _counted(asked, towns)
    found = search.read(session, _rings(asked, towns), list(counted.values()), window, _narrow(asked, now))
    counts = dict(zip(counted, found.counts, strict=True))
    return Listed(found.services, counts["total"], counts.get("not_told", 0), counts.get("unchecked", 0))


def services(
    session: Session, asked: Asked, now: datetime, window: slice, narrow: search.Narrow | None = None
) -> tuple[int, ...]:
    """Return the services in this window of the list and count nothing: one SELECT."""
    return search.read(session, _rings(asked), (), window, narrow or _narrow(asked, now)).services


def first(session: Session, asked: Asked, now: datetime, most: int) -> sa.Subquery:
    """Return the first services of the list, to be joined in one SELECT and put in order by search.in_order."""
    return search.first(session, _rings(asked), most, _narrow(asked, now))


def count(session: Session, lists: Sequence[Asked]) -> tuple[int, ...]:
    """Return how many services there are in each of these lists, whether open now or not: one SELECT."""
    return search.read(session, (), [_counted(asked)["total"] for asked in lists], slice(0)).counts


def towns(session: Session, asked: Asked) -> list[tuple[int, int]]:
    """Return towns of the country that was asked for, and of how many of the best services: two SELECTs."""
    if asked.place is None:
        return []
    country = asked_for(asked, facets.standing(asked), (f"c:{asked.place.country}",))
    rings = [search.Chosen(country)]
    if far := facets.wider(asked.place):
        rings.insert(0, search.Chosen((*country, far)))
    best = search.read(session, rings, (), slice(search.MOST)).services
    there = PlaceRow.town.is_not(None), PlaceRow.country == asked.place.country
    found = sa.select(PlaceRow.town, sa.func.count(sa.distinct(PlaceRow.service_id)))
    rows = session.execute(found.where(PlaceRow.service_id.in_(best), *there).group_by(PlaceRow.town))
    return [(town, number) for town, number in rows if town]


def _rings(asked: Asked, towns: facets.Towns | None = None) -> list[search.Chosen]:
    standing = facets.standing(asked)
    found = facets.rings(asked.place, towns)
    return [search.Chosen(asked_for(asked, standing, *some)) for some in found]


def _counted(asked: Asked, towns: facets.Towns | None = None) -> dict[str, search.Chosen]:
    near, standing = facets.near(asked.place, towns), facets.standing(asked)
    found = {"total": search.Chosen(asked_for(asked, standing, *near))}
    if asked.facts:
        # Nothing speaks against an asked string, but not all of them are known.
        groups = asked_for(asked, standing, *near, told=False)
        found["not_told"] = search.Chosen(groups, not_silent(asked, standing))
    if not asked.unchecked_too:
        found["unchecked"] = search.Chosen(asked_for(asked, facets.UNCHECKED, *near))
    return found


def _narrow(asked: Asked, now: datetime) -> search.Narrow | None:
    """Whether something is open now is not in the index."""
    return (lambda id_: open_at(now, id_)) if asked.open_now else None


def pairs(session: Session, ids: Sequence[int]) -> list[tuple[Service, Organisation]]:
    """Return these services, those that are still in a list, with their organisations, in this order: one SELECT."""
    if not ids:
        return []
    rows = session.execute(
        sa.select(Service, Organisation)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(Service.id.in_(ids))
    )
    found = {service.id: (service, owner) for service, owner in rows if is_listed(service)}
    return [found[id_] for id_ in ids if id_ in found]


def is_listed(service: Service) -> bool:
    """Say whether a service is in the lists. As a clause beside ids it led SQLite to read all that are listed."""
    return service.publication is Publication.LISTED and service.rank < IN_NO_LIST
