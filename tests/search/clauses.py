"""What a list shows, said in SQL a second time: against this the index is held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.directory.asked import LEADERS, Asked
from app.directory.finding import RINGS_KM, Clause, around, checked, listed, online, open_at
from app.directory.models import FactRow, KindRow, LeaderRow, PlaceRow, Service, SpokenRow
from app.directory.rules import OTHERS_CHECKED, PROOF_OF_LEADING, PlaceKind, Scope
from app.places import Place
from app.search import SearchEntry
from app.vocabulary import needs_in, strings


def _has(model: Any, *clauses: Clause) -> Clause:
    return sa.exists().where(model.service_id == Service.id, *clauses)


def found_by_clauses(session: Session, asked: Asked, now: datetime) -> list[str]:
    """Return the codes of what a list of these choices shows, in its order."""
    standing = sa.true() if asked.unchecked_too else checked
    matching = sa.select(Service.code).where(*asked_for(asked, now), told_ok(asked), standing)
    entry = sa.select(SearchEntry.id).where(SearchEntry.service_id == Service.id).scalar_subquery()
    # Of one rank and distance, those of better quality: that order the index keeps in its numbers.
    ordered = matching.order_by(Service.rank, distance_step(asked.place), entry)
    return list(session.scalars(ordered))


def counted_by_clauses(session: Session, asked: Asked, now: datetime) -> tuple[int, int]:
    """Return how many have not told us, and how many of what matches we have not checked."""
    standing = sa.true() if asked.unchecked_too else checked
    silent = sa.func.count(sa.case((sa.and_(not_told(asked), standing), 1)))
    unchecked = sa.func.count(sa.case((sa.and_(told_ok(asked), sa.not_(checked)), 1)))
    counts = sa.select(silent, unchecked).select_from(Service).where(*asked_for(asked, now))
    one, other = session.execute(counts).one()
    return (one if asked.facts else 0, 0 if asked.unchecked_too else other)


def asked_for(asked: Asked, now: datetime) -> list[Clause]:
    """Return the clauses for everything asked but the strings and the standing."""
    found = listed()
    if asked.need:
        found.append(Service.need.in_([need.slug for need in needs_in(asked.need)]))
    if asked.kinds:
        found.append(_has(KindRow, KindRow.kind.in_(asked.kinds)))
    found += [_has(SpokenRow, SpokenRow.language == code) for code in asked.spoken]
    found += [led_by(LEADERS[code]) for code in asked.led]
    if asked.place:
        found.append(_has(PlaceRow, reaches(asked.place)))
    if asked.online:
        found.append(online())
    if asked.open_now:
        found.append(open_at(now, Service.id))
    return found


def led_by(value: str) -> Clause:
    """Return the clause that these people lead it, by evidence, and that we checked it."""
    leads = sa.exists().where(
        LeaderRow.organisation_id == Service.organisation_id,
        LeaderRow.value == value,
        LeaderRow.evidence.in_(sorted(PROOF_OF_LEADING)),
    )
    return sa.and_(checked, leads)


def reaches(place: Place) -> Clause:
    """Return the clause on a place row: it is there, close by, serves it, or is online for it."""
    narrower = aliased(PlaceRow)
    # "Online" beside "for people in New York" is online for New York.
    elsewhere = sa.exists().where(narrower.service_id == PlaceRow.service_id, narrower.country != "")
    online_for_all = sa.and_(PlaceRow.kind == PlaceKind.ONLINE, PlaceRow.country == "", sa.not_(elsewhere))
    everywhere = sa.or_(PlaceRow.scope == Scope.EVERYWHERE, online_for_all)
    country = sa.and_(
        PlaceRow.country == place.country,
        PlaceRow.region == "",
        PlaceRow.locality == "",
        PlaceRow.town.is_(None),
    )
    if place.kind == "country":
        return sa.or_(PlaceRow.country == place.country, everywhere)
    region = sa.and_(PlaceRow.country == place.country, PlaceRow.region == place.region)
    wide = sa.and_(PlaceRow.kind != PlaceKind.ADDRESS, country)
    if place.kind == "region":
        return sa.or_(region, wide, everywhere)
    serves_region = sa.and_(region, PlaceRow.scope == Scope.REGION)
    towns = [one for one, _ in around(place.town.id)] if place.town else []
    return sa.or_(PlaceRow.town.in_(towns), serves_region, wide, everywhere)


def told_ok(asked: Asked) -> Clause:
    """Return the clause that every asked string is ok, and by whom if that was asked too."""
    if not asked.by_others:
        return sa.and_(
            sa.true(), *(_has(FactRow, FactRow.number == n, FactRow.tone == "ok") for n in asked.facts)
        )
    # Narrowed to what someone else checked; with no string chosen, to listings with at least one such string.
    numbers = [[n] for n in asked.facts] or [[one.number for one in strings()]]
    looked = (FactRow.tone == "ok", FactRow.source_kind.in_(sorted(OTHERS_CHECKED)))
    return sa.and_(checked, *(_has(FactRow, FactRow.number.in_(some), *looked) for some in numbers))


def not_told(asked: Asked) -> Clause:
    """Return the clause that nothing speaks against an asked string, but not all of them are known."""
    against = [_has(FactRow, FactRow.number == n, FactRow.tone.in_(("care", "stop"))) for n in asked.facts]
    return sa.and_(sa.not_(told_ok(asked)), *(sa.not_(one) for one in against))


def distance_step(place: Place | None) -> sa.ColumnElement[int]:
    """Return how far a service is, in steps: same town, 10 km, 25 km, near, serves it from elsewhere."""
    if place is None or place.town is None:
        return sa.literal(0)
    steps = [
        (_has(PlaceRow, PlaceRow.town.in_([one for one, km in around(place.town.id) if km <= ring])), step)
        for step, ring in enumerate(RINGS_KM)
    ]
    return sa.case(*steps, else_=len(RINGS_KM))
