"""A search in a person's own words: what was asked for, and the page of services that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import search
from app.directory import gathering
from app.directory.asked import LEADERS, Asked
from app.directory.finding import RINGS_KM, around, open_at
from app.directory.models import Organisation, Service
from app.directory.queries import PER_PAGE
from app.directory.rules import IN_NO_LIST, Publication
from app.directory.shown import Card
from app.places import Place
from app.vocabulary import kind, needs_in, strings

WIDER_KM = 200
_FAR_KM = (75.0, 100.0, 150.0)
# Whether something is open now is not in the index: so many are looked at.
_MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What a person asks: words, structured choices, and whether a place may be read out of the words."""

    words: str
    asked: Asked
    places: bool = True


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search. Services from `exact` on are close to what was asked, or farther away; `little`: some are.

    `place` is chosen or was read out of the words (`in_words`). `offers` are structured choices that the words mean.
    """

    services: tuple[int, ...]
    total: int
    exact: int
    little: bool
    place: Place | None
    in_words: bool
    offers: tuple[Asked, ...]

    @property
    def many(self) -> bool:
        """Say whether there are more than are counted."""
        return self.total > search.MOST

    def pages(self) -> int:
        """Return how many pages there are, at least 1."""
        return max(1, -(-min(self.total, search.MOST) // PER_PAGE))


def results(session: Session, said: Said, reader: str, now: datetime) -> Results:
    """Return which services answer what was said, in their order: at most three SELECTs."""
    asked = said.asked
    heard = search.hear(said.words, reader, places=said.places and asked.place is None)
    place = asked.place or heard.place
    question = _question(heard, asked, place, reader)
    upto = _MOST_OPEN if asked.open_now else asked.page * PER_PAGE
    found = search.look(session, question, upto)
    start = (asked.page - 1) * PER_PAGE
    if asked.open_now:
        services = _open_among(session, found.services, now)
        found = replace(found, services=services, total=len(services), exact=min(found.exact, len(services)))
    offers = tuple(_offer(code, place) for code in dict.fromkeys([*heard.offers, *found.offers]))
    return Results(
        services=found.services[start : start + PER_PAGE],
        total=found.total,
        exact=max(0, found.exact - start),
        little=found.total > found.exact,
        place=place,
        in_words=heard.place is not None,
        offers=offers[:3],
    )


def _question(heard: search.Heard, asked: Asked, place: Place | None, reader: str) -> search.Question:
    return search.Question(
        heard=heard,
        reader=reader,
        filters=tuple(_filters(asked)),
        place=near_facets(place) if place else (),
        wider=wider_facets(place) if place else (),
        in_words=asked.place is None and place is not None,
        steps=_steps(place) if place else {},
    )


def _filters(asked: Asked) -> list[tuple[str, ...]]:
    """Return what was chosen as facets; of each one must hold."""
    found: list[tuple[str, ...]] = []
    if asked.need:
        found.append(tuple(f"n:{need.slug}" for need in needs_in(asked.need)))
    if asked.kinds:
        found.append(tuple(f"k:{code}" for code in asked.kinds))
    found += [(f"y:{code}",) for code in asked.spoken]
    found += [(f"p:{LEADERS[code]}",) for code in asked.led]
    found += [(f"{'b' if asked.by_others else 'f'}:{number}",) for number in asked.facts]
    if asked.by_others and not asked.facts:
        found.append(tuple(f"b:{one.number}" for one in strings()))
    if asked.by_others:
        found.append(("v",))
    if asked.online:
        found.append(("o",))
    return found


def near_facets(place: Place) -> tuple[str, ...]:
    """Return the facets of being there, close by, or serving the place from elsewhere."""
    country, region = f"c:{place.country}", f"{place.country}-{place.region}"
    if place.kind == "country":
        return (country, "e")
    wide = (f"w:{place.country}", "e")
    if place.kind == "region":
        return (f"r:{region}", *wide)
    towns = tuple(f"t:{one}" for one, _km in around(place.town.id)) if place.town else ()
    return (*towns, f"s:{region}", *wide)


def wider_facets(place: Place) -> tuple[str, ...]:
    """Return the facets of the circle to look in when little is near: far towns and the region, or the country."""
    if place.town:
        towns = tuple(f"t:{one}" for one, _km in around(place.town.id, WIDER_KM))
        return (*towns, f"r:{place.country}-{place.region}") if place.region else towns
    return (f"c:{place.country}",) if place.region else ()


def _steps(place: Place) -> dict[str, int]:
    """Return how far towns are, in the steps of the lists: the town, 10 km, 25 km, near, farther."""
    if place.town is None:
        return {}
    towns = around(place.town.id, WIDER_KM)
    return {f"t:{one}": sum(km > ring for ring in (*RINGS_KM, *_FAR_KM)) for one, km in towns}


def _offer(code: str, place: Place | None) -> Asked:
    """Return the choices that a kind of help or a need stands for."""
    one = kind(code)
    return Asked(need=one.need if one else code, kinds=(one.code,) if one else (), place=place)


def _open_among(session: Session, services: tuple[int, ...], now: datetime) -> tuple[int, ...]:
    open_now = set(session.scalars(sa.select(Service.id).where(Service.id.in_(services), open_at(now))))
    return tuple(id_ for id_ in services if id_ in open_now)


def cards(
    session: Session, services: Sequence[int], reader: str, place: Place | None, now: datetime
) -> dict[int, Card]:
    """Return the cards of these services, by service: three SELECTs."""
    if not services:
        return {}
    rows = session.execute(
        sa.select(Service, Organisation)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(
            Service.id.in_(services),
            Service.publication == Publication.LISTED,
            Service.rank < IN_NO_LIST,
        )
    )
    pairs = {service.id: (service, owner) for service, owner in rows}
    there = [id_ for id_ in services if id_ in pairs]
    shown = gathering.cards(session, [pairs[id_] for id_ in there], reader, place, now.date())
    return dict(zip(there, shown, strict=True))
