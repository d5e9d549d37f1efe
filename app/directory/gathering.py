"""From rows to what a page shows, a few SELECTs for any number of services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import shown
from app.directory.content import Hours
from app.directory.models import (
    HoursRow,
    Organisation,
    PlaceRow,
    Service,
    WayRow,
)
from app.directory.parts import Key, Pair, Parts, Texts, read_parts, where_of
from app.directory.rules import Owner, PlaceKind, Publication, may_have_changed, worst_of
from app.directory.shown import (
    Card,
    Line,
    OrganisationPage,
    ServicePage,
    ShownFact,
    ShownPlace,
    Text,
)
from app.places import Place, distance_km
from app.vocabulary import Tone, fact, strings


def _fact(row: list[Any], note: Text, today: date) -> ShownFact:
    number, answers, tone, source_kind, source_url = row[:5]
    one, checked_on = fact(int(number)), row[-1]
    given = answers.split()
    old = tone != Tone.UNKNOWN and may_have_changed(checked_on, one.stale_after_months, today)
    chosen = tuple(answer for answer in one.answers if answer.value in given)
    return ShownFact(one, chosen, Tone(tone), source_kind, source_url, checked_on, old, note)


def _place(row: PlaceRow, note: Text) -> ShownPlace:
    return ShownPlace(
        kind=row.kind.value,
        visibility=row.visibility.value,
        scope=row.scope.value if row.scope else "",
        where=where_of(row.town, row.region, row.country),
        locality=row.locality,
        country=row.country,
        street=row.street,
        postal_code=row.postal_code,
        note=note,
    )


def _distance(places: Sequence[ShownPlace], near: Place | None) -> int | None:
    here = near.town if near else None
    towns = [
        one.where.town for one in places if one.kind == PlaceKind.ADDRESS and one.where and one.where.town
    ]
    return min((round(distance_km(here, there)) for there in towns), default=None) if here else None


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What one page has read so far."""

    parts: Parts
    texts: Texts
    today: date
    near: Place | None = None

    def owner(self, row: Organisation) -> shown.Owner:
        name = self.texts.get(Owner.ORGANISATION, row.id, "name")
        order = [answer.value for answer in fact("led_by").answers]
        leaders = sorted(self.parts.leaders[row.id], key=lambda leader: order.index(leader.value))
        return shown.Owner(row.code, name, tuple(leaders))

    def facts(self, service: Service) -> dict[int, ShownFact]:
        return {
            number: _fact(row, self.texts.get(Owner.SERVICE, service.id, f"fact_{number}"), self.today)
            for number, row in self.parts.facts[service.id].items()
        }

    def card(self, service: Service, owner: Organisation) -> Card:
        facts, places = self.facts(service), self.parts.places[service.id]
        return Card(
            code=service.code,
            name=self.texts.get(Owner.SERVICE, service.id, "name"),
            owner=self.owner(owner),
            need=service.need,
            standing=service.standing,
            status=worst_of(service.status, owner.status),
            checked_on=service.checked_on,
            kinds=tuple(sorted(self.parts.kinds[service.id])),
            strings=tuple(facts.get(one.number) or shown.unknown(one.number) for one in strings()),
            spoken=tuple(sorted(self.parts.spoken[service.id])),
            places=tuple(places),
            distance=_distance(places, self.near),
            cautions=shown.cautions(self.parts.cautions[service.id]),
            doubted_on=service.doubted_on,
        )


def cards(
    session: Session, pairs: Sequence[Pair], reader: str, near: Place | None, today: date
) -> tuple[Card, ...]:
    """Return the cards of these services in their order: two SELECTs for any number."""
    keys = [(Owner.SERVICE, service.id) for service, _ in pairs]
    keys += [(Owner.ORGANISATION, owner.id) for _, owner in pairs]
    gathered = _Gathered(
        read_parts(session, pairs, on_cards=True), Texts(session, keys, reader, ("name",)), today, near
    )
    return tuple(gathered.card(service, owner) for service, owner in pairs)


def lines(session: Session, pairs: Sequence[Pair], reader: str, today: date) -> tuple[Line, ...]:
    """Return these services with the ways to reach them: three SELECTs more than none."""
    ways = _ways(session, [service.id for service, _ in pairs])
    found = zip(pairs, cards(session, pairs, reader, None, today), strict=True)
    no_notes = Texts.empty(reader)
    return tuple(
        Line(card, tuple(_way(way, hours, no_notes) for way, hours, _ in ways[service.id]))
        for (service, _owner), card in found
    )


def service_page(
    session: Session, row: Service, owner: Organisation, successor_id: int | None, reader: str, today: date
) -> ServicePage:
    """Return what the page of one service shows: four SELECTs."""
    parts, ways = read_parts(session, [(row, owner)], on_cards=False), _ways(session, [row.id])[row.id]
    places = session.scalars(
        sa.select(PlaceRow).where(PlaceRow.service_id == row.id).order_by(PlaceRow.id)
    ).all()
    through = {way.through: owner_id for way, _, owner_id in ways if way.through and owner_id}
    keys: list[Key] = [(Owner.SERVICE, row.id), (Owner.ORGANISATION, owner.id)]
    keys += [(Owner.PLACE, place.id) for place in places]
    keys += [(Owner.WAY, way.id) for way, _, _ in ways]
    keys += [(Owner.ORGANISATION, owner_id) for owner_id in through.values()]
    keys += [(Owner.SERVICE, successor_id)] if successor_id else []
    texts = Texts(session, keys, reader)
    parts.places[row.id] = [_place(place, texts.get(Owner.PLACE, place.id, "note")) for place in places]
    gathered = _Gathered(parts, texts, today)
    names = {code: texts.get(Owner.ORGANISATION, owner_id, "name") for code, owner_id in through.items()}
    if successor_id and row.successor:
        names[row.successor] = texts.get(Owner.SERVICE, successor_id, "name")
    return ServicePage(
        card=gathered.card(row, owner),
        publication=row.publication,
        successor=row.successor,
        website=row.website,
        texts=texts.fields(Owner.SERVICE, row.id),
        facts=shown.all_facts(row.need, gathered.facts(row)),
        ways=tuple(_way(way, hours, texts) for way, hours, _ in ways),
        names=names,
    )


def _ways(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[WayRow, list[Hours], int | None]]]:
    """Read ways by service, their hours and the organisation one goes through, in one SELECT."""
    query = (
        sa.select(WayRow, HoursRow.opens, HoursRow.closes, Organisation.id)
        .outerjoin(HoursRow, HoursRow.way_id == WayRow.id)
        .outerjoin(
            Organisation,
            sa.and_(Organisation.code == WayRow.through, Organisation.publication == Publication.LISTED),
        )
        .where(WayRow.service_id.in_(ids))
        .order_by(WayRow.position, HoursRow.opens)
    )
    found: dict[int, dict[int, tuple[WayRow, list[Hours], int | None]]] = defaultdict(dict)
    for way, opens, closes, through in session.execute(query):
        hours = found[way.service_id].setdefault(way.id, (way, [], through))[1]
        if opens is not None:
            hours.append(Hours(opens, closes))
    return defaultdict(list, {service_id: list(ways.values()) for service_id, ways in found.items()})


def _way(row: WayRow, hours: Sequence[Hours], texts: Texts) -> shown.ShownWay:
    return shown.ShownWay(
        kind=row.kind.value,
        value=row.value,
        extension=row.extension,
        app=row.app,
        through=row.through or "",
        appointment=row.appointment,
        hours_kind=row.hours_kind.value,
        timezone=row.timezone,
        hours=tuple(hours),
        note=texts.get(Owner.WAY, row.id, "note"),
    )


def organisation_page(
    session: Session,
    row: Organisation,
    services: Sequence[Service],
    successor_id: int | None,
    reader: str,
    today: date,
) -> OrganisationPage:
    """Return what the page of one organisation shows: two SELECTs."""
    pairs = [(service, row) for service in services]
    keys: list[Key] = [(Owner.ORGANISATION, row.id), *((Owner.SERVICE, service.id) for service in services)]
    keys += [(Owner.ORGANISATION, successor_id)] if successor_id else []
    texts = Texts(session, keys, reader, ("name", "about"))
    gathered = _Gathered(read_parts(session, pairs or [(Service(id=0), row)], on_cards=True), texts, today)
    owner = gathered.owner(row)
    return OrganisationPage(
        code=row.code,
        publication=row.publication,
        standing=row.standing,
        status=row.status,
        successor=row.successor,
        checked_on=row.checked_on,
        website=row.website,
        name=owner.name,
        about=texts.get(Owner.ORGANISATION, row.id, "about"),
        leaders=owner.leaders,
        services=tuple(gathered.card(service, row) for service in services),
        names={row.successor: texts.get(Owner.ORGANISATION, successor_id, "name")}
        if row.successor and successor_id
        else {},
    )
