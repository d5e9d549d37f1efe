"""Ask the index: one SELECT, or two when little is found."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.search.engine import counting, matching, reading
from app.search.entries import rank_of, service_of
from app.search.mending import looked_up, mended
from app.search.questions import MOST, Part, Question, first_parts, more_parts

# Fewer than this is little: then slips, beginnings, some of the words and a wider circle are tried.
FEW = 5
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
    shape = tuple((part.key, part.most, part.detail) for part in parts)
    statement = _statement(session.get_bind().dialect.name, shape, len(variants))
    bound = {f"m_{part.key}": matching(session, part.groups) for part in parts}
    bound |= {f"slip_{i}": one for i, one in enumerate(variants)}
    for key, number, names, about in session.connection().execute(statement, bound).all():
        _take(found, key, number, names, about)
    return found


@lru_cache(maxsize=256)
def _statement(engine: str, shape: Sequence[tuple[str, int, bool]], slips: int) -> sa.TextClause:
    """Build a SELECT once: which parts it has and how many are read of each. Nothing that was typed is in it."""
    selects = [_select(engine, *part) for part in shape]
    if slips:
        some = ", ".join(f":slip_{i}" for i in range(slips))
        selects.append(f"SELECT 'slip', 0, variant, word FROM search_spelling WHERE variant IN ({some})")  # noqa: S608
    return sa.text(" UNION ALL ".join(selects))


def _select(engine: str, key: str, most: int, detail: bool) -> str:
    if key == "count":
        return f"SELECT 'count', n, '', '' FROM ({counting(engine, 'm_count', most)}) AS h_count"  # noqa: S608
    hits = f"({reading(engine, f'm_{key}', most)}) AS h_{key}"
    if not detail:
        return f"SELECT '{key}', id, '', '' FROM {hits}"  # noqa: S608
    # Of a name how much was asked for; of others where they are and in which languages.
    columns = "e.names, ''" if key == "name" else "'', e.about"
    return f"SELECT '{key}', e.id, {columns} FROM {hits} JOIN search_entry e ON e.id = h_{key}.id"  # noqa: S608


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
