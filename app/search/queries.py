"""Ask the index: one SELECT, or two when little is found."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.search.engine import matching
from app.search.entries import rank_of, service_of
from app.search.mending import looked_up, mended
from app.search.questions import FEW, MOST, Part, Question, first_parts, more_parts
from app.search.statements import Ready, statement

# What holds only some of the words must be worth so much of the best.
_WORTH = 0.5
_SLIPS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Found:
    """Services in their order, as ids. The first `exact` hold all that was asked; the others are close to it.

    `total` is at most MOST + 1. `offers` are codes of kinds of help that a misspelt word may have meant.
    """

    services: tuple[int, ...]
    total: int
    exact: int
    offers: tuple[str, ...] = ()


@dataclass(slots=True)
class _Answers:
    """What a statement answered: numbers by part, with what is known of some."""

    ids: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)
    about: dict[int, list[str]] = field(default_factory=dict)
    slips: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0


def look(session: Session, question: Question, upto: int) -> Found:
    """Return the best `upto` services for the question."""
    first = _ask(session, list(first_parts(question, upto)), looked_up(question.heard))
    ids = list(dict.fromkeys(_in_order(question, first)))
    total = len(ids) if len(ids) < upto else max(first.count, len(ids))
    # Who typed a name that is there, or nothing, is answered.
    if total >= FEW or first.ids["name"] or not question.heard.names:
        return _found(ids, upto, total, total)
    heard, offers = mended(question.heard, question.reader, first.slips)
    more = _ask(session, list(more_parts(replace(question, heard=heard), upto)), ())
    close = [*_in_order(question, more), *more.ids["apart"], *_partly(more)]
    every = list(dict.fromkeys([*ids, *close]))
    return _found(every, upto, len(every), len(ids), offers)


def _found(ids: Sequence[int], upto: int, total: int, exact: int, offers: tuple[str, ...] = ()) -> Found:
    return Found(tuple(service_of(id_) for id_ in ids[:upto]), min(total, MOST + 1), exact, offers)


def _ask(session: Session, parts: Sequence[Part], slips: Sequence[str]) -> _Answers:
    """Ask everything in one statement. Its text is our own; what was typed is bound."""
    found = _Answers()
    if not (parts or slips):
        return found
    # Repeating one changes nothing, and there are fewer statements to build.
    variants = [*slips, *([slips[0]] * (-len(slips) % _SLIPS_AT_ONCE) if slips else ())]
    shapes = tuple(part.shape for part in parts)
    connection = session.connection()
    asked = statement(connection.dialect, shapes, len(variants))
    bound = {f"m_{part.shape.key}": matching(session, part.groups) for part in parts}
    bound |= {f"slip_{i}": one for i, one in enumerate(variants)}
    for key, number, names, about in connection.exec_driver_sql(asked.text, asked.bound(bound)).all():
        _take(found, key, number, names, about)
    _let_go(connection, asked, bound)
    return found


def _let_go(connection: sa.Connection, asked: Ready, bound: dict[str, str]) -> None:
    """Ask for nothing in the same words: SQLite's driver keeps a statement with what was last bound to it."""
    if connection.dialect.name == "sqlite":
        nothing = asked.bound({name: '""' if name.startswith("m_") else "" for name in bound})
        cursor = connection.connection.cursor()
        cursor.execute(asked.text, nothing)
        cursor.fetchall()
        cursor.close()


def _take(found: _Answers, key: str, number: int, names: str, about: str) -> None:
    if key == "count":
        found.count = number
    elif key == "slip":
        found.slips.append((names, about))
    else:
        found.ids[key].append(number)
        if names:
            found.names[number] = names
        if about:
            found.about[number] = about.split()


def _in_order(question: Question, found: _Answers) -> Iterator[int]:
    """Yield names by how much of them was asked for; then strong hits, then any text; the nearer first."""
    asked = {token.lstrip("=~") for one in question.heard.names for way in one.name for token in way}
    named = sorted(found.ids["name"])
    yield from sorted(named, key=lambda id_: -_share(found.names.get(id_, ""), asked))
    for key in ("strong", "own", "any", "wide"):
        yield from _nearer_first(question, sorted(found.ids[key]), found)


def _share(names: str, asked: set[str]) -> float:
    """Say how much of the best of these names was asked for; in steps, so that quality orders those alike."""
    each = [set(name.split()) for name in names.split("\n") if name]
    return round(max((len(words & asked) / len(words) for words in each), default=0.0), 2)


def _nearer_first(question: Question, ids: Sequence[int], found: _Answers) -> list[int]:
    """With a town, put the reader's language first, and among those of one rank the nearer.

    Without one the order is by quality; the reader's language counts only between the parts "own" and "any".
    """
    steps, own = question.steps, f"l:{question.reader}"
    if not steps:
        return list(ids)
    far = max(steps.values()) + 1

    def order(id_: int) -> tuple[bool, int, int]:
        about = found.about.get(id_, ())
        return own not in about, rank_of(id_), min((steps[one] for one in about if one in steps), default=far)

    return sorted(ids, key=order)


def _partly(found: _Answers) -> list[int]:
    """Return what holds some of the words, rare words and names counting more; only what is worth showing."""
    worth: dict[int, float] = defaultdict(float)
    for key, ids in found.ids.items():
        kind, _underscore, number = key.partition("_")
        if number:
            weight = 1 / math.log2(2 + max(len(found.ids[f"some_{number}"]), len(ids)))
            for id_ in ids:
                worth[id_] += weight * (2 if kind == "strong" else 1)
    best = max(worth.values(), default=0.0)
    return sorted((id_ for id_ in worth if worth[id_] >= best * _WORTH), key=lambda id_: (-worth[id_], id_))
