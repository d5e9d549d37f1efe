"""What is asked of the index, part by part: names first, then what is meant, then any text. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.search.engine import Group
from app.search.entries import FACET
from app.search.hearing import Heard

# What is counted; more reads "1,000+".
MOST = 1_000
# Fewer than this is little: then slips, beginnings, some of the words and a wider circle are tried.
FEW = 5
_NAMED, _RANKED, _PARTIAL = 100, 200, 300

Facets = tuple[str, ...]
# By town, as an entry names it: `t:6167865`.
Steps = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What must hold at once: the words heard, chosen filters, a place; and the language that comes first.

    Of each filter one facet must hold. `place` and `wider` are the facets of a place and of a wider circle round
    it; with `in_words` the place was read out of the words, so a name may hold it instead. `steps` says how far
    each town is from there, if the place is a town: then the nearer come first.
    """

    heard: Heard
    reader: str
    filters: tuple[Facets, ...] = ()
    place: Facets = ()
    wider: Facets = ()
    in_words: bool = False
    steps: Steps = field(default_factory=dict)


class Shape(NamedTuple):
    """How a part of a statement is read: at most how many, and whether names and towns are read with it.

    One that is `counted` is only counted. Nothing of a part is needed where one of those in `unless` found as many.
    """

    key: str
    most: int
    detail: bool = False
    counted: bool = False
    unless: tuple[str, ...] = ()


class Part(NamedTuple):
    """One part of a statement: how it is read, and what to match."""

    shape: Shape
    groups: tuple[Group, ...]


def _facets(facets: Facets) -> Group:
    return tuple((FACET + facet,) for facet in facets)


def _fixed(question: Question, *, placed: bool) -> tuple[Group, ...]:
    filters = tuple(_facets(some) for some in question.filters)
    return (*filters, _facets(question.place)) if placed and question.place else filters


def first_parts(question: Question, upto: int) -> Iterator[Part]:
    """Yield names, then strong hits, then any text in the reader's language, then in any."""
    if question.heard.names:
        yield _names(question)
    rest, fixed = question.heard.rest, _fixed(question, placed=True)
    if not (rest or fixed):
        return
    anywhere = (*fixed, *(one.anywhere for one in rest))
    by_distance = bool(question.steps)
    if rest:
        strong = Shape("strong", max(_RANKED, upto) if by_distance else upto, by_distance)
        yield Part(strong, (*fixed, *(one.strong for one in rest)))
    if by_distance:
        # Each is read anyway, to put the nearer first: so they are counted by it, and sorted by language too.
        yield Part(Shape("any", MOST + 1, detail=True), anywhere)
        return
    before = ("strong",) if rest else ()
    own = Shape("own", upto, unless=before)
    yield Part(own, (*anywhere, _facets((f"l:{question.reader}",))))
    yield Part(Shape("any", upto, unless=(*before, "own")), anywhere)
    yield Part(Shape("count", MOST + 1, counted=True), anywhere)


def _names(question: Question) -> Part:
    near = _fixed(question, placed=not question.in_words)
    return Part(Shape("name", _NAMED, detail=True), (*near, *(one.name for one in question.heard.names)))


def more_parts(question: Question, upto: int) -> Iterator[Part]:
    """Yield what is tried when little was found: the words mended, a wider circle, no place, some of the words."""
    heard, fixed = question.heard, _fixed(question, placed=True)
    yield _names(question)
    if heard.rest:
        shape = Shape("any", upto, bool(question.steps))
        yield Part(shape, (*fixed, *(one.anywhere for one in heard.rest)))
    if question.wider:
        wide = (*_fixed(question, placed=False), _facets(question.wider))
        shape = Shape("wide", _RANKED, bool(question.steps))
        yield Part(shape, (*wide, *(one.anywhere for one in heard.rest)))
    if question.in_words:
        everywhere = _fixed(question, placed=False)
        yield Part(Shape("apart", upto), (*everywhere, *(one.anywhere for one in heard.names)))
    pieces = _pieces(heard)
    # What holds some of the words may be anywhere: with a place, even one word is tried.
    for i, one in enumerate(pieces if len(pieces) > 1 or question.place else []):
        anywhere = _fixed(question, placed=False)
        yield Part(Shape(f"strong_{i}", _PARTIAL), (*anywhere, one[0]))
        yield Part(Shape(f"some_{i}", _PARTIAL), (*anywhere, one[1]))


def _pieces(heard: Heard) -> list[tuple[Group, Group]]:
    """Return what can be found one by one: words, and the pairs of a run without spaces."""
    found: list[tuple[Group, Group]] = []
    for one in heard.rest:
        way = one.anywhere[0]
        if one.word or len(way) == 1:
            found.append((one.strong, one.anywhere))
        else:
            named = one.name[0]
            found += [(((in_name,),), ((token,),)) for in_name, token in zip(named, way, strict=True)]
    return found
