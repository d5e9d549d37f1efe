"""Reads of the directory, named as people say them. Everything a page needs comes in a constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.directory import gathering
from app.directory.asked import Asked
from app.directory.finding import (
    asked_for,
    checked,
    distance_step,
    led_by,
    listed,
    not_told,
    online,
    reaches,
    told_ok,
)
from app.directory.models import (
    KindRow,
    Organisation,
    PlaceRow,
    PublicCode,
    Service,
    SpokenRow,
    WayRow,
)
from app.directory.rules import ListingKind, Publication, WayKind
from app.directory.shown import Line, OrganisationPage, ServicePage
from app.places import Place, distance_km, place_of, town

PER_PAGE = 20
_MOST_LINES = 8
# Kinds of service: arrest and court, detention; someone to talk to now, peers.
LEGAL_LINES = ("l2", "l10")
CRISIS_LINES = ("t2", "p1")


@dataclass(frozen=True, slots=True)
class Results:
    """One page of find, by service. `not_told` count services that match but for strings we do not know."""

    services: tuple[int, ...]
    total: int
    not_told: int
    # How many more there are that we have not checked (0 when they are shown already).
    unchecked: int

    def pages(self) -> int:
        """Return how many pages there are, at least 1."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Where to look when nothing was found: towns with something, wider circles, and peers."""

    nearest: tuple[Place, ...] = ()
    # The same need and place without any filter.
    unfiltered: int = 0
    country: int = 0
    online: int = 0
    peers: int = 0


class Published(NamedTuple):
    """The one row of Edition, as every page reads it."""

    generation: int
    holds: str
    counts: str


_EDITION = sa.text("SELECT generation, holds, counts FROM edition")


def edition(session: Session) -> Published:
    """Return what this site holds and its generation."""
    return Published(*session.connection().execute(_EDITION).one())


def find(session: Session, asked: Asked, now: datetime) -> Results:
    """Return the services that match, peer-led and checked first, then nearest: two SELECTs."""
    base = asked_for(asked, now)
    shown = told_ok(asked) if asked.unchecked_too else sa.and_(told_ok(asked), checked)
    unsaid = not_told(asked) if asked.unchecked_too else sa.and_(not_told(asked), checked)
    hidden = sa.and_(told_ok(asked), sa.not_(checked))
    all_, untold_, unchecked_ = (sa.func.count(sa.case((clause, 1))) for clause in (shown, unsaid, hidden))
    counts = sa.select(all_, untold_, unchecked_).select_from(Service).where(*base)
    total, untold, unchecked = session.execute(counts).one()
    services: Sequence[int] = ()
    if total:
        page = (
            sa.select(Service.id)
            .where(*base, shown)
            .order_by(
                Service.rank, distance_step(asked.place), Service.checked_on.desc().nulls_last(), Service.id
            )
            .limit(PER_PAGE)
            .offset((asked.page - 1) * PER_PAGE)
        )
        services = session.scalars(page).all()
    return Results(
        tuple(services), total, untold if asked.facts else 0, 0 if asked.unchecked_too else unchecked
    )


def alternatives(session: Session, asked: Asked, now: datetime) -> Alternatives:
    """Return where else there is something for the same need: one SELECT."""
    plain = asked.unfiltered()
    standing = sa.true() if asked.unchecked_too else checked
    same_need = [*asked_for(plain.but(place=None), now), standing]
    country = asked.place.country if asked.place else ""
    national = sa.exists().where(PlaceRow.service_id == Service.id, reaches(Place(country)))
    peer_led = [*listed(), led_by("sex_workers")]
    if asked.place:
        peer_led.append(sa.exists().where(PlaceRow.service_id == Service.id, reaches(asked.place)))
    count = sa.func.count(sa.distinct(Service.id))
    towns = (
        sa.select(sa.literal("town").label("what"), PlaceRow.town.label("town"), count.label("number"))
        .join(PlaceRow, PlaceRow.service_id == Service.id)
        .where(*same_need, PlaceRow.town.is_not(None), PlaceRow.country == country)
        .group_by(PlaceRow.town)
    )
    none = sa.cast(sa.null(), sa.Integer)
    others = [
        sa.select(sa.literal(what), none, count).select_from(Service).where(*clauses)
        for what, clauses in (
            ("unfiltered", [*asked_for(plain, now), standing]),
            ("country", [*same_need, national]),
            ("online", [*same_need, online()]),
            ("peers", peer_led),
        )
    ]
    found: Sequence[Any] = session.execute(sa.union_all(towns, *others)).all()
    rows: list[tuple[str, int, int]] = [(row[0], row[1], row[2]) for row in found]
    single = {what: number for what, _, number in rows if what != "town"}
    nearest = _nearest(asked.place, [(town_id, number) for what, town_id, number in rows if what == "town"])
    in_country = single["country"] if country else 0
    return Alternatives(nearest, single["unfiltered"], in_country, single["online"], single["peers"])


def _nearest(place: Place | None, towns: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
    here = place.town if place else None
    found = [(one, number) for town_id, number in towns if (one := town(town_id))]
    found.sort(key=lambda pair: distance_km(here, pair[0]) if here else -pair[1])
    return tuple(place_of(one) for one, _ in found[:3])


def facets(session: Session) -> dict[str, dict[str, tuple[int, int]]]:
    """Return how many services each choice leads to, as {dimension: {value: (checked, all)}}: one SELECT.

    Needs, kinds, countries, languages and online only: counts a town for status or papers would make a raid list.
    """
    both = (
        sa.func.count(sa.distinct(sa.case((checked, Service.id)))),
        sa.func.count(sa.distinct(Service.id)),
    )
    links: dict[str, tuple[type[KindRow | SpokenRow], InstrumentedAttribute[str]]] = {
        "kind": (KindRow, KindRow.kind),
        "spoken": (SpokenRow, SpokenRow.language),
    }
    parts = [sa.select(sa.literal("need"), Service.need, *both).where(*listed()).group_by(Service.need)]
    parts += [
        sa.select(sa.literal(name), column, *both)
        .join(model, model.service_id == Service.id)
        .where(*listed())
        .group_by(column)
        for name, (model, column) in links.items()
    ]
    parts.append(
        sa.select(sa.literal("country"), PlaceRow.country, *both)
        .join(PlaceRow, PlaceRow.service_id == Service.id)
        .where(*listed(), PlaceRow.country != "")
        .group_by(PlaceRow.country)
    )
    parts.append(sa.select(sa.literal("online"), sa.literal("1"), *both).where(*listed(), online()))
    found: dict[str, dict[str, tuple[int, int]]] = {
        dimension: {} for dimension in ("need", "kind", "spoken", "country", "online")
    }
    for dimension, value, sure, every in session.execute(sa.union_all(*parts)):
        found[dimension][value] = (sure, every)
    return found


def kind_of(session: Session, code: str) -> ListingKind | None:
    """Return which kind of page a code has, or None for a draft and for a code nobody gave."""
    shown = [
        sa.exists().where(model.code == PublicCode.code, model.publication != Publication.DRAFT)
        for model in (Organisation, Service)
    ]
    return session.scalars(sa.select(PublicCode.kind).where(PublicCode.code == code, sa.or_(*shown))).first()


def service(session: Session, code: str, reader: str, now: datetime) -> ServicePage | None:
    """Return a listed or withdrawn service for its page: five SELECTs. None for a draft or an unknown code."""
    successor = aliased(Service)
    found = session.execute(
        sa.select(Service, Organisation, successor.id)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .outerjoin(
            successor,
            sa.and_(successor.code == Service.successor, successor.publication == Publication.LISTED),
        )
        .where(Service.code == code, Service.publication != Publication.DRAFT)
    ).first()
    if found is None:
        return None
    row, owner, successor_id = found
    return gathering.service_page(session, row, owner, successor_id, reader, now.date())


def organisation(session: Session, code: str, reader: str, now: datetime) -> OrganisationPage | None:
    """Return a listed or withdrawn organisation with its services. None for a draft or an unknown code."""
    successor = aliased(Organisation)
    found = session.execute(
        sa.select(Organisation, successor.id)
        .outerjoin(
            successor,
            sa.and_(successor.code == Organisation.successor, successor.publication == Publication.LISTED),
        )
        .where(Organisation.code == code, Organisation.publication != Publication.DRAFT)
    ).first()
    if found is None:
        return None
    row, successor_id = found
    mine = sa.select(Service).where(
        Service.organisation_id == row.id, Service.publication == Publication.LISTED
    )
    services = session.scalars(mine.order_by(Service.rank, Service.id).limit(100)).all()
    return gathering.organisation_page(session, row, services, successor_id, reader, now.date())


def lines_for_danger(session: Session, place: Place | None, reader: str, now: datetime) -> tuple[Line, ...]:
    """Return checked legal and crisis lines that answer a phone and reach this place: four SELECTs.

    Without a place there are none: a line that cannot help here costs time nobody has.
    """
    if place is None:
        return ()
    clauses = [
        *listed(),
        checked,
        sa.exists().where(KindRow.service_id == Service.id, KindRow.kind.in_(LEGAL_LINES + CRISIS_LINES)),
        sa.exists().where(WayRow.service_id == Service.id, WayRow.kind == WayKind.PHONE),
        sa.exists().where(PlaceRow.service_id == Service.id, reaches(place)),
    ]
    page = (
        sa.select(Service, Organisation)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(*clauses)
        .order_by(Service.rank, Service.id)
        .limit(_MOST_LINES)
    )
    return gathering.lines(session, session.execute(page).all(), reader, now.date())
