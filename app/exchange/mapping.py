"""From the words of other directories to ours: taxonomy terms to kinds of service, words to spoken languages.

The table is data/mapping.csv, made to be read and mended by people; docs/import.md explains it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.directory.content import Spoken
from app.vocabulary import kind, needs, spoken_codes

_TABLE = Path(__file__).parent / "data" / "mapping.csv"
_CODE = re.compile(r"[A-Z]{1,2}(?:-\d{4}(?:\.\d{4})?(?:-\d{3}(?:\.\d{2})?)?)?")
# "Spanish (limited)" is not enough to be helped in, and "others on request" names no language.
_LIMITED = re.compile(
    r"limited|website|some |sometimes|not always|few |basic|brochure|materials|written", re.I
)
_INTERPRETED = re.compile(r"interpret|translat|language line|as needed|upon request|on request", re.I)
_BETWEEN = re.compile(r"[;,/&|\n()]|\band\b|\by\b|\bwith\b|\bor\b|:|(?<=[a-z])\.(?=\s|$)", re.I)


@dataclass(frozen=True, slots=True)
class _Table:
    codes: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a service's terms mean here: its need ('' if none fits) and kinds."""

    need: str = ""
    kinds: tuple[str, ...] = ()


@cache
def _table() -> _Table:
    codes: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds = tuple(row["kinds"].split())
            if row["is"] == "code":
                codes[row["term"]] = kinds
            else:
                words[_folded(row["term"])] = kinds
    return _Table(codes, words)


def meaning(terms: Iterable[str]) -> Meant:
    """Return the need and kinds that taxonomy codes and category words stand for.

    The need is the one that most terms speak of; between equals the order of the vocabulary decides.
    """
    votes: Counter[str] = Counter()
    found: dict[str, None] = {}
    for term in dict.fromkeys(terms):
        kinds = kinds_of(term)
        found |= dict.fromkeys(kinds)
        votes.update({_need(code) for code in kinds})
    if not votes:
        return Meant()
    order = [each.slug for each in needs()]
    need = max(votes, key=lambda slug: (votes[slug], -order.index(slug)))
    return Meant(need, tuple(sorted(found, key=lambda code: (_need(code) != need, code[0], int(code[1:])))))


def _need(code: str) -> str:
    found = kind(code)
    return found.need if found else ""


def kinds_of(term: str) -> tuple[str, ...]:
    """Return our kinds for one term: a taxonomy code by its longest known beginning, or a word as a whole."""
    table = _table()
    code = term.strip()
    if _CODE.fullmatch(code):
        while code:
            if code in table.codes:
                return table.codes[code]
            code = re.sub(r"(?:[-.]\d+|^[A-Z]+)$", "", code)
        return ()
    return table.words.get(_folded(term), ())


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def spoken(texts: Iterable[str], default: str = "staff") -> tuple[Spoken, ...]:
    """Return the spoken languages that the texts name and that we can be sure of."""
    found: dict[str, Spoken] = {}
    codes = spoken_codes()
    for text in texts:
        for part in _BETWEEN.split(text) if not _whole(text, codes) else [text]:
            if (code := _whole(part, codes)) and not _LIMITED.search(text):
                how = "interpreter" if _INTERPRETED.search(text) else default
                found.setdefault(code, Spoken(code, how))
    return tuple(found.values())


def _whole(text: str, codes: dict[str, str]) -> str:
    return codes.get(" ".join(text.casefold().split()).strip(" .-"), "")
