"""Lists: the services that hold chosen facets, the best or the nearest of the best first. Nothing typed is asked here.

One SELECT, and its cost follows what is shown and counted, not how many services there are: the index is read in
order of quality and left when a page is full, and nothing is counted beyond MOST.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.search.engine import Group, counting, matching, reading
from app.search.entries import FACET, IDS, rank_of, service_of
from app.search.questions import MOST, Facets

# From the column of a service's id to a condition that the index does not know.
Narrow = Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]]
# Questions in the engine's own language, by name.
Asked = Mapping[str, str]
# How many of a ring are passed over, and how many are read then.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a service must hold: of each of `groups` one facet; and of no one of `without` all."""

    groups: tuple[Facets, ...]
    without: tuple[Facets, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Services in their order, as ids, and how many there are of each thing that was counted, at most MOST + 1."""

    services: tuple[int, ...]
    counts: tuple[int, ...]


def read(
    session: Session,
    rings: Sequence[Chosen],
    counted: Sequence[Chosen],
    window: slice,
    narrow: Narrow | None = None,
) -> Listed:
    """Return the services in this window of a list, and the counts: one SELECT.

    `rings` are what the list is made of, the nearest first; without distance there is one. Of services of one rank
    those of a nearer ring come first, and one that is in several rings is in the nearest.
    """
    if not (rings or counted):
        return Listed((), ())
    # Where the order is that of the index the pages before need not be read.
    skip = (window.start or 0) if len(rings) == 1 else 0
    shape = (_engine(session), len(rings), len(counted), (skip, window.stop - skip))
    statement = _statement(*shape) if narrow is None else _union(*shape, narrow)
    asked = _asked(session, rings) | _asked(session, counted, "count")
    counts = [0] * len(counted)
    hits: list[tuple[int, int]] = []
    for key, number in session.connection().execute(statement, asked).all():
        if key < 0:
            counts[-1 - key] = number
        else:
            hits.append((key, number))
    return Listed(in_order(hits, slice((window.start or 0) - skip, window.stop - skip)), tuple(counts))


def first(session: Session, rings: Sequence[Chosen], most: int, narrow: Narrow | None = None) -> sa.Subquery:
    """Return the first services of a list to be joined: `service`, and with `step` and `number` in_order sorts them."""
    asked = _asked(session, rings)
    hits = _union(_engine(session), len(rings), 0, (0, most), narrow, asked).subquery("hits")
    return sa.select(hits.c.step, hits.c.number, (hits.c.number % IDS).label("service")).subquery("first")


def in_order(hits: Iterable[tuple[int, int]], window: slice) -> tuple[int, ...]:
    """Return the services in a window of a list, as ids, from pairs of a step and a number."""
    steps: dict[int, int] = {}
    for step, number in hits:
        steps[number] = min(step, steps.get(number, step))
    ordered = sorted(steps, key=lambda number: (rank_of(number), steps[number], number))
    return tuple(service_of(number) for number in ordered[window])


def _engine(session: Session) -> str:
    return session.get_bind().dialect.name


def _asked(session: Session, some: Iterable[Chosen], name: str = "ring") -> dict[str, str]:
    """Return the questions by the names under which a statement asks them."""
    return {
        f"{name}_{i}": matching(session, [_group(each) for each in one.groups], _without(one))
        for i, one in enumerate(some)
    }


@lru_cache(maxsize=256)
def _statement(engine: str, rings: int, counted: int, span: Span) -> sa.CompoundSelect[int, int]:
    """Build a SELECT once: building it costs more than running it. Which facets are asked is not in it."""
    return _union(engine, rings, counted, span)


def _union(
    engine: str,
    rings: int,
    counted: int,
    span: Span,
    narrow: Narrow | None = None,
    asked: Asked | None = None,
) -> sa.CompoundSelect[int, int]:
    """Return the first of each ring, by its place, and each count, by a key below 0.

    The first of the whole list are among the first of its rings. What is not in `asked` is bound later.
    """
    parts = [_part(engine, f"ring_{i}", span, narrow, asked or {}, i) for i in range(rings)]
    parts += [_count(engine, f"count_{i}", narrow, asked or {}, -1 - i) for i in range(counted)]
    return sa.union_all(*parts)


def _part(
    engine: str, name: str, span: Span, narrow: Narrow | None, asked: Asked, step: int
) -> sa.Select[int, int]:
    skip, most = span
    if narrow is None:
        id_ = _hits(name, reading(engine, name, most, skip), asked)
        return sa.select(sa.literal(step).label("step"), id_.label("number"))
    id_ = _hits(name, reading(engine, name, None), asked)
    best = (
        sa.select(id_.label("id")).where(narrow(id_ % IDS)).order_by(id_).limit(most).offset(skip).subquery()
    )
    return sa.select(sa.literal(step).label("step"), best.c.id.label("number"))


def _count(engine: str, name: str, narrow: Narrow | None, asked: Asked, key: int) -> sa.Select[int, int]:
    if narrow is None:
        return sa.select(sa.literal(key), _column("n", name, counting(engine, name, MOST + 1), asked))
    id_ = _hits(name, reading(engine, name, None), asked)
    some = sa.select(id_.label("id")).where(narrow(id_ % IDS)).limit(MOST + 1).subquery()
    return sa.select(sa.literal(key), sa.func.count(some.c.id))


def _hits(name: str, sql: str, asked: Asked) -> sa.ColumnElement[int]:
    """Return the column of the numbers that answer the question `name`, as `sql` reads them."""
    return _column("id", name, sql, asked)


def _column(column: str, name: str, sql: str, asked: Asked) -> sa.ColumnElement[int]:
    bound = sa.bindparam(name, asked[name]) if name in asked else sa.bindparam(name, type_=sa.String())
    text = sa.text(sql).bindparams(bound)
    return text.columns(sa.column(column, sa.BigInteger)).subquery(f"h_{name}").c[column]


def _group(facets: Facets) -> Group:
    return tuple((FACET + facet,) for facet in facets)


def _without(chosen: Chosen) -> Group:
    return tuple(tuple(FACET + facet for facet in every) for every in chosen.without)
