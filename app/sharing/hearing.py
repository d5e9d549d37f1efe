"""Which code somebody means who heard it on a street: spelling, case, spaces and hyphens do not matter.

Two steps. First every way to set the hyphens into what was typed: one of those may be a code as it stands. Then
the vetted words that sound or look most like what was typed, those that no new code has included: paper still
says them. Which of these are listed, the database says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

from app.vocabulary import former_words, words

LONGEST = 80
_LETTERS = re.compile(r"[a-z0-9]+|[\u0621-\u064a\u067e\u06a4\u06af]+")
_LONGEST_JOINED = 32
_SHORTEST_WORD = 2
_SHORTEST_VETTED = 3
_NEAREST = 5
# Pairs that ears and keyboards of many languages do not keep apart.
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("qu", "k"), ("ch", "x"), ("sh", "x"), ("th", "t"), ("wh", "w"),
    ("c", "k"), ("q", "k"), ("v", "b"), ("p", "b"), ("z", "s"), ("y", "i"), ("ee", "i"), ("oo", "u"), ("h", ""),
)  # fmt: skip
# Somebody who writes Arabic writes an English word by its consonants: letters of one sound share one sign.
_ARABIC = str.maketrans("بپڤفتثطجگغقكخدضرزذسصظشلمنحه", "bbbbtttkkkkkkddrsssssxlmnhh", "اوييىةءعآأإؤئ")
_SKELETON = str.maketrans("fgj", "bkk", "aeiouwyh")
_NEAREST_BY_CONSONANTS = 8


def heard(typed: str) -> list[str]:
    """Return the words that were typed, in plain small letters, Latin or Arabic."""
    plain = unicodedata.normalize("NFKD", typed[:LONGEST].casefold())
    return _LETTERS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def as_typed(typed: str) -> tuple[str, ...]:
    """Return every code that differs from what was typed by its hyphens alone, the likeliest first."""
    said = heard(typed)
    joined = "".join(said)
    if not joined.isascii() or not joined or len("-".join(said)) > 64:
        return ()
    cut = _cuts(joined) if len(joined) <= _LONGEST_JOINED else ()
    return tuple(dict.fromkeys(["-".join(said), *cut]))


def _cuts(joined: str) -> Iterator[str]:
    ends = range(_SHORTEST_WORD, len(joined) - _SHORTEST_WORD + 1)
    yield from (f"{joined[:at]}-{joined[at:]}" for at in ends)
    yield from (
        f"{joined[:at]}-{joined[at:then]}-{joined[then:]}"
        for at in ends
        for then in range(at + _SHORTEST_WORD, len(joined) - _SHORTEST_WORD + 1)
    )


def sounding_like(typed: str) -> tuple[str, ...]:
    """Return the codes of vetted words that somebody may have meant, the nearest first; in any order of words."""
    said = heard(typed)
    if len(said) == 1 and said[0].isascii():
        said = _two_words(said[0])
    if len(said) not in {2, 3}:
        return ()
    near = [_near(word) for word in said]
    found = [
        (sum(far for far, _ in chosen) + moved, "-".join(word for _, word in chosen))
        for moved, order in enumerate(permutations(near))
        for chosen in product(*order)
    ]
    return tuple(dict.fromkeys(code for _far, code in sorted(found)))


def _two_words(joined: str) -> list[str]:
    """Cut one long word where both halves are nearest to vetted words."""
    if len(joined) > _LONGEST_JOINED:
        return []
    ends = range(_SHORTEST_VETTED, len(joined) - _SHORTEST_VETTED + 1)
    known = []
    for at in ends:
        halves = [joined[:at], joined[at:]]
        near = [_near(half) for half in halves]
        if all(near):
            known.append((sum(found[0][0] for found in near), halves))
    return min(known)[1] if known else []


@cache
def _vetted() -> tuple[tuple[str, str, frozenset[str]], ...]:
    every = words() + former_words()
    return tuple((word, sound, frozenset(sound)) for word in every for sound in (_sound(word),))


def _sound(word: str) -> str:
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return re.sub(r"(.)\1+", r"\1", word)


def _near(word: str) -> list[tuple[int, str]]:
    """Return the nearest vetted words with how far they are: 0 is the same; long words may be further off."""
    if not word.isascii():
        return _near_by_consonants(word)
    sound = _sound(word)
    letters = frozenset(sound)
    most = 1 if len(sound) <= 4 else 2
    found = []
    for vetted, its_sound, its_letters in _vetted():
        # Cheap looks first: this runs for every way to cut a long word, before anyone waits for it.
        if abs(len(its_sound) - len(sound)) > most or len(letters ^ its_letters) > 2 * most:
            continue
        if (off := _steps(sound, its_sound)) <= most:
            found.append((2 * off + _steps(word, vetted), vetted))
    return sorted(found)[:_NEAREST]


@cache
def _consonants() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word, sound, _letters in _vetted():
        found[_squeezed(sound.translate(_SKELETON))].append(word)
    return found


def _squeezed(letters: str) -> str:
    return re.sub(r"(.)\1+", r"\1", letters)


def _near_by_consonants(word: str) -> list[tuple[int, str]]:
    """Return the vetted words with the consonants of a word in Arabic letters, those of its length first."""
    said = _squeezed(word.translate(_ARABIC).replace("tx", "x").replace("h", ""))
    found = _consonants().get(said, [])
    return sorted((abs(len(vetted) - len(word)), vetted) for vetted in found)[:_NEAREST_BY_CONSONANTS]


def _steps(one: str, two: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with a neighbour (optimal alignment)."""
    rows = [list(range(len(two) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            step = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                step = min(step, rows[-2][j - 2] + 1)
            row.append(step)
        rows.append(row)
    return rows[-1][-1]
