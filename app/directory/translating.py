"""What of the listings' own text has a translation, what lacks one, and what has one of an older text.

For translators, whoever they are: at the desk, with a PO file, or the group itself.
Words: a piece is one text of a listing and its translation into one language; it is missing, stale (made from an
older text) or current. Its key names the text within its listing, such as "get_in" or "way-1f3a9c2b", and stays the
same when other places or ways come and go. What is written goes through `actions.apply` with `changes.Translate`.
Only text that everyone can read now is here: never a draft's, never that of a paused, closed or withdrawn listing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.directory.faithful import may_hurt_when_old
from app.directory.models import Organisation, PlaceRow, Service, TextRow, WayRow
from app.directory.part_keys import keys_of
from app.directory.rules import REACHABLE, ListingKind, Owner, Publication, is_dangerous

PER_PAGE = 30
# The most harmful first when it is wrong or cannot be read: what people do at the door, what is asked of them there,
# whether it is for them. Then what they do; a name is often the same in every language.
ORDER = ("get_in", "fact", "who_for", "note", "what", "about", "name")


class State(StrEnum):
    """How a translation stands to its source."""

    MISSING = "missing"
    STALE = "stale"
    CURRENT = "current"


TO_DO = frozenset({State.MISSING, State.STALE})


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a listing, and what it is in one other language.

    `code` and `kind` are the listing's, `name` its name in its own language; `owner`, `owner_id` and `field` are what
    the text belongs to and which text of it; `key` names both within the listing. `revision` counts the meanings that
    the source has had: a translation is written from one of them (`changes.Translate.made_from`). `translation` is ""
    and `translated` 0 while there is none; `translated` is the translation's own revision (`Translate.replaces`). A
    stale translation that readers do not see is "" too: what the source said before may have gone for a reason.
    """

    code: str
    kind: ListingKind
    name: str
    owner: Owner
    owner_id: int
    key: str
    field: str
    source_language: str
    source: str
    revision: int
    language: str
    translation: str = ""
    translated: int = 0
    made_from: int | None = None

    @property
    def state(self) -> State:
        """Say whether a translation is missing, stale or current."""
        if self.made_from is None:
            return State.MISSING
        return State.STALE if self.made_from < self.revision else State.CURRENT

    @property
    def dangerous(self) -> bool:
        """Say whether readers get the source instead of a stale translation."""
        return is_dangerous(self.field)


@dataclass(frozen=True, slots=True)
class ToDo:
    """How many texts wait in one language."""

    language: str
    missing: int = 0
    stale: int = 0

    @property
    def total(self) -> int:
        """Return how many wait for whatever reason."""
        return self.missing + self.stale


def _sources() -> sa.Subquery:
    """Return the source texts that everyone can read now, each with its listing."""
    group = aliased(Organisation)
    part: dict[Owner, Any] = {Owner.PLACE: PlaceRow, Owner.WAY: WayRow}
    selects = [
        _of(Owner.ORGANISATION, Organisation, sa.literal(0)).join(
            Organisation, Organisation.id == TextRow.owner_id
        )
    ]
    for owner in (Owner.SERVICE, Owner.PLACE, Owner.WAY):
        found = _of(owner, Service, Service.id)
        if owner is Owner.SERVICE:
            found = found.join(Service, Service.id == TextRow.owner_id)
        else:
            row = part[owner]
            found = found.join(row, row.id == TextRow.owner_id).join(Service, Service.id == row.service_id)
        selects.append(found.join(group, group.id == Service.organisation_id).where(*_read_now(group)))
    return sa.union_all(*selects).subquery("source")


def _of(owner: Owner, listing: Any, service_id: sa.ColumnElement[Any] | Any) -> sa.Select[Any]:
    kind = ListingKind.ORGANISATION if listing is Organisation else ListingKind.SERVICE
    texts = (TextRow.owner_id, TextRow.field, TextRow.language, TextRow.body, TextRow.revision)
    return (
        sa.select(
            TextRow.owner_kind.label("owner"),
            sa.literal(kind.value).label("kind"),
            listing.id.label("listing_id"),
            listing.code.label("code"),
            service_id.label("service_id"),
            *texts,
        )
        .select_from(TextRow)
        .where(TextRow.owner_kind == owner, TextRow.made_from.is_(None), *_read_now(listing))
    )


def _read_now(listing: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (listing.publication == Publication.LISTED, listing.status.in_(REACHABLE))


def _rank(field: str) -> int:
    """Return how early a text comes, from 0: what `_harm` says in SQL."""
    kind = "fact" if field.startswith("fact_") else field
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _harm(source: sa.Subquery) -> sa.ColumnElement[int]:
    ranks = {name: place for place, name in enumerate(ORDER)}
    facts = (source.c.field.startswith("fact_", autoescape=True), ranks.pop("fact"))
    return sa.case(
        facts, *((source.c.field == name, place) for name, place in ranks.items()), else_=len(ORDER)
    )


def _beside(source: sa.Subquery, language: str) -> tuple[sa.Select[Any], Any]:
    """Return the sources that are not in this language, each beside its translation into it."""
    mine = aliased(TextRow)
    same = sa.and_(
        mine.owner_kind == source.c.owner,
        mine.owner_id == source.c.owner_id,
        mine.field == source.c.field,
        mine.language == language,
    )
    columns = (mine.body.label("translation"), mine.revision.label("translated"), mine.made_from)
    return (
        sa.select(source, *columns).outerjoin(mine, same).where(source.c.language != language),
        mine,
    )


def _are(states: Collection[State], source: sa.Subquery, mine: Any) -> sa.ColumnElement[bool]:
    wanted = {
        State.MISSING: mine.made_from.is_(None),
        State.STALE: mine.made_from < source.c.revision,
        State.CURRENT: mine.made_from >= source.c.revision,
    }
    return sa.or_(sa.false(), *(wanted[state] for state in sorted(states)))


def pieces(
    session: Session,
    language: str,
    states: Collection[State] = TO_DO,
    *,
    codes: Collection[str] = (),
    page: int | None = None,
) -> tuple[Piece, ...]:
    """Return texts in these states in one language, the most harmful first, a stale one before a missing one.

    `codes`: of these listings only. `page`: from 1, PER_PAGE on each; None for all of them. Four SELECTs at most.
    """
    query, source, order = _in_order(language, states)
    if codes:
        query = query.where(source.c.code.in_(sorted(codes)))
    if page is not None:
        query = query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return _pieces(session, query.order_by(*order), language)


def after(session: Session, one: Piece) -> Piece | None:
    """Return the text that is missing or stale next after this one, in the order of `pieces`; None after the last."""
    query, _source, order = _in_order(one.language, TO_DO)
    here = (_rank(one.field), one.made_from is None, one.code, one.field, one.owner, one.owner_id)
    mine = (sa.literal(value, column.type) for value, column in zip(here, order, strict=True))
    query = query.where(sa.tuple_(*order) > sa.tuple_(*mine)).order_by(*order).limit(1)
    return next(iter(_pieces(session, query, one.language)), None)


def _in_order(
    language: str, states: Collection[State]
) -> tuple[sa.Select[Any], sa.Subquery, tuple[sa.ColumnElement[Any], ...]]:
    """Return the texts in these states beside their translations, their sources, and by what they are ordered."""
    source = _sources()
    query, mine = _beside(source, language)
    stale_first = mine.made_from.is_(None)
    order = (_harm(source), stale_first, source.c.code, source.c.field, source.c.owner, source.c.owner_id)
    return query.where(_are(states, source, mine)), source, order


def _pieces(session: Session, query: sa.Select[Any], language: str) -> tuple[Piece, ...]:
    rows = session.execute(query).all()
    names, keys = _names(session, rows), keys_of(session, rows)
    return tuple(_piece(row, language, names, keys) for row in rows)


def piece(session: Session, code: str, key: str, language: str) -> Piece | None:
    """Return one text of a listing, or None if nobody can read such a text now."""
    mine = pieces(session, language, frozenset(State), codes=[code])
    return next((one for one in mine if one.key == key), None)


def _piece(
    row: Any, language: str, names: dict[tuple[str, int], str], keys: dict[tuple[Owner, int], str]
) -> Piece:
    old = row.made_from is not None and row.made_from < row.revision
    withheld = old and may_hurt_when_old(row.field, row.body, row.translation)
    return Piece(
        code=row.code,
        kind=ListingKind(row.kind),
        name=names.get((row.kind, row.listing_id), ""),
        owner=row.owner,
        owner_id=row.owner_id,
        key=keys.get((row.owner, row.owner_id), row.field),
        field=row.field,
        source_language=row.language,
        source=row.body,
        revision=row.revision,
        language=language,
        translation="" if withheld else row.translation or "",
        translated=row.translated or 0,
        made_from=row.made_from,
    )


def _names(session: Session, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
    """Return the names of these listings in their own language, by kind and id."""
    if not rows:
        return {}
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row.kind].add(row.listing_id)
    mine = [sa.and_(TextRow.owner_kind == kind, TextRow.owner_id.in_(some)) for kind, some in ids.items()]
    found = sa.select(TextRow.owner_kind, TextRow.owner_id, TextRow.body).where(
        TextRow.field == "name", TextRow.made_from.is_(None), sa.or_(*mine)
    )
    return {(kind.value, id_): body for kind, id_, body in session.execute(found)}


def waiting(session: Session, languages: Sequence[str]) -> tuple[ToDo, ...]:
    """Return how many texts wait in each of these languages, in their order: two SELECTs."""
    source, mine = _sources(), aliased(TextRow)
    sources: dict[str, int] = {
        tag: number
        for tag, number in session.execute(
            sa.select(source.c.language, sa.func.count()).group_by(source.c.language)
        )
    }
    stale = sa.func.sum(sa.case((mine.made_from < source.c.revision, 1), else_=0))
    there = {
        tag: (number, old)
        for tag, number, old in session.execute(
            sa.select(mine.language, sa.func.count(), stale)
            .join(
                source,
                sa.and_(
                    mine.owner_kind == source.c.owner,
                    mine.owner_id == source.c.owner_id,
                    mine.field == source.c.field,
                    mine.language != source.c.language,
                    mine.made_from.is_not(None),
                ),
            )
            .group_by(mine.language)
        )
    }
    total = sum(sources.values())
    return tuple(
        ToDo(
            tag,
            missing=total - sources.get(tag, 0) - there.get(tag, (0, 0))[0],
            stale=int(there.get(tag, (0, 0))[1] or 0),
        )
        for tag in languages
    )
