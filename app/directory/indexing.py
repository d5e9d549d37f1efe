"""What the search index knows of each listed service, read from its rows; and who follows when a listing changed.

A facet says in the index what a clause of `finding.py` says in SQL, so that a search and a list agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import search
from app.directory.counting import count, is_wrong
from app.directory.faithful import may_hurt_when_old
from app.directory.finding import has_hours, listed
from app.directory.models import (
    Edition,
    FactRow,
    KindRow,
    LeaderRow,
    PlaceRow,
    Service,
    SpokenRow,
    TextRow,
    WayRow,
)
from app.directory.rules import (
    AGAINST,
    IN_NO_LIST,
    OTHERS_CHECKED,
    PROOF_OF_LEADING,
    Owner,
    PlaceKind,
    Publication,
    Scope,
    Standing,
    WayKind,
)
from app.directory.together import of_service
from app.pages.actions import touch
from app.pages.rules import EVERYTHING
from app.vocabulary import strings

_AT_ONCE = 1_000
# So many changes at once leave the index in many pieces, and their texts do not all fit into memory.
_MANY = 5_000
_AT_A_DISTANCE = frozenset({WayKind.PHONE, WayKind.TEXT, WayKind.CHAT, WayKind.ONLINE})


# A row of _SHOWN.
Shown = sa.Row[int, int, str, Standing, date | None, int]


class Where(NamedTuple):
    """What the index knows of one place of a service."""

    kind: PlaceKind
    scope: Scope | None = None
    town: int | None = None
    locality: str = ""
    region: str = ""
    country: str = ""


# What the index knows of a service itself: rows are read by the thousand, so not as objects.
_SHOWN = sa.select(
    Service.id, Service.organisation_id, Service.need, Service.standing, Service.checked_on, Service.rank
)
_WHERE = sa.select(PlaceRow.service_id, *(getattr(PlaceRow, name) for name in Where._fields))


@dataclass(slots=True)
class _Gathered:
    """The rows of some services, by service; of leaders and names of organisations by organisation."""

    texts: dict[int, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, list[Where]] = field(default_factory=lambda: defaultdict(list))
    facets: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    led: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    ways: dict[int, set[WayKind]] = field(default_factory=lambda: defaultdict(set))
    known: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def follow(session: Session, services: Iterable[Service]) -> None:
    """Let the index hold what these services say now: those that are in a list, and nothing of the others."""
    there: list[Service] = []
    away: list[Service] = []
    for service in services:
        shown = service.publication is Publication.LISTED and service.rank < IN_NO_LIST
        (there if shown else away).append(service)
    search.remove(session, [service.id for service in away])
    if len(there) < _MANY:
        search.write(session, list(_entries(session, there)))
        return
    ids = {service.id for service in there}
    search.remove(session, ids)
    _add(session, [id_ for id_ in _listed_best_first(session) if id_ in ids])


def _listed_best_first(session: Session) -> Sequence[int]:
    return session.scalars(sa.select(Service.id).where(*listed()).order_by(*_best_first())).all()


def _add(session: Session, ids: Sequence[int]) -> None:
    """Put a great many services into the index that are not in it, the best first, and never hold them all at once."""
    with search.in_bulk(session):
        for start in range(0, len(ids), _AT_ONCE):
            some = _SHOWN.where(Service.id.in_(ids[start : start + _AT_ONCE]))
            search.add(session, list(_entries(session, session.execute(some).all())))


def rebuild(session: Session) -> int:
    """Make the index and the counts of choices anew from the listings; return how many services the index holds."""
    search.clear(session)
    _add(session, _listed_best_first(session))
    count(session, session.scalars(sa.select(Edition)).one())
    return _held(session)


def renew(session: Session) -> int:
    """Make the index anew where readers are, and every page with it: those kept may show lists that were too short."""
    # No decision comes in between: each takes this row first.
    edition = session.scalars(sa.select(Edition).with_for_update()).one()
    number = rebuild(session)
    edition.generation += 1
    session.flush()
    touch(session, edition.generation, {EVERYTHING})
    return number


def fill_if_behind(session: Session) -> None:
    """Make the index and the counts anew if services are missing in it or counts are wrong.

    An upgrade empties the index, and a decision may have come since. Counts that are wrong once stay so by difference.
    """
    # All that the index ever holds is listed, so the same number is the same services.
    short = _held(session) != session.scalar(sa.select(sa.func.count(Service.id)).where(*listed()))
    if short or is_wrong(session, session.scalars(sa.select(Edition)).one()):
        renew(session)


def _held(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(search.SearchEntry)) or 0


def _best_first() -> tuple[sa.SQLColumnExpression[Any], ...]:
    """Return the order of quality (search.quality)."""
    known = sa.select(sa.func.count()).where(
        FactRow.service_id == Service.id,
        FactRow.number.in_([one.number for one in strings()]),
        FactRow.tone != "unknown",
    )
    return (
        Service.rank,
        known.scalar_subquery().desc(),
        Service.checked_on.desc().nulls_last(),
        Service.id,
    )


def _entries(session: Session, services: Sequence[Service | Shown]) -> Iterator[search.Entry]:
    for start in range(0, len(services), _AT_ONCE):
        some = services[start : start + _AT_ONCE]
        gathered = _gather(session, some)
        for service in some:
            yield _entry(service, gathered)


def _gather(session: Session, services: Sequence[Service | Shown]) -> _Gathered:
    ids = [service.id for service in services]
    found = _Gathered()
    for id_, name, tag, body in _texts_as_shown(session, ids):
        found.texts[id_].append((name, tag, body))
    for id_, *place in session.execute(_WHERE.where(PlaceRow.service_id.in_(ids)).order_by(PlaceRow.id)):
        found.places[id_].append(Where(*place))
    ways = sa.select(WayRow.service_id, WayRow.kind, has_hours()).where(WayRow.service_id.in_(ids))
    for id_, kind, hours in session.execute(ways):
        found.ways[id_].add(kind)
        found.facets[id_] |= {"h"} if hours else set()
    _gather_facets(session, ids, found)
    _gather_owners(session, {service.organisation_id for service in services}, found)
    return found


def _texts_as_shown(session: Session, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
    """Return service, field, language and body of each text, without what no reader is shown any more."""
    source = aliased(TextRow)
    same = sa.and_(
        source.owner_kind == TextRow.owner_kind,
        source.owner_id == TextRow.owner_id,
        source.field == TextRow.field,
        source.made_from.is_(None),
    )
    # A translation without a source is as old as can be.
    stale = sa.func.coalesce(TextRow.made_from < source.revision, TextRow.made_from.is_not(None))
    rows = session.execute(
        sa.select(TextRow.owner_id, TextRow.field, TextRow.language, TextRow.body, stale, source.body)
        .outerjoin(source, same)
        .where(TextRow.owner_kind == Owner.SERVICE, TextRow.owner_id.in_(ids))
    )
    return [
        (id_, name, tag, body)
        for id_, name, tag, body, old, now in rows
        if not (old and may_hurt_when_old(name, now or "", body))
    ]


def _gather_facets(session: Session, ids: Sequence[int], found: _Gathered) -> None:
    kinds = sa.select(KindRow.service_id, KindRow.kind).where(KindRow.service_id.in_(ids))
    for id_, kind in session.execute(kinds):
        found.facets[id_].add(f"k:{kind}")
    spoken = sa.select(SpokenRow.service_id, SpokenRow.language).where(SpokenRow.service_id.in_(ids))
    for id_, language in session.execute(spoken):
        found.facets[id_].add(f"y:{language}")
    facts = sa.select(FactRow.service_id, FactRow.number, FactRow.tone, FactRow.source_kind)
    for id_, number, tone, source in session.execute(facts.where(FactRow.service_id.in_(ids))):
        if tone != "unknown":
            found.known[id_].add(number)
        if tone in AGAINST:
            found.facets[id_].add(f"a:{number}")
        if tone == "ok":
            found.facets[id_] |= {f"f:{number}"} | ({f"b:{number}"} if source in OTHERS_CHECKED else set())


def _gather_owners(session: Session, owners: Iterable[int], found: _Gathered) -> None:
    ids = sorted(owners)
    names = sa.select(TextRow.owner_id, TextRow.language, TextRow.body).where(
        TextRow.owner_kind == Owner.ORGANISATION, TextRow.field == "name", TextRow.owner_id.in_(ids)
    )
    for id_, tag, body in session.execute(names):
        found.names[id_].append((tag, body))
    leaders = sa.select(LeaderRow.organisation_id, LeaderRow.value).where(
        LeaderRow.organisation_id.in_(ids), LeaderRow.evidence.in_(sorted(PROOF_OF_LEADING))
    )
    for id_, value in session.execute(leaders):
        found.led[id_].add(f"p:{value}")


def _entry(service: Service | Shown, found: _Gathered) -> search.Entry:
    texts = found.texts[service.id]
    places = found.places[service.id]
    checked = service.standing is Standing.CHECKED
    facets = {f"n:{service.need}", *found.facets[service.id], *(f"l:{tag}" for _name, tag, _body in texts)}
    facets |= reach(places, at_a_distance=not _AT_A_DISTANCE.isdisjoint(found.ways[service.id]))
    facets |= {"v", *found.led[service.organisation_id]} if checked else {"u"}
    month = service.checked_on.year * 12 + service.checked_on.month if service.checked_on else 0
    unknown = sum(one.number not in found.known[service.id] for one in strings())
    return search.Entry(
        service_id=service.id,
        quality=search.quality(service.rank, unknown, month),
        names=[
            *((tag, body) for name, tag, body in texts if name == "name"),
            *found.names[service.organisation_id],
        ],
        texts=[(tag, body) for name, tag, body in texts if name != "name"],
        facets=frozenset({*facets, *of_service(facets, service.need)}),
    )


def reach(places: Sequence[Where], *, at_a_distance: bool) -> set[str]:
    """Return the facets of where a service is and whom it serves.

    c: has anything to do with a country; r: with a region; t: with a town; s: serves a whole region; w: serves a
    whole country; e: everyone, everywhere; o: can be had without going anywhere.
    """
    found: set[str] = set()
    for place in places:
        region = f"{place.country}-{place.region}"
        found |= {f"c:{place.country}"} if place.country else set()
        found |= {f"r:{region}"} if place.region else set()
        found |= {f"t:{place.town}"} if place.town else set()
        found |= {f"s:{region}"} if place.region and place.scope is Scope.REGION else set()
        found |= {f"w:{place.country}"} if _is_country_wide(place) else set()
    nowhere = not any(place.country for place in places)
    online = any(place.kind is PlaceKind.ONLINE for place in places)
    scopes = {place.scope for place in places if place.kind is PlaceKind.AREA}
    if Scope.EVERYWHERE in {place.scope for place in places} or (online and nowhere):
        found.add("e")
    if online or (at_a_distance and not scopes.isdisjoint({Scope.COUNTRY, Scope.EVERYWHERE})):
        found.add("o")
    return found


def _is_country_wide(place: Where) -> bool:
    wide = place.kind is not PlaceKind.ADDRESS and bool(place.country)
    return wide and not (place.region or place.locality or place.town)
