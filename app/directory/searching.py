"""A search in a person's own words: what was asked for, and the page of services that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import search
from app.directory import browsing, facets, gathering
from app.directory.asked import Asked
from app.directory.finding import open_at
from app.directory.models import Service
from app.directory.queries import PER_PAGE
from app.directory.shown import Card
from app.places import Place
from app.vocabulary import kind

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


def results(
    session: Session, said: Said, reader: str, now: datetime, towns: facets.Towns | None = None
) -> Results:
    """Return which services answer what was said, in their order: at most three SELECTs.

    `towns` are those with a service, if they are at hand: others need not be asked for.
    """
    asked = said.asked
    heard = search.hear(said.words, reader, places=said.places and asked.place is None)
    place = asked.place or heard.place
    question = _question(heard, asked, place, reader, towns)
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


def _question(
    heard: search.Heard, asked: Asked, place: Place | None, reader: str, towns: facets.Towns | None
) -> search.Question:
    return search.Question(
        heard=heard,
        reader=reader,
        filters=(*facets.narrowed(asked), *facets.told_ok(asked), *facets.hours(asked)),
        place=tuple(facet for some in facets.near(place, towns) for facet in some),
        wider=facets.wider(place, towns) if place else (),
        in_words=asked.place is None and place is not None,
        steps=facets.steps(place) if place else {},
    )


def _offer(code: str, place: Place | None) -> Asked:
    """Return the choices that a kind of help or a need stands for."""
    one = kind(code)
    return Asked(need=one.need if one else code, kinds=(one.code,) if one else (), place=place)


def _open_among(session: Session, services: tuple[int, ...], now: datetime) -> tuple[int, ...]:
    open_now = set(
        session.scalars(sa.select(Service.id).where(Service.id.in_(services), open_at(now, Service.id)))
    )
    return tuple(id_ for id_ in services if id_ in open_now)


def cards(
    session: Session, services: Sequence[int], reader: str, place: Place | None, now: datetime
) -> dict[int, Card]:
    """Return the cards of these services, by service: three SELECTs."""
    if not (found := browsing.pairs(session, services)):
        return {}
    shown = gathering.cards(session, found, reader, place, now.date())
    return dict(zip((service.id for service, _owner in found), shown, strict=True))
