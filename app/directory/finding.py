"""The conditions of the find page, as SQL: each takes what was asked and returns clauses on Service."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.asked import LEADERS, Asked
from app.directory.models import FactRow, HoursRow, KindRow, LeaderRow, PlaceRow, Service, SpokenRow, WayRow
from app.directory.rules import (
    DAY,
    IN_NO_LIST,
    OTHERS_CHECKED,
    PROOF_OF_LEADING,
    WEEK,
    HoursKind,
    PlaceKind,
    Publication,
    Scope,
    Standing,
    WayKind,
)
from app.places import Place, near, timezones, town
from app.vocabulary import needs_in, strings

Clause = sa.ColumnElement[bool]
NEAR_KM = 50
# How far a service is, in steps: the same town, then each of these.
RINGS_KM = (0.0, 10.0, 25.0, float(NEAR_KM))
_MOST_NEAR = 200
checked: Clause = Service.standing == Standing.CHECKED


def _has(model: Any, *clauses: Clause) -> Clause:
    return sa.exists().where(model.service_id == Service.id, *clauses)


def listed() -> list[Clause]:
    """Return what every public list begins with: listed, and neither it nor its group paused, closed or moved."""
    return [Service.publication == Publication.LISTED, Service.rank < IN_NO_LIST]


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
        found.append(open_at(now))
    return found


def online() -> Clause:
    """Return the clause for help without going anywhere: online or at a distance."""
    at_a_distance = (WayKind.PHONE, WayKind.TEXT, WayKind.CHAT, WayKind.ONLINE)
    anywhere = sa.and_(PlaceRow.kind == PlaceKind.AREA, PlaceRow.scope.in_((Scope.COUNTRY, Scope.EVERYWHERE)))
    return sa.or_(
        _has(PlaceRow, PlaceRow.kind == PlaceKind.ONLINE),
        sa.and_(_has(PlaceRow, anywhere), _has(WayRow, WayRow.kind.in_(at_a_distance))),
    )


def led_by(value: str) -> Clause:
    """Return the clause that these people lead it, by evidence, and that we checked it."""
    leads = sa.exists().where(
        LeaderRow.organisation_id == Service.organisation_id,
        LeaderRow.value == value,
        LeaderRow.evidence.in_(sorted(PROOF_OF_LEADING)),
    )
    return sa.and_(checked, leads)


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


@lru_cache(maxsize=256)
def around(town_id: int, km: int = NEAR_KM) -> tuple[tuple[int, float], ...]:
    """Return the towns within so many kilometres of a town, itself first, with their distance in km."""
    here = town(town_id)
    return tuple(near(here, km)[:_MOST_NEAR]) if here else ()


def distance_step(place: Place | None) -> sa.ColumnElement[int]:
    """Return how far a service is, in steps: same town, 10 km, 25 km, near, serves it from elsewhere."""
    if place is None or place.town is None:
        return sa.literal(0)
    steps = [
        (_has(PlaceRow, PlaceRow.town.in_([one for one, km in around(place.town.id) if km <= ring])), step)
        for step, ring in enumerate(RINGS_KM)
    ]
    return sa.case(*steps, else_=len(RINGS_KM))


def open_at(now: datetime) -> Clause:
    """Return the clause that some way to reach it is open at this moment, each in its own time zone."""
    return _open_in(now.replace(second=0, microsecond=0))


@lru_cache(maxsize=2)
def _open_in(now: datetime) -> Clause:
    """Hours are whole minutes, so the clause is made once a minute."""
    minutes: dict[int, list[str]] = defaultdict(list)
    for zone in sorted(timezones()):
        local = now.astimezone(ZoneInfo(zone))
        minutes[local.weekday() * DAY + local.hour * 60 + local.minute].append(zone)
    open_there = [
        sa.and_(
            WayRow.timezone.in_(zones),
            # A Sunday night's opening runs on into Monday: the same minute, a week later.
            sa.or_(
                sa.and_(HoursRow.opens <= minute, HoursRow.closes > minute),
                sa.and_(HoursRow.opens <= minute + WEEK, HoursRow.closes > minute + WEEK),
            ),
        )
        for minute, zones in minutes.items()
    ]
    weekly = sa.exists().where(
        WayRow.service_id == Service.id, HoursRow.way_id == WayRow.id, sa.or_(*open_there)
    )
    return sa.or_(_has(WayRow, WayRow.hours_kind == HoursKind.ALWAYS), weekly)
