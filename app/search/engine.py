"""The index itself, which each engine makes in its own way: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

Both hold one set of tokens for each number, and both answer one kind of question: which numbers hold at least one
alternative of every group, the smallest (best) numbers first. Neither ranks by itself; see docs/decisions/search.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

# One way to say a thing: tokens that must all be there; one that ends in `*` is the beginning of a token.
Alternative = tuple[str, ...]
# All ways to say one thing.
Group = tuple[Alternative, ...]
BEGINS = "*"
# What stands before a token, after it, and after the beginning of one.
_QUOTED = {"sqlite": ('"', '"', BEGINS), "postgresql": ("'", "'", ":*")}

_PUTS = {
    "sqlite": "INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)",
    "postgresql": "INSERT INTO search_index (id, tokens) "
    "VALUES (:id, array_to_tsvector(string_to_array(:tokens, ' ')))",
}
_TAKES = {
    # FTS5 keeps no text here, so it has to be told again what it was given.
    "sqlite": "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :id, :tokens)",
    "postgresql": "DELETE FROM search_index WHERE id = :id",
}
_EMPTIES = {
    "sqlite": "INSERT INTO search_index (search_index) VALUES ('delete-all')",
    "postgresql": "DELETE FROM search_index",
}
# How much FTS5 gathers in memory before it writes a piece of the index, in bytes: for a change, and for a great many.
_GATHERED, _GATHERED_IN_BULK = 2**20, 2**26
_READS = {
    "sqlite": "SELECT rowid AS id FROM search_index WHERE search_index MATCH :{name}",
    "postgresql": "SELECT id FROM search_index WHERE tokens @@ CAST(:{name} AS tsquery)",
}
_IN_ORDER = {"sqlite": "ORDER BY rowid", "postgresql": "ORDER BY id"}
# PostgreSQL's planner chose badly here: functions choose instead (migration 2026_11_22_best).
_BEST = {
    "sqlite": f"{_READS['sqlite']} {_IN_ORDER['sqlite']} LIMIT {{most}} OFFSET {{skip}}",
    "postgresql": "SELECT id FROM search_best(CAST(:{name} AS tsquery), {most} + {skip}) AS found (id) OFFSET {skip}",
}
_COUNTS = {
    "sqlite": f"SELECT count(*) AS n FROM ({_READS['sqlite']} LIMIT {{most}}) AS found",  # noqa: S608
    "postgresql": "SELECT search_count(CAST(:{name} AS tsquery), {most}) AS n",
}

_HOLDS = {
    "sqlite": "SELECT {n} AS n WHERE EXISTS (SELECT 1 FROM search_index WHERE search_index MATCH :asked_{n})",
    "postgresql": "SELECT {n} AS n WHERE EXISTS "
    "(SELECT 1 FROM search_index WHERE tokens @@ CAST(:asked_{n} AS tsquery))",
}


def put(session: Session, rows: Sequence[tuple[int, set[str]]]) -> list[bytes | None]:
    """Add tokens under numbers that the index does not hold yet; return what `take` needs to take each out again.

    FTS5 writes a piece of the index each time a number is smaller than the one before: give them in order.
    """
    engine = _dialect(session)
    given = [{"id": id_, "tokens": " ".join(sorted(found))} for id_, found in rows]
    session.execute(sa.text(_PUTS[engine]), given)
    return [zlib.compress(str(row["tokens"]).encode()) if engine == "sqlite" else None for row in given]


def take(session: Session, rows: Sequence[tuple[int, bytes | None]]) -> None:
    """Take numbers out of the index, each with what `put` returned for it."""
    given = [
        {"id": id_, "tokens": zlib.decompress(packed).decode() if packed else ""} for id_, packed in rows
    ]
    session.execute(sa.text(_TAKES[_dialect(session)]), given)


def empty(session: Session) -> None:
    """Take everything out of the index."""
    session.execute(sa.text(_EMPTIES[_dialect(session)]))


def merge(session: Session) -> None:
    """Make one piece of the pieces that many changes left, without what was taken out (SQLite)."""
    if _dialect(session) == "sqlite":
        session.execute(sa.text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


@contextmanager
def in_bulk(session: Session) -> Iterator[None]:
    """Write a great many in few and large pieces, and make one of them at the end (SQLite)."""
    _gather(session, _GATHERED_IN_BULK)
    yield
    merge(session)
    _gather(session, _GATHERED)


def held(session: Session, questions: Sequence[Sequence[Group]]) -> set[int]:
    """Return which of these questions, by their place, at least one number answers: one SELECT for a hundred."""
    some = "\nUNION ALL ".join(_HOLDS[_dialect(session)].format(n=n) for n in range(len(questions)))
    asked = {f"asked_{n}": matching(session, groups) for n, groups in enumerate(questions)}
    return set(session.scalars(sa.text(some), asked))


def _gather(session: Session, size: int) -> None:
    if _dialect(session) == "sqlite":
        session.execute(
            sa.text("INSERT INTO search_index (search_index, rank) VALUES ('hashsize', :size)"),
            {"size": size},
        )


def reading(engine: str, name: str, most: int | str | None, skip: int = 0) -> str:
    """Return a SELECT of the best `most` numbers for the question bound as `name`; with None of all, in order.

    `most` may be an expression of SQL. The first `skip` are passed over.
    """
    if most is None:
        return f"{_READS[engine].format(name=name)} {_IN_ORDER[engine]}"
    return _BEST[engine].format(name=name, most=most, skip=skip)


def counting(engine: str, name: str, most: int) -> str:
    """Return a SELECT of how many numbers answer the question bound as `name`, as `n`; at most `most` are counted."""
    return _COUNTS[engine].format(name=name, most=most)


def matching(session: Session, groups: Sequence[Group], without: Group = ()) -> str:
    """Return the question in the engine's own language. Tokens hold no sign that either language knows.

    Of each group one alternative must hold, and none of `without`.
    """
    return (_fts5 if _dialect(session) == "sqlite" else _tsquery)(groups, without)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _fts5(groups: Sequence[Group], without: Group) -> str:
    wanted = _joined(groups, " AND ", " OR ", _QUOTED["sqlite"])
    return f"({wanted}) NOT {_joined([without], ' AND ', ' OR ', _QUOTED['sqlite'])}" if without else wanted


def _tsquery(groups: Sequence[Group], without: Group) -> str:
    wanted = _joined(groups, " & ", " | ", _QUOTED["postgresql"])
    return f"{wanted} & !{_joined([without], ' & ', ' | ', _QUOTED['postgresql'])}" if without else wanted


def _joined(groups: Sequence[Group], both: str, either: str, quoted: tuple[str, str, str]) -> str:
    before, after, begins = quoted

    def word(token: str) -> str:
        if token.endswith(BEGINS):
            return f"{before}{token.rstrip(BEGINS)}{after}{begins}"
        return f"{before}{token}{after}"

    def alternative(one: Alternative) -> str:
        return f"({both.join(map(word, one))})" if len(one) > 1 else word(one[0])

    return both.join([f"({either.join(map(alternative, group))})" for group in groups])
