"""Listings from plain values to rows, many at once. Used by actions only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Save, Single
from app.directory.content import (
    Answer,
    Caution,
    Hours,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Way,
    place_identity,
    way_identity,
)
from app.directory.models import (
    CautionRow,
    FactRow,
    HoursRow,
    KindRow,
    LeaderRow,
    Organisation,
    PlaceRow,
    Service,
    SpokenRow,
    TextRow,
    WayRow,
)
from app.directory.revising import Texts, text_rows
from app.directory.rules import (
    Consent,
    HoursKind,
    Owner,
    PlaceKind,
    Scope,
    UnknownWarning,
    Visibility,
    WayKind,
    month_start,
    worth_keeping,
)
from app.vocabulary import fact, reasons, tone_of

Row = Organisation | Service
Item = TypeVar("Item")
_AT_ONCE = 400
_PLACE = ("town", "locality", "region", "country", "street", "postal_code", "latitude", "longitude")
_WAY = ("value", "extension", "app", "appointment", "timezone")
LINKS = (KindRow, SpokenRow, FactRow, CautionRow)


def load(session: Session, codes: set[str]) -> dict[str, Row]:
    """Return the rows of these listings, by code: two SELECTs for 400 of them."""
    found: dict[str, Row] = {}
    for some in chunks(sorted(codes)):
        for model in (Organisation, Service):
            rows: Iterable[Row] = session.scalars(sa.select(model).where(model.code.in_(some)))
            found |= {row.code: row for row in rows}
    return found


def owners_named(changes: Iterable[Single]) -> set[str]:
    """Return the codes of the organisations that saved services name."""
    saved = (one.content for one in changes if isinstance(one, Save))
    return {content.organisation for content in saved if isinstance(content, ServiceContent)}


class Pending:
    """Rows waiting for one bulk insert a table; parents first."""

    def __init__(self) -> None:
        # Rows that were there before this change: what they said is replaced.
        self.existing: set[Any] = set()
        self.places: dict[int, list[PlaceRow]] = defaultdict(list)
        self.ways: dict[int, list[WayRow]] = defaultdict(list)
        self.rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self.texts: list[tuple[Owner, Any, Sequence[Prose]]] = []
        self.hours: list[tuple[WayRow, Sequence[Hours]]] = []
        # New places and ways on which something hangs, which has to know the id that the table gives them.
        self.new: dict[type[Any], list[tuple[dict[str, Any], Place | Way]]] = defaultdict(list)

    def add(self, model: type[Any], values: dict[str, Any], hangs: Place | Way | None) -> None:
        """Let a new row wait. What hangs on it costs a statement for it alone: most of an import has nothing."""
        if hangs is None:
            self.rows[model].append(values)
        else:
            self.new[model].append((values, hangs))

    def replace(self, session: Session, rows: Sequence[Row]) -> None:
        """Let what these rows said be replaced; read the places and ways they have."""
        self.existing.update(rows)
        ids = [row.id for row in rows if isinstance(row, Service)]
        for some in chunks(ids):
            for place in session.scalars(_children(PlaceRow, some)):
                self.places[place.service_id].append(place)
            for way in session.scalars(_children(WayRow, some)):
                self.ways[way.service_id].append(way)

    def write(self, session: Session) -> None:
        """Insert everything that waits."""
        session.flush()
        for way, hours in self.hours:
            self.rows[HoursRow] += _hours_rows(way.id, hours)
        before = _take_texts(session, [(kind, row.id) for kind, row, _ in self.texts if row in self.existing])
        for owner, row, prose in self.texts:
            self.rows[TextRow] += text_rows(owner, row.id, prose, before[owner, row.id])
        self._write_new(session)
        for model, rows in self.rows.items():
            if rows:
                # Of the connection: rows by the thousand need no objects.
                session.connection().execute(sa.insert(model), rows)

    def _write_new(self, session: Session) -> None:
        """Insert new places and ways, and let what hangs on them wait with the rest."""
        for model, some in self.new.items():
            owner = Owner.PLACE if model is PlaceRow else Owner.WAY
            for id_, (_values, part) in zip(_inserted(session, model, some), some, strict=True):
                self.rows[TextRow] += text_rows(owner, id_, part.prose, {})
                if isinstance(part, Way):
                    self.rows[HoursRow] += _hours_rows(id_, part.hours)


def _inserted(
    session: Session, model: type[Any], some: Sequence[tuple[dict[str, Any], Any]]
) -> Sequence[int]:
    """Insert rows and return the ids they were given, in their order."""
    if not some:
        return []
    insert = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return session.connection().execute(insert, [values for values, _part in some]).scalars().all()


def _hours_rows(way_id: int, hours: Sequence[Hours]) -> list[dict[str, Any]]:
    return [{"way_id": way_id, "opens": one.opens, "closes": one.closes} for one in hours]


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield these in parts that one statement can name."""
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


def _children(model: type[Any], ids: Sequence[int]) -> sa.Select[Any]:
    return sa.select(model).where(model.service_id.in_(ids)).order_by(model.id)


def _take_texts(session: Session, owners: Sequence[tuple[Owner, int]]) -> dict[tuple[Owner, int], Texts]:
    """Take away the text that these owners have now, and return it so that unchanged text keeps its revision."""
    found: dict[tuple[Owner, int], Texts] = defaultdict(dict)
    for some in chunks(owners):
        ids: dict[Owner, list[int]] = defaultdict(list)
        for kind, id_ in some:
            ids[kind].append(id_)
        clauses = (
            sa.and_(TextRow.owner_kind == kind, TextRow.owner_id.in_(those)) for kind, those in ids.items()
        )
        mine = sa.or_(*clauses)
        for text in session.scalars(sa.select(TextRow).where(mine)).all():
            found[text.owner_kind, text.owner_id][text.field, text.language] = text
            session.expunge(text)
        session.execute(sa.delete(TextRow).where(mine), execution_options={"synchronize_session": False})
    return found


def store_organisation(
    session: Session, row: Organisation, content: OrganisationContent, pending: Pending
) -> None:
    """Make the rows of an organisation say what `content` says; one that is new was made with it."""
    if row in pending.existing:
        row.language, row.website, row.elsewhere = (
            content.language,
            content.website,
            Consent(content.elsewhere),
        )
        session.execute(sa.delete(LeaderRow).where(LeaderRow.organisation_id == row.id))
    pending.texts.append((Owner.ORGANISATION, row, content.prose))
    pending.rows[LeaderRow] += [
        {"organisation_id": row.id, "value": leader.value, "evidence": leader.evidence}
        for leader in content.leaders
    ]


def store_service(session: Session, row: Service, content: ServiceContent, pending: Pending) -> None:
    """Make the rows of a service say what `content` says; one that is new was made with it."""
    if row in pending.existing:
        row.language, row.website, row.need = content.language, content.website, content.need
        for model in LINKS:
            session.execute(sa.delete(model).where(model.service_id == row.id))
    pending.texts.append((Owner.SERVICE, row, content.prose))
    pending.rows[KindRow] += [{"service_id": row.id, "kind": kind} for kind in dict.fromkeys(content.kinds)]
    spoken = {s.language: s.how for s in reversed(content.spoken)}
    pending.rows[SpokenRow] += [
        {"service_id": row.id, "language": c, "how": how} for c, how in spoken.items()
    ]
    pending.rows[FactRow] += [_fact_row(row.id, a) for a in content.facts if worth_keeping(a)]
    pending.rows[CautionRow] += [_caution_row(row.id, one) for one in content.warnings]
    _store_places(session, row, content.places, pending)
    _store_ways(session, row, content.ways, pending)


def _fact_row(service_id: int, answer: Answer) -> dict[str, Any]:
    return {
        "service_id": service_id,
        "number": answer.number,
        "answers": " ".join(answer.answers),
        "tone": tone_of(fact(answer.number), answer.answers).value,
        "source_kind": answer.source_kind,
        "source_url": answer.source_url,
        "checked_on": month_start(answer.month),
    }


def _caution_row(service_id: int, one: Caution) -> dict[str, Any]:
    since = month_start(one.month)
    if since is None or one.slug not in {reason.slug for reason in reasons("warning")}:
        raise UnknownWarning(f"We have no warning {one.slug!r} with the month {one.month!r}.")
    return {"service_id": service_id, "slug": one.slug, "since": since}


def _reuse(
    session: Session, owner: Owner, old: Iterable[Any], new: Sequence[Any], key: Callable[[Any], object]
) -> list[Any]:
    """Pair each new item with the old row that is the same thing (so its text keeps its history), else None."""
    waiting: dict[object, list[Any]] = defaultdict(list)
    for row in old:
        waiting[key(row)].append(row)
    paired = [rows.pop(0) if (rows := waiting.get(key(item))) else None for item in new]
    for row in (row for rows in waiting.values() for row in rows):
        session.execute(sa.delete(TextRow).where(TextRow.owner_kind == owner, TextRow.owner_id == row.id))
        session.delete(row)
    return paired


def _store_places(session: Session, row: Service, places: Sequence[Place], pending: Pending) -> None:
    reused = _reuse(session, Owner.PLACE, pending.places[row.id], places, place_identity)
    # All places of one service go one way: their ids are their order.
    noted = any(place.prose for place in places)
    for place, found in zip(places, reused, strict=True):
        values = {
            "kind": PlaceKind(place.kind),
            "visibility": Visibility(place.visibility),
            "scope": Scope(place.scope) if place.scope else None,
            **{name: getattr(place, name) for name in _PLACE},
        }
        if found is None:
            pending.add(PlaceRow, {"service_id": row.id, **values}, place if noted else None)
            continue
        pending.existing.add(found)
        _let_say(found, values)
        pending.texts.append((Owner.PLACE, found, place.prose))


def _store_ways(session: Session, row: Service, ways: Sequence[Way], pending: Pending) -> None:
    reused = _reuse(session, Owner.WAY, pending.ways[row.id], ways, way_identity)
    # As for places: all ways of one service go one way.
    hangs = any(way.prose or way.hours for way in ways)
    for position, (way, found) in enumerate(zip(ways, reused, strict=True), start=1):
        values = {
            "position": position,
            "kind": WayKind(way.kind),
            "hours_kind": HoursKind(way.hours_kind),
            "through": way.through or None,
            **{name: getattr(way, name) for name in _WAY},
        }
        if found is None:
            pending.add(WayRow, {"service_id": row.id, **values}, way if hangs else None)
            continue
        pending.existing.add(found)
        session.execute(sa.delete(HoursRow).where(HoursRow.way_id == found.id))
        _let_say(found, values)
        pending.hours.append((found, way.hours))
        pending.texts.append((Owner.WAY, found, way.prose))


def _let_say(row: PlaceRow | WayRow, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
