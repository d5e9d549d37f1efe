"""From the words of other directories to ours: taxonomy terms to kinds of service, words to spoken languages.

The table is data/mapping.csv, made to be read and mended by people; docs/import.md explains it. What it keeps from
being listed is the business of vetoes.py.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
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


class Veto(StrEnum):
    """What may not be listed without a moderator's look. Stands in the table where kinds would stand."""

    # The service, and nothing else of its organisation.
    NEVER = "never"
    # Works with police or immigration: every service of its organisation.
    POLICE = "police"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line of the table says of a term or name."""

    kinds: tuple[str, ...] = ()
    veto: Veto | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table, by folded word, by code, and by words that stand in a name."""

    codes: dict[str, Entry] = field(default_factory=dict)
    words: dict[str, Entry] = field(default_factory=dict)
    names: dict[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a service's terms mean here: its need ('' if none fits) and kinds."""

    need: str = ""
    kinds: tuple[str, ...] = ()


@cache
def table() -> Table:
    """Read data/mapping.csv."""
    found = Table()
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = _entry(row["kinds"], row["note"])
            match row["is"]:
                case "code":
                    found.codes[row["term"]] = entry
                case "word":
                    found.words[folded(row["term"])] = entry
                case "name":
                    found.names[folded(row["term"])] = entry
                case strange:
                    raise ValueError(f"mapping.csv: {strange!r} is not code, word or name.")
    return found


def _entry(kinds: str, note: str) -> Entry:
    if kinds in set(Veto):
        return Entry(veto=Veto(kinds), note=note)
    return Entry(tuple(kinds.split()), note=note)


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
    """Return our kinds for one term."""
    return entry_of(term).kinds


def entry_of(term: str) -> Entry:
    """Return what the table says of a term: a taxonomy code by its longest known beginning, or a word as a whole."""
    code = term.strip()
    if not _CODE.fullmatch(code):
        return table().words.get(folded(term), Entry())
    while code and code not in table().codes:
        code = re.sub(r"(?:[-.]\d+|^[A-Z]+)$", "", code)
    return table().codes.get(code, Entry())


def folded(text: str) -> str:
    """Return the words of a text without case, accents and marks between them."""
    bare = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", "".join(bare)).split())


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
