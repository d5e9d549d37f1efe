"""Lists: the services that hold chosen facets, the best or the nearest of the best first. Nothing typed is asked here.

One SELECT, and its cost follows what is shown and counted, not how many services there are: the index is read in
order of quality and left when a page is full, and nothing is counted beyond MOST.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.search.engine import Group, matching, reading, some_of
from app.search.entries import FACET, IDS, rank_of, service_of
from app.search.questions import MOST, Facets

# From the column of a service's id to a condition that the index does not know.
Narrow = Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]]


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
    parts = [*_rings(session, rings, window.stop, narrow)]
    parts += [_count(session, f"count_{i}", one, narrow, -1 - i) for i, one in enumerate(counted)]
    counts = [0] * len(counted)
    hits: list[tuple[int, int]] = []
    for key, number in session.execute(sa.union_all(*parts)):
        if key < 0:
            counts[-1 - key] = number
        else:
            hits.append((key, number))
    return Listed(in_order(hits, window), tuple(counts))


def first(session: Session, rings: Sequence[Chosen], most: int, narrow: Narrow | None = None) -> sa.Subquery:
    """Return the first services of a list to be joined: `service`, and with `step` and `number` in_order sorts them."""
    hits = sa.union_all(*_rings(session, rings, most, narrow)).subquery("hits")
    return sa.select(hits.c.step, hits.c.number, (hits.c.number % IDS).label("service")).subquery("first")


def in_order(hits: Iterable[tuple[int, int]], window: slice) -> tuple[int, ...]:
    """Return the services in a window of a list, as ids, from pairs of a step and a number."""
    steps: dict[int, int] = {}
    for step, number in hits:
        steps[number] = min(step, steps.get(number, step))
    ordered = sorted(steps, key=lambda number: (rank_of(number), steps[number], number))
    return tuple(service_of(number) for number in ordered[window])


def _rings(
    session: Session, rings: Sequence[Chosen], most: int, narrow: Narrow | None
) -> Iterator[sa.Select[int, int]]:
    """Yield the first `most` of each ring: the first of the whole are among them."""
    for step, one in enumerate(rings):
        yield _part(session, f"ring_{step}", one, most, narrow, step)


def _part(
    session: Session, name: str, chosen: Chosen, most: int, narrow: Narrow | None, step: int
) -> sa.Select[int, int]:
    if narrow is None:
        id_ = _hits(session, name, chosen, reading(session, name, most))
        return sa.select(sa.literal(step).label("step"), id_.label("number"))
    id_ = _hits(session, name, chosen, reading(session, name, None))
    best = sa.select(id_.label("id")).where(narrow(id_ % IDS)).order_by(id_).limit(most).subquery()
    return sa.select(sa.literal(step).label("step"), best.c.id.label("number"))


def _count(
    session: Session, name: str, chosen: Chosen, narrow: Narrow | None, key: int
) -> sa.Select[int, int]:
    if narrow is None:
        id_ = _hits(session, name, chosen, some_of(session, name, MOST + 1))
        return sa.select(sa.literal(key), sa.func.count(id_))
    id_ = _hits(session, name, chosen, reading(session, name, None))
    some = sa.select(id_.label("id")).where(narrow(id_ % IDS)).limit(MOST + 1).subquery()
    return sa.select(sa.literal(key), sa.func.count(some.c.id))


def _hits(session: Session, name: str, chosen: Chosen, sql: str) -> sa.ColumnElement[int]:
    """Return the column of the numbers that hold what was chosen, as `sql` reads them."""
    question = matching(session, [_group(some) for some in chosen.groups], _without(chosen))
    text = sa.text(sql).bindparams(sa.bindparam(name, question))
    return text.columns(sa.column("id", sa.BigInteger)).subquery(f"h_{name}").c.id


def _group(facets: Facets) -> Group:
    return tuple((FACET + facet,) for facet in facets)


def _without(chosen: Chosen) -> Group:
    return tuple(tuple(FACET + facet for facet in every) for every in chosen.without)
