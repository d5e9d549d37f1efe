"""What the index knows of one service, and the tokens it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, repeat

from app.search.folding import is_unspaced, pairs, without_article, words
from app.search.stemming import stem

NAME, STEM, FACET = "=", "~", "#"
IDS = 2**32
# Rank, unknown strings and months are packed into one number: smaller is better.
_STRINGS, _MONTHS = 8, 4096
# Longer pieces of text are runs without spaces, which do not repeat.
_LONGEST_KEPT = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed service. `names` and `texts` are (language, text); `facets` are structured, such as `k:m1`."""

    service_id: int
    quality: int
    names: Sequence[tuple[str, str]]
    texts: Sequence[tuple[str, str]] = ()
    facets: frozenset[str] = field(default=frozenset())

    @property
    def id(self) -> int:
        """Return the number under which the index holds it: the better the service, the smaller."""
        return self.quality * IDS + self.service_id


def quality(rank: int, unknown_strings: int, month: int) -> int:
    """Pack what a list is ordered by: rank, then how many strings nobody knows, then the latest check.

    `month` counts months since the year 0 (year * 12 + month), 0 if it was never checked.
    """
    since = max(0, min(_MONTHS - 1, month - 2000 * 12))
    return (rank * _STRINGS + unknown_strings) * _MONTHS + (_MONTHS - 1 - since)


def service_of(id_: int) -> int:
    """Return the service that an index number stands for."""
    return id_ % IDS


def rank_of(id_: int) -> int:
    """Return the rank that an index number stands for."""
    return id_ // IDS // _MONTHS // _STRINGS


def spelled(text: str, tag: str) -> set[str]:
    """Return the tokens of a public text: words, stems, pairs; Arabic words without their article too."""
    chunks = set(text.split())
    if long := {chunk for chunk in chunks if len(chunk) > _LONGEST_KEPT}:
        chunks -= long
    found = set(chain.from_iterable(map(_kept, chunks, repeat(tag))))
    found.update(token for chunk in long for token in _tokens_of(chunk, tag))
    return found


@lru_cache(maxsize=200_000)
def _kept(chunk: str, tag: str) -> tuple[str, ...]:
    """Prose repeats itself: what a piece between two spaces became is remembered."""
    return tuple(_tokens_of(chunk, tag))


def _tokens_of(chunk: str, tag: str) -> Iterator[str]:
    for word in words(chunk):
        if is_unspaced(word):
            yield from pairs(word)
            # The last character by itself, so that one character alone finds every place where it stands.
            yield word[-1]
            continue
        yield word
        bare = without_article(word)
        root = stem(bare, tag)
        if bare != word:
            yield bare
        if root not in (word, bare):
            yield STEM + root


def tokens(entry: Entry) -> set[str]:
    """Return every token under which this service is found."""
    named = _spelled_all(entry.names)
    return {
        *named,
        *_spelled_all(entry.texts),
        *(NAME + token for token in named),
        *(FACET + facet for facet in entry.facets),
    }


def _spelled_all(texts: Iterable[tuple[str, str]]) -> set[str]:
    return set().union(*(spelled(text, tag) for tag, text in texts))


def name_words(names: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words of names that people can misspell: of scripts with spaces, not short, not numbers."""
    found = {word for _tag, text in names for word in words(text)}
    return {word for word in found if 4 <= len(word) <= 24 and word.isalpha() and not is_unspaced(word)}


def folded_names(names: Iterable[tuple[str, str]]) -> str:
    """Return the names as their folded words, one name a line, to see how much of a name was asked for."""
    return "\n".join(dict.fromkeys(" ".join(words(text)) for _tag, text in names))
