"""The small tables of some services, read together: facts, kinds, languages, warnings, leaders, places, prose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import shown
from app.directory.models import (
    CautionRow,
    FactRow,
    KindRow,
    LeaderRow,
    Organisation,
    PlaceRow,
    Service,
    SpokenRow,
    TextRow,
)
from app.directory.rules import Owner
from app.directory.shown import ShownLeader, ShownPlace, Text
from app.places import Place, parse
from app.vocabulary import strings

Pair = tuple[Service, Organisation]
Key = tuple[Owner, int]


@dataclass(slots=True)
class Parts:
    """The small tables of some services, by service id (leaders by organisation id)."""

    kinds: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    spoken: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[int, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))
    cautions: dict[int, dict[str, date]] = field(default_factory=lambda: defaultdict(dict))
    leaders: dict[int, list[ShownLeader]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, list[ShownPlace]] = field(default_factory=lambda: defaultdict(list))


_TEXTS = 7


def _row(what: str, owner: Any, *texts: Any, day: Any = None) -> sa.Select[Any]:
    """Return a select with the columns that all parts share: what, owner, seven texts, a day."""
    padded = [sa.cast(text, sa.String()) for text in texts] + [sa.literal("")] * (_TEXTS - len(texts))
    return sa.select(sa.literal(what), owner, *padded, sa.cast(sa.null(), sa.Date()) if day is None else day)


def read_parts(session: Session, pairs: Sequence[Pair], *, on_cards: bool) -> Parts:
    """Read facts, kinds, languages, warnings, leaders and (for cards) places in one SELECT.

    Cards need the six strings only; a page of its own needs every fact, and reads its places apart.
    """
    given = {"ids": [service.id for service, _ in pairs], "owners": sorted({owner.id for _, owner in pairs})}
    found = Parts()
    for what, owner, *row in session.execute(_statement(on_cards), given).all():
        _put(found, what, owner, row)
    return found


@cache
def _statement(on_cards: bool) -> sa.CompoundSelect[Any]:
    """Build the SELECT once: on a page of cards building it costs more than running it."""
    ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
    owners: sa.BindParameter[Any] = sa.bindparam("owners", expanding=True)
    f, p = FactRow, PlaceRow
    facts = _row(
        "fact", f.service_id, f.number, f.answers, f.tone, f.source_kind, f.source_url, day=f.checked_on
    )
    parts = [
        facts.where(f.service_id.in_(ids)),
        _row("kind", KindRow.service_id, KindRow.kind).where(KindRow.service_id.in_(ids)),
        _row("spoken", SpokenRow.service_id, SpokenRow.language, SpokenRow.how).where(
            SpokenRow.service_id.in_(ids)
        ),
        _row("caution", CautionRow.service_id, CautionRow.slug, day=CautionRow.since).where(
            CautionRow.service_id.in_(ids)
        ),
        _row("leader", LeaderRow.organisation_id, LeaderRow.value, LeaderRow.evidence).where(
            LeaderRow.organisation_id.in_(owners)
        ),
    ]
    if on_cards:
        parts[0] = parts[0].where(f.number.in_([one.number for one in strings()]))
        scope, nowhere = sa.func.coalesce(sa.cast(p.scope, sa.String()), ""), sa.func.coalesce(p.town, 0)
        columns = (p.kind, p.visibility, scope, nowhere, p.locality, p.region, p.country)
        parts.append(_row("place", p.service_id, *columns).where(p.service_id.in_(ids)))
    return sa.union_all(*parts)


def _put(found: Parts, what: str, owner: int, row: list[Any]) -> None:
    match what:
        case "fact":
            found.facts[owner][int(row[0])] = row
        case "kind":
            found.kinds[owner].append(row[0])
        case "spoken":
            found.spoken[owner].append((row[0], row[1]))
        case "caution":
            found.cautions[owner][row[0]] = row[-1]
        case "place":
            found.places[owner].append(_card_place(row))
        case _:
            found.leaders[owner].append(ShownLeader(row[0], row[1]))


def where_of(town_id: int | None, region: str, country: str) -> Place | None:
    return parse(f"g{town_id}" if town_id else f"{country}-{region}" if region else country)


def _card_place(row: list[Any]) -> ShownPlace:
    kind, visibility, scope, town_id, locality, region, country = row[:_TEXTS]
    where = where_of(int(town_id), region, country)
    return ShownPlace(kind, visibility, scope, where, locality, country)


_NO_TEXT = Text()
_TEXT = (
    TextRow.owner_kind, TextRow.owner_id, TextRow.field,
    TextRow.language, TextRow.body, TextRow.revision, TextRow.made_from,
)  # fmt: skip


@lru_cache(maxsize=64)
def _texts(
    kinds: tuple[Owner, ...], fields: tuple[str, ...]
) -> sa.Select[Owner, int, str, str, str, int, int | None]:
    """Build the SELECT of prose once, as with the parts: ids and languages are bound."""
    mine = [
        sa.and_(
            TextRow.owner_kind == kind,
            TextRow.owner_id.in_(sa.bindparam(f"ids_{kind.value}", expanding=True)),
        )
        for kind in kinds
    ]
    languages: sa.BindParameter[Any] = sa.bindparam("languages", expanding=True)
    wanted = sa.or_(TextRow.language.in_(languages), TextRow.made_from.is_(None))
    chosen = sa.select(*_TEXT).where(sa.or_(sa.false(), *mine), wanted)
    return chosen.where(TextRow.field.in_(fields)) if fields else chosen


class Texts:
    """The prose of some owners, in the reader's language (`also` further ones) and the source's."""

    def __init__(
        self,
        session: Session,
        keys: Iterable[Key],
        reader: str,
        fields: Sequence[str] = (),
        also: Sequence[str] = (),
    ) -> None:
        self.reader = reader
        self._rows: dict[tuple[Owner, int, str], list[shown.TextVersion]] = defaultdict(list)
        by_kind: dict[Owner, set[int]] = defaultdict(set)
        for owner, owner_id in keys:
            by_kind[owner].add(owner_id)
        given: dict[str, Any] = {f"ids_{kind.value}": sorted(ids) for kind, ids in by_kind.items()}
        given["languages"] = [reader, *also]
        rows = session.execute(_texts(tuple(sorted(by_kind)), tuple(fields)), given)
        for kind, owner_id, name, language, body, revision, made_from in rows.all():
            version = shown.TextVersion(language, body, revision, made_from)
            self._rows[kind, owner_id, name].append(version)

    @classmethod
    def empty(cls, reader: str) -> Texts:
        """Return no prose at all, without asking the database."""
        none = cls.__new__(cls)
        none.reader, none._rows = reader, defaultdict(list)
        return none

    def for_reader(self, reader: str) -> Texts:
        """Return the same prose for a reader of another language, without asking again."""
        other = Texts.empty(reader)
        other._rows = self._rows
        return other

    def get(self, owner: Owner, owner_id: int, name: str) -> Text:
        """Return the text to show, empty if there is none."""
        rows = self._rows.get((owner, owner_id, name))
        return shown.choose(name, rows, self.reader) if rows else _NO_TEXT

    def fields(self, owner: Owner, owner_id: int) -> dict[str, Text]:
        """Return every field of one owner."""
        names = [name for kind, some_id, name in self._rows if (kind, some_id) == (owner, owner_id)]
        return {name: self.get(owner, owner_id, name) for name in names}
