"""Listings from plain values to rows, many at once. Used by actions only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Save, Single
from app.directory.content import (
    CURRENT,
    Answer,
    Caution,
    Hours,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Way,
    carried_revision,
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
# By field and language.
Texts = dict[tuple[str, str], TextRow]
_AT_ONCE = 400
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
            self.rows[HoursRow] += [{"way_id": way.id, "opens": h.opens, "closes": h.closes} for h in hours]
        before = _take_texts(session, [(kind, row.id) for kind, row, _ in self.texts if row in self.existing])
        for owner, row, prose in self.texts:
            self.rows[TextRow] += _text_rows(owner, row.id, prose, before[owner, row.id])
        for model, rows in self.rows.items():
            if rows:
                session.execute(sa.insert(model), rows)


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


def _text_rows(owner: Owner, owner_id: int, prose: Sequence[Prose], now: Texts) -> list[dict[str, Any]]:
    sources = {old.field: old for old in now.values() if old.made_from is None}
    source_revision: dict[str, int] = {}
    rows = []
    for text in sorted(prose, key=lambda p: p.made_from is not None):
        if text.made_from is None:
            revision = _source_revision(text, sources.get(text.field), prose)
            source_revision[text.field] = revision
        else:
            revision = _next_revision(text, now.get((text.field, text.language)))
        made_from = source_revision.get(text.field, 1) if text.made_from == CURRENT else text.made_from
        rows.append(
            {
                "owner_kind": owner,
                "owner_id": owner_id,
                "field": text.field,
                "language": text.language,
                "body": text.body,
                "revision": revision,
                "made_from": made_from,
            }
        )
    return rows


def _next_revision(text: Prose, old: TextRow | None) -> int:
    return 1 if old is None else old.revision + (old.body != text.body)


def _source_revision(text: Prose, old: TextRow | None, prose: Sequence[Prose]) -> int:
    """Return which revision of a source text this is: a new one if its meaning may have changed, never a smaller.

    `old` is the text that stood there. What moved to another way or place brings its revision along. A change is of
    the spelling only if it was made to just that text.
    """
    if old is None:
        return carried_revision(text, prose)
    same = (old.language, old.body) == (text.language, text.body)
    holds = same or (text.minor and text.revision == old.revision + 1)
    return max(old.revision + (not holds), text.revision - text.minor)


def store_organisation(
    session: Session, row: Organisation, content: OrganisationContent, pending: Pending
) -> None:
    """Make the rows of an organisation say what `content` says."""
    row.language, row.website, row.elsewhere = content.language, content.website, Consent(content.elsewhere)
    if row in pending.existing:
        session.execute(sa.delete(LeaderRow).where(LeaderRow.organisation_id == row.id))
    pending.texts.append((Owner.ORGANISATION, row, content.prose))
    pending.rows[LeaderRow] += [
        {"organisation_id": row.id, "value": leader.value, "evidence": leader.evidence}
        for leader in content.leaders
    ]


def store_service(session: Session, row: Service, content: ServiceContent, pending: Pending) -> None:
    """Make the rows of a service say what `content` says; `row` has been flushed, so it has its id."""
    row.language, row.website, row.need = content.language, content.website, content.need
    if row in pending.existing:
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
    for place, found in zip(places, reused, strict=True):
        place_row = found or PlaceRow(service_id=row.id)
        if found:
            pending.existing.add(found)
        place_row.kind, place_row.visibility = PlaceKind(place.kind), Visibility(place.visibility)
        place_row.scope = Scope(place.scope) if place.scope else None
        for name in (
            "town",
            "locality",
            "region",
            "country",
            "street",
            "postal_code",
            "latitude",
            "longitude",
        ):
            setattr(place_row, name, getattr(place, name))
        session.add(place_row)
        pending.texts.append((Owner.PLACE, place_row, place.prose))


def _store_ways(session: Session, row: Service, ways: Sequence[Way], pending: Pending) -> None:
    reused = _reuse(session, Owner.WAY, pending.ways[row.id], ways, way_identity)
    for position, (way, found) in enumerate(zip(ways, reused, strict=True), start=1):
        way_row = found or WayRow(service_id=row.id)
        if found:
            pending.existing.add(found)
            session.execute(sa.delete(HoursRow).where(HoursRow.way_id == found.id))
        way_row.position, way_row.kind, way_row.hours_kind = (
            position,
            WayKind(way.kind),
            HoursKind(way.hours_kind),
        )
        way_row.through = way.through or None
        for name in ("value", "extension", "app", "appointment", "timezone"):
            setattr(way_row, name, getattr(way, name))
        session.add(way_row)
        pending.hours.append((way_row, way.hours))
        pending.texts.append((Owner.WAY, way_row, way.prose))
