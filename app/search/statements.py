"""The one SELECT of a search, built once for each shape of question. What was typed is bound, and never in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from app.search.engine import counting, reading
from app.search.questions import FEW, Shape


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement in the driver's own words; `order` names what is bound, where the driver knows no names."""

    text: str
    order: tuple[str, ...]

    def bound(self, values: dict[str, str]) -> tuple[str, ...] | dict[str, str]:
        """Return the values as the driver takes them."""
        return tuple([values[name] for name in self.order]) if self.order else values


@lru_cache(maxsize=256)
def statement(dialect: sa.Dialect, shapes: Sequence[Shape], slips: int) -> Ready:
    """Return the SELECT of these parts; questions are bound as `m_` and the part, with `slips` variants of words.

    Reading it once through SQLAlchemy costs as much as asking it does.
    """
    compiled = dialect.statement_compiler(dialect, sa.text(_sql(dialect.name, shapes, slips)))
    return Ready(compiled.string, tuple(compiled.positiontup or ()))


def _sql(engine: str, shapes: Sequence[Shape], slips: int) -> str:
    hits = [f"h_{one.key} AS MATERIALIZED ({_hits(engine, one)})" for one in shapes]
    rows = [_rows(one) for one in shapes] + ([_slips(shapes, slips)] if slips else [])
    return (f"WITH {', '.join(hits)} " if hits else "") + " UNION ALL ".join(rows)


def _hits(engine: str, one: Shape) -> str:
    """Return the SELECT of what a part finds; of none, once a part before it is full."""
    if one.counted:
        return f"SELECT n AS id FROM ({counting(engine, f'm_{one.key}', one.most)}) AS every"  # noqa: S608
    full = [f"(SELECT count(id) FROM h_{key}) >= {one.most}" for key in one.unless]  # noqa: S608
    most = f"(CASE WHEN {' OR '.join(full)} THEN 0 ELSE {one.most} END)" if full else one.most
    return reading(engine, f"m_{one.key}", most)


def _rows(one: Shape) -> str:
    """Return the SELECT of what Python reads: part, number, names, towns and languages."""
    if not one.detail:
        return f"SELECT '{one.key}', id, '', '' FROM h_{one.key}"  # noqa: S608
    # Of a name how much was asked for; of others where they are and in which languages.
    columns = "e.names, ''" if one.key == "name" else "'', e.about"
    return f"SELECT '{one.key}', e.id, {columns} FROM h_{one.key} AS h CROSS JOIN search_entry e WHERE e.id = h.id"  # noqa: S608


def _slips(shapes: Sequence[Shape], slips: int) -> str:
    """Return the SELECT of the words of names that the variants stand for: of none where enough was found."""
    little = [f"variant IN ({', '.join(f':slip_{i}' for i in range(slips))})"]
    keys = {one.key for one in shapes}
    if "name" in keys:
        little.append("NOT EXISTS (SELECT id FROM h_name)")
    if "count" in keys:
        little.append(f"(SELECT id FROM h_count) < {FEW}")  # noqa: S608
    elif "any" in keys:
        little.append(f"(SELECT count(id) FROM h_any) < {FEW}")  # noqa: S608
    return f"SELECT 'slip', 0, variant, word FROM search_spelling WHERE {' AND '.join(little)}"  # noqa: S608
