"""Words mended: what one slip of the finger may have made of another word, and beginnings of words. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.search.engine import BEGINS, Group
from app.search.entries import FACET, NAME
from app.search.hearing import Asked, Heard, facet
from app.search.meaning import meant_with_a_slip
from app.search.spelling import is_one_slip, variants

_SHORTEST = 4
Slips = Sequence[tuple[str, str]]


def typed(heard: Heard) -> set[str]:
    """Return the words that may hold a slip."""
    return {one.word for one in (*heard.names, *heard.rest) if len(one.word) >= _SHORTEST}


def looked_up(heard: Heard) -> list[str]:
    """Return the variants of the typed words, to be looked up among the words of names."""
    return sorted({variant for word in typed(heard) for variant in variants(word)})


def mended(heard: Heard, reader: str, slips: Slips) -> tuple[Heard, tuple[str, ...]]:
    """Let each word also be a word that one slip made into it, or the beginning of one; return the kinds meant too.

    `slips` are pairs of a variant that was looked up and a word of a name.
    """
    near = _near(typed(heard), slips)
    there = {word for _variant, word in slips}
    codes = {word: meant_with_a_slip(word, reader) for word in sorted(near)}
    names, rest = (
        tuple(_mended(one, near.get(one.word, []), codes.get(one.word, ()), there) for one in some)
        for some in (heard.names, heard.rest)
    )
    meant = tuple(dict.fromkeys(code for some in codes.values() for code in some))
    return replace(heard, names=names, rest=rest, offers=heard.offers or meant), meant


def _near(words: Iterable[str], slips: Slips) -> dict[str, list[str]]:
    by_variant: dict[str, set[str]] = defaultdict(set)
    for variant, word in slips:
        by_variant[variant].add(word)
    return {
        word: sorted(
            other for variant in variants(word) for other in by_variant[variant] if is_one_slip(word, other)
        )
        for word in words
    }


def _mended(one: Asked, near: Sequence[str], codes: Sequence[str], there: set[str]) -> Asked:
    if len(one.word) < _SHORTEST:
        return one
    others = list(dict.fromkeys(near))
    named: Group = tuple((NAME + word,) for word in others)
    facets: Group = tuple((FACET + facet(code),) for code in codes)
    # Beginnings cost most, and who slipped or wrote a whole word of a name did not mean one.
    begun = () if others or codes or one.word in there else (one.word + BEGINS,)
    return replace(
        one,
        name=(*one.name, *named, *((NAME + word,) for word in begun)),
        strong=(*one.strong, *named, *facets),
        anywhere=(*one.anywhere, *((word,) for word in (*others, *begun)), *facets),
    )
