"""The index itself, which each engine makes in its own way: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

Both hold one set of tokens for each number, and both answer one kind of question: which numbers hold at least one
alternative of every group, the smallest (best) numbers first. Neither ranks by itself; see docs/decisions/search.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

# One way to say a thing: tokens that must all be there; one that ends in `*` is the beginning of a token.
Alternative = tuple[str, ...]
# All ways to say one thing.
Group = tuple[Alternative, ...]
BEGINS = "*"
Quote = Callable[[str], str]

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
_READS = {
    "sqlite": "SELECT rowid AS id FROM search_index WHERE search_index MATCH :{name} ORDER BY rowid LIMIT {most}",
    "postgresql": "SELECT id FROM search_index WHERE tokens @@ CAST(:{name} AS tsquery) ORDER BY id LIMIT {most}",
}

_HOLDS = {
    "sqlite": "SELECT {n} AS n WHERE EXISTS (SELECT 1 FROM search_index WHERE search_index MATCH :asked_{n})",
    "postgresql": "SELECT {n} AS n WHERE EXISTS "
    "(SELECT 1 FROM search_index WHERE tokens @@ CAST(:asked_{n} AS tsquery))",
}


def put(session: Session, rows: Sequence[tuple[int, set[str]]]) -> list[bytes | None]:
    """Add tokens under numbers that the index does not hold yet; return what `take` needs to take each out again."""
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


def reading(session: Session, name: str, most: int) -> str:
    """Return a SELECT of the best `most` numbers for the question bound as `name`."""
    return _READS[_dialect(session)].format(name=name, most=most)


def held(session: Session, questions: Sequence[Sequence[Group]]) -> set[int]:
    """Return which of these questions, by their place, at least one number answers: one SELECT for a hundred."""
    some = "\nUNION ALL ".join(_HOLDS[_dialect(session)].format(n=n) for n in range(len(questions)))
    asked = {f"asked_{n}": matching(session, groups) for n, groups in enumerate(questions)}
    return set(session.scalars(sa.text(some), asked))


def matching(session: Session, groups: Sequence[Group]) -> str:
    """Return the question in the engine's own language. Tokens hold no sign that either language knows."""
    return (_fts5 if _dialect(session) == "sqlite" else _tsquery)(groups)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _fts5(groups: Sequence[Group]) -> str:
    return _joined(groups, " AND ", " OR ", lambda token: f'"{token.rstrip(BEGINS)}"', BEGINS)


def _tsquery(groups: Sequence[Group]) -> str:
    return _joined(groups, " & ", " | ", lambda token: f"'{token.rstrip(BEGINS)}'", ":*")


def _joined(groups: Sequence[Group], both: str, either: str, quote: Quote, begins: str) -> str:
    def word(token: str) -> str:
        return quote(token) + (begins if token.endswith(BEGINS) else "")

    def alternative(one: Alternative) -> str:
        return "(" + both.join(map(word, one)) + ")" if len(one) > 1 else word(one[0])

    return both.join("(" + either.join(map(alternative, group)) + ")" for group in groups)
