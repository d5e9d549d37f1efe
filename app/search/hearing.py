"""What a person typed, understood: words and the ways to say them, kinds of help they mean, a place among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.places import Place, find, known
from app.search.engine import BEGINS, Alternative, Group
from app.search.entries import FACET, NAME, STEM
from app.search.folding import is_unspaced, pairs, without_article, words
from app.search.meaning import Meaning, is_filler, meant
from app.search.stemming import Stems
from app.vocabulary import kind, not_a_place

# More than anyone types; the rest is not looked at.
LONGEST = 120
_MOST_WORDS = 10
_LONGEST_PLACE = 4
# A smaller town of one name is rather a word.
_TOWN = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked: in a name; in a name or by kind of help; anywhere in the text.

    `word` is what was typed, folded, when it is one word with spaces around it; else "".
    """

    name: Group
    strong: Group
    anywhere: Group
    word: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was typed, understood. `names` are all its words, to be looked for in names; `rest` is without the place.

    `offers` are the codes of kinds of help and needs that the words mean, the likeliest first.
    """

    names: tuple[Asked, ...] = ()
    rest: tuple[Asked, ...] = ()
    offers: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def says_something(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self.names)


def hear(text: str, reader: str, *, places: bool = True) -> Heard:
    """Understand what was typed on a page in the language `reader`; keep nothing of it.

    Without `places` no word is read as a place.
    """
    said, stems = words(text[:LONGEST])[:_MOST_WORDS], Stems()
    meanings = meant(said, reader, stems)
    where, rest = _place_in(said, reader, meanings) if places else (None, said)
    if where:
        meanings = meant(rest, reader, stems)
    codes = dict.fromkeys(code for one in meanings for code in one.codes)
    return Heard(
        names=tuple(_word(one, reader, (), stems) for one in said),
        rest=tuple(_asked(one, reader, stems) for one in _without_fillers(meanings)),
        offers=tuple(codes),
        place=where,
    )


def _without_fillers(meanings: Sequence[Meaning]) -> list[Meaning]:
    telling = [one for one in meanings if one.codes or not all(map(is_filler, one.words))]
    return telling or list(meanings)


def _asked(meaning: Meaning, reader: str, stems: Stems) -> Asked:
    facets = tuple((FACET + facet(code),) for code in meaning.codes)
    if len(meaning.words) == 1:
        return _word(meaning.words[0], reader, facets, stems)
    each = [_word(word, reader, (), stems) for word in meaning.words]
    spelled: Alternative = tuple(one.anywhere[0][0] for one in each)
    return Asked(
        name=(tuple(NAME + token for token in spelled),),
        strong=(*facets, tuple(NAME + token for token in spelled)),
        anywhere=(*facets, spelled),
    )


def facet(code: str) -> str:
    """Return the facet of a kind of help or a need."""
    return f"k:{code}" if kind(code) else f"n:{code}"


def _word(word: str, reader: str, facets: Group, stems: Stems) -> Asked:
    ways = _ways(word, reader, stems)
    named = tuple(tuple(NAME + token for token in way) for way in ways)
    typed = "" if is_unspaced(word) else word
    return Asked(named, (*named, *facets), (*ways, *facets), typed)


def _ways(word: str, reader: str, stems: Stems) -> Group:
    """Return the ways a word may stand in the index."""
    if is_unspaced(word):
        return (tuple(pairs(word)),) if len(word) > 1 else ((word + BEGINS,),)
    bare = without_article(word)
    roots = stems.asked(bare, reader)
    # What is a stem here may stand in a text as a word, and what is a word here as the stem of longer ones.
    return tuple((t,) for t in dict.fromkeys([bare, word, STEM + bare, *roots, *(STEM + r for r in roots)]))


def _place_in(said: list[str], reader: str, meanings: Sequence[Meaning]) -> tuple[Place | None, list[str]]:
    """Find the longest run of words that is a place, and return it with the words that are left."""
    # A word of "no papers" or "bed tonight" is not a place, whatever town is called so.
    taken = {word for one in meanings if one.codes for word in one.words if not is_unspaced(word)}
    spans = [span for span in _spans(said) if taken.isdisjoint(span[0]) and not _is_small(span[0], reader)]
    named = known(" ".join(run) for run, _rest in spans)
    for run, rest in spans:
        text = " ".join(run)
        place = next(iter(find(text, 1, exact=True)), None) if text in named else None
        if place and (place.town is None or place.town.population >= _TOWN or len(run) > 1):
            return place, rest
    return None, said


def _is_small(run: Sequence[str], reader: str) -> bool:
    """Say whether these words are rather something else than a place. Known phrases with spaces are out already."""
    text = " ".join(run)
    unspaced = [word for word in run if is_unspaced(word)]
    return is_filler(text) or not_a_place(text) or any(one.codes for one in meant(unspaced, reader, Stems()))


def _spans(said: Sequence[str]) -> list[tuple[Sequence[str], list[str]]]:
    """Return runs of words that may name a place, longer and later ones first, each with the words around it."""
    found: list[tuple[Sequence[str], list[str]]] = []
    for size in range(min(_LONGEST_PLACE, len(said)), 0, -1):
        for start in range(len(said) - size, -1, -1):
            found.append((said[start : start + size], [*said[:start], *said[start + size :]]))
    return found + [span for i, word in enumerate(said) if is_unspaced(word) for span in _ends(said, i)]


def _ends(said: Sequence[str], at: int) -> Iterator[tuple[Sequence[str], list[str]]]:
    """Yield the beginnings and ends of a run of Han characters: 北京律师 is a lawyer in Beijing."""
    run, before, after = said[at], said[:at], said[at + 1 :]
    for size in range(min(4, len(run) - 1), 1, -1):
        yield [run[:size]], [*before, run[size:], *after]
        yield [run[-size:]], [*before, run[:-size], *after]
