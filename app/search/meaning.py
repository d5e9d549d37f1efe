"""Words people use for what they need, found among what was typed (app/vocabulary/data/synonyms)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from app.search.folding import is_unspaced, without_article, words
from app.search.spelling import is_one_slip, variants
from app.search.stemming import Stems, stem
from app.vocabulary import fillers, synonym_tags, synonyms

_LONGEST_PHRASE = 5
_SHORTEST_SLIP = 5
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words that stand together, and the codes of the kinds of help and needs that they mean; often none."""

    words: tuple[str, ...]
    codes: tuple[str, ...] = ()


@cache
def _phrases(tag: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return {stems of a phrase: codes} of one language; the script without spaces has its runs as they are."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for code, phrases in synonyms(tag).items():
        for phrase in phrases:
            found.setdefault(tuple(_key(word, tag, stem) for word in words(phrase)), {})[code] = None
    return {key: tuple(codes) for key, codes in found.items() if key}


@cache
def _longest_run(tag: str) -> int:
    """Return how many characters the longest known run without spaces of a language has; 0 if it sets spaces."""
    return max((len(key[0]) for key in _phrases(tag) if len(key) == 1 and is_unspaced(key[0])), default=0)


@cache
def _first_words(tag: str) -> frozenset[str]:
    """Return the stems of the words that the known phrases of one language begin with."""
    return frozenset(key[0] for key in _phrases(tag))


def _key(word: str, tag: str, stem_of: Callable[[str, str], str]) -> str:
    return word if is_unspaced(word) else stem_of(without_article(word), tag)


@cache
def _slips(tag: str) -> dict[str, set[str]]:
    """Return {variant: single words of the list} of one language."""
    found: dict[str, set[str]] = {}
    for phrases in synonyms(tag).values():
        for phrase in phrases:
            typed = words(phrase)
            if len(typed) == 1 and len(typed[0]) >= _SHORTEST_SLIP and not is_unspaced(typed[0]):
                for variant in variants(typed[0]):
                    found.setdefault(variant, set()).add(typed[0])
    return found


@cache
def _fillers() -> frozenset[str]:
    return frozenset(" ".join(words(filler)) for tag in synonym_tags() for filler in fillers(tag))


def is_filler(text: str) -> bool:
    """Say whether this is a word such as "the" or "I need", which means no help by itself."""
    return text in _fillers()


def meant(said: Sequence[str], reader: str, stems: Stems) -> list[Meaning]:
    """Read what was typed from the left, the longest known phrase first, the reader's own language first."""
    tags = _tags(reader, _scripts(said))
    found: list[Meaning] = []
    at = 0
    while at < len(said):
        ahead = said[at : at + _LONGEST_PHRASE]
        size, codes = (
            (1, _within(said[at], reader)) if is_unspaced(said[at]) else _longest(ahead, tags, stems)
        )
        found.append(Meaning(tuple(said[at : at + size]), codes))
        at += size
    return found


def _tags(reader: str, scripts: frozenset[str] | None = None) -> list[str]:
    """Return the languages to look in, the reader's first, then English; with `scripts` only those written so."""
    every = dict.fromkeys((reader, _ENGLISH, *synonym_tags()))
    return [tag for tag in every if scripts is None or scripts & _written_in(tag)]


@cache
def _written_in(tag: str) -> frozenset[str]:
    return _scripts(word for key in _phrases(tag) for word in key)


def _scripts(said: Iterable[str]) -> frozenset[str]:
    """Return the scripts of words by the first word of a character's name, such as LATIN."""
    return frozenset(unicodedata.name(word[0], "").partition(" ")[0] for word in said)


def _longest(said: Sequence[str], tags: Iterable[str], stems: Stems) -> tuple[int, tuple[str, ...]]:
    for tag in tags:
        # Most words begin no phrase, and then the others need not be read.
        if _key(said[0], tag, stems.of) not in _first_words(tag):
            continue
        ahead = [_key(word, tag, stems.of) for word in said]
        for size in range(len(ahead), 0, -1):
            if codes := _phrases(tag).get(tuple(ahead[:size])):
                return size, codes
    return 1, ()


def _within(run: str, reader: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for tag in _tags(reader) for code in _inside(run, tag)))


def _inside(run: str, tag: str) -> list[str]:
    """Find known words in a run without spaces, the longest first from the left."""
    known, most, at = _phrases(tag), _longest_run(tag), 0
    found: list[str] = []
    while most and at < len(run):
        size = next((n for n in range(min(most, len(run) - at), 1, -1) if (run[at : at + n],) in known), 0)
        found += known[(run[at : at + size],)] if size else ()
        at += size or 1
    return found


def meant_with_a_slip(word: str, reader: str) -> tuple[str, ...]:
    """Return the codes of the words for help that one slip of the finger made into this.

    Only words of the reader's language and of English: among those of all, one is near to almost any name.
    """
    if len(word) < _SHORTEST_SLIP:
        return ()
    near = {one for tag in dict.fromkeys((reader, _ENGLISH)) for one in _near(word, tag)}
    return tuple(
        dict.fromkeys(code for one in sorted(near) for code in meant([one], reader, Stems())[0].codes)
    )


def _near(word: str, tag: str) -> Iterable[str]:
    slips = _slips(tag)
    return {one for v in variants(word) for one in slips.get(v, ()) if is_one_slip(word, one)}
