"""Reads of the directory, named as people say them. Everything a page needs comes in a constant number of SELECTs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.directory import browsing, gathering
from app.directory.asked import MOST_PAGES, Asked
from app.directory.facets import Towns
from app.directory.finding import Clause, answers_a_phone, checked, listed, online
from app.directory.models import (
    KindRow,
    Organisation,
    PlaceRow,
    PublicCode,
    Service,
    SpokenRow,
)
from app.directory.rules import ListingKind, Publication
from app.directory.shown import Line, OrganisationPage, ServicePage
from app.places import Place, distance_km, place_of, town
from app.search import MOST

PER_PAGE = 20
_MOST_LINES = 8
# Kinds of service: arrest and court, detention; someone to talk to now, peers.
LEGAL_LINES = ("l2", "l10")
CRISIS_LINES = ("t2", "p1")


@dataclass(frozen=True, slots=True)
class Results:
    """One page of find, by service. `not_told` count services that match but for strings we do not know.

    Nothing is counted beyond search.MOST: more than that is only more, though every page can be turned to.
    """

    services: tuple[int, ...]
    total: int
    not_told: int
    # How many more there are that we have not checked (0 when they are shown already).
    unchecked: int

    @property
    def more(self) -> bool:
        """Say whether there are more than are counted."""
        return self.total > MOST

    def pages(self) -> int:
        """Return how many pages there are, at least 1; as far as is known, if there are more than are counted."""
        return min(MOST_PAGES, max(1, -(-self.total // PER_PAGE)))


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


# Counts grow with the towns there are: with many, reading them for nothing would cost as much as a list.
_EDITION = (
    "SELECT 0, generation, holds, CASE generation WHEN {counted:d} THEN '' ELSE counts END FROM edition"
    " UNION ALL SELECT 1, generation, tag, '' FROM page_tag WHERE generation > {seen:d}"
)
# Answers a SELECT of numbers and fixed words with plain rows.
Ask = Callable[[str], Sequence[Any]]


def edition(ask: Ask, seen: int, counted: int) -> tuple[Published, list[tuple[int, str]]]:
    """Return what this site holds, and which tags were touched after the generation `seen`: one SELECT.

    `counted` is the generation whose counts are at hand: they are long, and not read again.
    """
    rows = ask(_EDITION.format(seen=seen, counted=counted))
    (found,) = (Published(row[1], row[2], row[3]) for row in rows if row[0] == 0)
    return found, [(row[1], row[2]) for row in rows if row[0] == 1]


def find(session: Session, asked: Asked, now: datetime, towns: Towns | None = None) -> Results:
    """Return the services that match, peer-led and checked first, then nearest: one SELECT.

    `towns` are those with a service, if they are at hand: others need not be asked for.
    """
    start = (asked.page - 1) * PER_PAGE
    # One more than the page, to know whether there is a next one.
    there = browsing.read(session, asked, now, slice(start, start + PER_PAGE + 1), towns)
    seen = start + len(there.services) if there.services else 0
    return Results(there.services[:PER_PAGE], max(there.total, seen), there.not_told, there.unchecked)


def alternatives(session: Session, asked: Asked) -> Alternatives:
    """Return where else there is something for the same need: three SELECTs."""
    plain = asked.unfiltered()
    anywhere = plain.but(place=None)
    others = {
        "unfiltered": plain,
        "online": anywhere.but(online=True),
        "peers": Asked(place=asked.place, led=("1",)),
    }
    if asked.place:
        others["country"] = plain.but(place=Place(asked.place.country))
    number = dict(zip(others, browsing.count(session, list(others.values())), strict=True))
    nearest = _nearest(asked.place, browsing.towns(session, plain)) if asked.place else ()
    return Alternatives(nearest, **number)


def _nearest(place: Place, towns: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
    here = place.town
    found = [(one, number) for town_id, number in towns if (one := town(town_id))]
    found.sort(key=lambda pair: distance_km(here, pair[0]) if here else -pair[1])
    return tuple(place_of(one) for one, _ in found[:3])


def facets(session: Session, *among: Clause) -> dict[str, dict[str, tuple[int, int]]]:
    """Return how many services each choice leads to, as {dimension: {value: (checked, all)}}: one SELECT.

    `among` are clauses on a service. Needs, kinds, countries, languages, online, and towns, so that no list asks for
    one where nothing is; nothing finer: counts a town for status or papers would make a raid list.
    """
    # With few services SQLite must not look for what is listed: it would read all of that first.
    shown = among or listed()
    both = (
        sa.func.count(sa.distinct(sa.case((sa.and_(*listed(), checked), Service.id)))),
        sa.func.count(sa.distinct(sa.case((sa.and_(*listed()), Service.id)))),
    )
    links: dict[str, tuple[type[KindRow | SpokenRow | PlaceRow], sa.ColumnElement[str]]] = {
        "kind": (KindRow, KindRow.kind.expression),
        "spoken": (SpokenRow, SpokenRow.language.expression),
        "country": (PlaceRow, PlaceRow.country.expression),
        "town": (PlaceRow, sa.cast(PlaceRow.town, sa.String())),
    }
    parts = [sa.select(sa.literal("need"), Service.need, *both).where(*shown).group_by(Service.need)]
    parts += [
        sa.select(sa.literal(name), column, *both)
        .join(model, model.service_id == Service.id)
        .where(*shown, column != "")
        .group_by(column)
        for name, (model, column) in links.items()
    ]
    parts.append(sa.select(sa.literal("online"), sa.literal("1"), *both).where(*shown, online()))
    found: dict[str, dict[str, tuple[int, int]]] = {name: {} for name in ("need", "online", *links)}
    for dimension, value, sure, every in session.execute(sa.union_all(*parts)):
        if every or dimension == "online":
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
    """Return checked legal and crisis lines that answer a phone and reach this place: five SELECTs.

    Without a place there are none: a line that cannot help here costs time nobody has.
    """
    if place is None:
        return ()
    asked = Asked(kinds=LEGAL_LINES + CRISIS_LINES, place=place)
    found = browsing.services(session, asked, now, slice(_MOST_LINES), answers_a_phone)
    pairs = browsing.pairs(session, found)
    return gathering.lines(session, pairs, reader, now.date()) if pairs else ()
