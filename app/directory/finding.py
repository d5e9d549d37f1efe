"""What the index does not know of a service or what it is made from, as SQL clauses; and what is near a town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.models import HoursRow, Organisation, PlaceRow, Service, WayRow
from app.directory.rules import (
    DAY,
    IN_NO_LIST,
    WEEK,
    HoursKind,
    PlaceKind,
    Publication,
    Scope,
    Standing,
    WayKind,
)
from app.places import near, timezones, town

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


def of_these(codes: Iterable[str]) -> Clause:
    """Return the clause that a service, or its organisation, has one of these codes."""
    some, one = sorted(set(codes)), aliased(Service)
    # Not one clause with "or": that would read every service of the site.
    itself = sa.select(one.id).where(one.code.in_(some))
    owned = sa.select(one.id).join(Organisation, Organisation.id == one.organisation_id)
    return Service.id.in_(sa.union_all(itself, owned.where(Organisation.code.in_(some))))


def online() -> Clause:
    """Return the clause for help without going anywhere: online or at a distance."""
    at_a_distance = (WayKind.PHONE, WayKind.TEXT, WayKind.CHAT, WayKind.ONLINE)
    anywhere = sa.and_(PlaceRow.kind == PlaceKind.AREA, PlaceRow.scope.in_((Scope.COUNTRY, Scope.EVERYWHERE)))
    return sa.or_(
        _has(PlaceRow, PlaceRow.kind == PlaceKind.ONLINE),
        sa.and_(_has(PlaceRow, anywhere), _has(WayRow, WayRow.kind.in_(at_a_distance))),
    )


def answers_a_phone(service_id: sa.SQLColumnExpression[int]) -> Clause:
    """Return the clause that it can be called."""
    return sa.exists().where(WayRow.service_id == service_id, WayRow.kind == WayKind.PHONE)


@lru_cache(maxsize=256)
def around(town_id: int, km: int = NEAR_KM) -> tuple[tuple[int, float], ...]:
    """Return the towns within so many kilometres of a town, itself first, with their distance in km."""
    here = town(town_id)
    return tuple(near(here, km)[:_MOST_NEAR]) if here else ()


def has_hours() -> Clause:
    """Return the clause on a way that it is open at some time: only then can it be open now."""
    return sa.or_(WayRow.hours_kind == HoursKind.ALWAYS, sa.exists().where(HoursRow.way_id == WayRow.id))


def open_at(now: datetime, service_id: sa.SQLColumnExpression[int]) -> Clause:
    """Return the clause that some way to reach it is open at this moment, each in its own time zone."""
    mine = WayRow.service_id == service_id
    weekly = sa.exists().where(
        mine, HoursRow.way_id == WayRow.id, _open_in(now.replace(second=0, microsecond=0))
    )
    return sa.or_(sa.exists().where(mine, WayRow.hours_kind == HoursKind.ALWAYS), weekly)


@lru_cache(maxsize=2)
def _open_in(now: datetime) -> Clause:
    """Return the clause on a way and its hours. Hours are whole minutes, so it is made once a minute."""
    minutes: dict[int, list[str]] = defaultdict(list)
    for zone in sorted(timezones()):
        local = now.astimezone(ZoneInfo(zone))
        minutes[local.weekday() * DAY + local.hour * 60 + local.minute].append(zone)
    return sa.or_(
        *(
            sa.and_(
                WayRow.timezone.in_(zones),
                # A Sunday night's opening runs on into Monday: the same minute, a week later.
                sa.or_(
                    sa.and_(HoursRow.opens <= minute, HoursRow.closes > minute),
                    sa.and_(HoursRow.opens <= minute + WEEK, HoursRow.closes > minute + WEEK),
                ),
            )
            for minute, zones in minutes.items()
        )
    )
