"""What a translation must keep of its source, and what no text may hold. Pure: no web, no database.

People call the number and open the address that stands in a text. Nobody who translates, and no file that went
through other hands, may add one, lose one or change one. `flaws` is asked by whatever takes a translation in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.directory.contacts import EMAIL, western

LONGEST = 4000
# A translation may be longer than its source, but not by this much and as many letters more.
_TIMES, _MORE = 4, 200
# Signs that shape letters, joined or not, and stay; all others that nobody can see go.
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_WEB = re.compile(r"(?:https?://|www\.)[A-Za-z0-9-][^\s<>\"'()\[\]{}|\\^`\u0600-\uffff]*", re.I)
_HOST = re.compile(r"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9@-])")
_DATE = re.compile(r"(?<!\d)(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)")
_GAP = r"[\s().\-\u2010-\u2013/]{0,3}"
_NUMBER = re.compile(rf"(?<!\d)\+?\d(?:{_GAP}\d){{6,14}}(?!\d)")
_MARKUP = re.compile(
    r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[A-Za-z][^<>]*>|&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,6});"
)
# How the letters of a language are called in Unicode; what is not here is not checked.
_SCRIPTS = {"ar": "ARABIC", "bg": "CYRILLIC", "ko": "HANGUL", "ru": "CYRILLIC", "th": "THAI", "uk": "CYRILLIC",
            "zh": "CJK"} | dict.fromkeys(("de", "en", "es", "fr", "hu", "pt", "ro"), "LATIN")  # fmt: skip
# So many letters, so many words, before anything is said about them.
_LETTERS, _WORDS = 8, 4
_SHARE = 0.3


class Flaw(StrEnum):
    """What can be wrong with a translation."""

    SIGNS = "signs"
    LONG = "long"
    KEPT = "kept"
    MARKUP = "markup"
    SCRIPT = "script"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Found:
    """One flaw, and the words it is about ("" for the whole text)."""

    flaw: Flaw
    words: str = ""


def flaws(field: str, source: str, body: str, language: str) -> tuple[Found, ...]:
    """Return what is wrong with `body` as the translation of `source` into `language` (a tag such as zh-Hans).

    A name may stay as it is, in its own letters.
    """
    found = [*_signs(body), *_long(source, body), *_unlike(source, body)]
    if field != "name":
        found += _language(source, body, language)
    return tuple(found)


def to_keep(source: str) -> tuple[str, ...]:
    """Return the numbers, addresses and markup of a text that every translation has too, as they stand there."""
    marks = (EMAIL, _WEB, _MARKUP)
    found = [match.group() for mark in marks for match in mark.finditer(source)]
    return tuple(dict.fromkeys([*(given for given, _ in _numbers(source)), *map(_trimmed, found)]))


def _signs(body: str) -> Iterator[Found]:
    odd = {c for c in body if c not in "\n\t" + _JOINERS and unicodedata.category(c) in _UNSEEN}
    for c in sorted(odd):
        yield Found(Flaw.SIGNS, f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip())


def _long(source: str, body: str) -> Iterator[Found]:
    if len(body) > min(LONGEST, len(source) * _TIMES + _MORE):
        yield Found(Flaw.LONG)


def _unlike(source: str, body: str) -> Iterator[Found]:
    """Compare what must be in both: what one has and the other has not."""
    for words in _only_in_one(_contacts(source), _contacts(body)):
        yield Found(Flaw.KEPT, words)
    for words in sorted(_hosts(body) - _hosts(source)):
        yield Found(Flaw.KEPT, words)
    marks, ours = (Counter(_MARKUP.findall(text)) for text in (source, body))
    for words in sorted((marks - ours) + (ours - marks)):
        yield Found(Flaw.MARKUP, words)


def _only_in_one(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [given for key, given in (one | other).items() if (key in one) != (key in other)]


def _contacts(text: str) -> dict[str, str]:
    """Return numbers and addresses by what they are compared by, each as it is written."""
    found = {digits: given for given, digits in _numbers(text)}
    for mark in (EMAIL, _WEB):
        found |= {
            given.casefold(): given for match in mark.finditer(text) if (given := _trimmed(match.group()))
        }
    return found


def _trimmed(address: str) -> str:
    return address.rstrip(".,;:!?…-_/")


def _hosts(text: str) -> set[str]:
    return {match.group().casefold() for match in _HOST.finditer(text)}


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Yield what looks like a phone number, as it is written and as its digits alone. Dates and hours are none."""
    bare = _DATE.sub(" ", _WEB.sub(" ", EMAIL.sub(" ", western(text))))
    for match in _NUMBER.finditer(bare):
        given = match.group()
        grouped = re.search(r"\d{3}", given) or given[0] in "+0"
        if grouped:
            yield given, re.sub(r"\D", "", given)


def _language(source: str, body: str, language: str) -> Iterator[Found]:
    letters = [c for c in _WEB.sub(" ", EMAIL.sub(" ", body)) if c.isalpha()]
    script = _SCRIPTS.get(language.partition("-")[0])
    if script and len(letters) >= _LETTERS:
        own = sum(unicodedata.name(c, "").startswith(script) for c in letters)
        if own < len(letters) * _SHARE:
            yield Found(Flaw.SCRIPT)
    if body == source and len(body.split()) >= _WORDS:
        yield Found(Flaw.SAME)
