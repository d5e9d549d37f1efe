"""What a translation must keep of its source, and what no text may hold. Pure: no web, no database.

People call the number and open the address that stands in a text. Nobody who translates, and no file that went
through other hands, may add one, lose one or change one. `flaws` is asked by whatever takes a translation in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.directory.contacts import EMAIL, western
from app.directory.rules import is_dangerous

LONGEST = 4000
# A translation may be longer than its source, but not by this much and as many letters more.
_TIMES, _MORE = 4, 200
# Signs that shape letters, joined or not, and stay; all others that nobody can see go.
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_WEB = re.compile(
    r"(?:https?://|www\.)(?:[A-Za-z0-9-][^\s<>\"'()\[\]{}|\\^`\u0600-\uffff]*|[^\s<>\"'()。，、！？؟،؛]+)",
    re.I,
)
_HOST = re.compile(r"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9@-])")
_DATE = re.compile(r"(?<!\d)(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)")
_GAP = r"[\s().\-\u2010-\u2013/]{0,3}"
_NUMBER = re.compile(rf"(?<!\d)\+?\d(?:{_GAP}\d){{6,14}}(?!\d)")
# Short lines such as 988 and 116 123, the number of a house or a sum. Years are none.
_SHORT = re.compile(r"(?<!\d)(?:\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{3})+|\d{3,})(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HANDLE = re.compile(r"(?<![A-Za-z0-9._%+@-])@[A-Za-z0-9_][A-Za-z0-9_.]{3,}")
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
    addresses = [_trimmed(match.group()) for mark in (EMAIL, _WEB) for match in mark.finditer(source)]
    hosts = [host for host in _hosts(source) if not any(host in one.casefold() for one in addresses)]
    handles = [_trimmed(match.group()) for match in _HANDLE.finditer(source)]
    numbers = [given for given, _ in _numbers(source)]
    return tuple(dict.fromkeys([*numbers, *addresses, *hosts, *handles, *_MARKUP.findall(source)]))


def may_hurt_when_old(field: str, source: str, body: str) -> bool:
    """Say whether readers get the source instead of `body`, a translation of what the source said before.

    So it is where an old meaning could put someone in danger, and where a contact stands that the source has not any
    more: it may have gone for a reason.
    """
    return is_dangerous(field) or not _contacts(body).keys() <= _contacts(source).keys()


def _signs(body: str) -> Iterator[Found]:
    odd = {c for c in body if c not in "\n\t" + _JOINERS and unicodedata.category(c) in _UNSEEN}
    for c in sorted(odd):
        yield Found(Flaw.SIGNS, f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip())


def _long(source: str, body: str) -> Iterator[Found]:
    if len(body) > min(LONGEST, len(source) * _TIMES + _MORE):
        yield Found(Flaw.LONG)


def _unlike(source: str, body: str) -> Iterator[Found]:
    """Compare what must be in both, and as often: what one has and the other has not."""
    theirs, ours = _contacts(source), _contacts(body)
    for key, given in (theirs | ours).items():
        often = len(theirs.get(key, [])), len(ours.get(key, []))
        if often[0] != often[1] and (key.isdigit() or 0 in often):
            yield Found(Flaw.KEPT, given[0])
    marks, now = (Counter(_MARKUP.findall(text)) for text in (source, body))
    for words in sorted((marks - now) + (now - marks)):
        yield Found(Flaw.MARKUP, words)


def _contacts(text: str) -> dict[str, list[str]]:
    """Return numbers, addresses and handles by what they are compared by, each as often as it is written."""
    found: dict[str, list[str]] = defaultdict(list)
    for given, digits in _numbers(text):
        found[digits].append(given)
    for given in [match.group() for mark in (EMAIL, _WEB, _HANDLE) for match in mark.finditer(text)]:
        found[_trimmed(given).casefold()].append(_trimmed(given))
    for host in _hosts(text):
        found[host].append(host)
    return found


def _trimmed(address: str) -> str:
    return address.rstrip(".,;:!?…-_/")


def _hosts(text: str) -> set[str]:
    """Return the hosts in a text. Two sentences without a space between them are none: the second begins tall."""
    found = (match.group() for match in _HOST.finditer(text))
    return {host.casefold() for host in found if not host.rpartition(".")[2].istitle()}


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Yield what looks like a number to call, as it is written and as its digits alone. Dates and hours are none."""
    bare = _DATE.sub(" ", _HANDLE.sub(" ", _WEB.sub(" ", EMAIL.sub(" ", western(text)))))
    for given in filter(_grouped, _NUMBER.findall(bare)):
        yield given, re.sub(r"\D", "", given)
    for given in _SHORT.findall(_NUMBER.sub(lambda one: " " if _grouped(one[0]) else one[0], bare)):
        if not _YEAR.fullmatch(given):
            yield given, re.sub(r"\D", "", given)


def _grouped(number: str) -> bool:
    return number[0] in "+0" or re.search(r"\d{3}", number) is not None


def _language(source: str, body: str, language: str) -> Iterator[Found]:
    letters = [c for c in _HANDLE.sub(" ", _WEB.sub(" ", EMAIL.sub(" ", body))) if c.isalpha()]
    script = _SCRIPTS.get(language.partition("-")[0])
    if script and len(letters) >= _LETTERS:
        own = sum(unicodedata.name(c, "").startswith(script) for c in letters)
        if own < len(letters) * _SHARE:
            yield Found(Flaw.SCRIPT)
    if body == source and len(body.split()) >= _WORDS:
        yield Found(Flaw.SAME)
