"""What a group may not have meant to publish: names of people, private addresses, numbers where none belong. Pure.

It warns and never refuses: whoever sends knows better, but should look twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.directory.contacts import EMAIL, western
from app.shell.wording import N_

# A group on its own domain has a mailbox there; here a mailbox is one person's, or looks like it.
_PRIVATE = frozenset((Path(__file__).parent / "data" / "mail_hosts.txt").read_text(encoding="utf-8").split())
_NUMBER = re.compile(r"(?<![\w-])\+?\d(?:[ ().-]{0,2}\d){6,14}(?![\w-])")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?")
# "ask for" and the like, then a word that looks like a name: a capital, or letters of a script without capitals.
_CAPITAL = r"(?:la |el |doña |don |Ms\.? |Mrs\.? |Mr\.? )?(?P<name>[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü'’-]+)"
_ASKS = (
    re.compile(rf"\b(?i:ask for|call for|speak (?:to|with)|talk to|look for|contact|call)\s+{_CAPITAL}"),
    re.compile(
        rf"\b(?i:pregunt(?:a|e|en|ar) por|pide por|llam(?:a|e|en|ar) a|habl(?:a|e|en|ar) con"
        rf"|busc(?:a|ar|que) a|contact(?:a|e|en|ar) (?:a|con))\s+{_CAPITAL}"
    ),
    re.compile(
        r"(?:اسأل(?:وا|ي)? عن|اطلب(?:وا|ي)?|اتصل(?:وا|ي)? ب|كلّ?م(?:وا|ي)?|تواصل(?:وا|ي)? مع)\s*"
        r"(?P<name>[\u0621-\u064a]{3,})"
    ),
    re.compile(
        r"(?:找|联系|请联系|询问|打给|咨询)(?P<name>(?:小|阿|老)?[\u4e00-\u9fff]{1,2}(?:姐|哥|先生|女士|小姐|老师|医生|律师|阿姨))"
    ),
)
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Written:
    """One text of the form: the id and the label of its field, and what stands there.

    `kind` is prose, name (of a group or a service), email, or free: numbers and addresses are right there.
    """

    field: str
    label: str
    body: str
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to look at again: in which field, what it is (English source text) and the words it is about."""

    field: str
    label: str
    why: str
    words: str


# Translators: each of these is shown beside the words that a group wrote, before it sends them.
PRIVATE_EMAIL = N_("This email address looks like one person’s.")
EMAIL_IN_TEXT = N_("There is an email address in this text.")
NUMBER_IN_TEXT = N_("There is a phone number in this text.")
NAME_IN_TEXT = N_("This looks like the name of a person.")


def concerns(texts: Iterable[Written]) -> tuple[Concern, ...]:
    """Return what to look at again, in the order of the form, each once."""
    found = (concern for one in texts for concern in _concerns(one))
    return tuple(dict.fromkeys(found))


def _concerns(one: Written) -> Iterator[Concern]:
    looked = {"email": _mailbox, "name": _name, "prose": _prose}.get(one.kind)
    for why, words in looked(one.body) if looked else ():
        yield Concern(one.field, one.label, why, words)


def _mailbox(body: str) -> Iterator[tuple[str, str]]:
    if body.rpartition("@")[2].lower() in _PRIVATE:
        yield PRIVATE_EMAIL, body


def _name(body: str) -> Iterator[tuple[str, str]]:
    """Look at the name of a group or a service: is it nothing but a person's?"""
    words = _WORDS.findall(body)
    if words and len(words) <= 2 and words[0].casefold() in _first_names():
        yield NAME_IN_TEXT, body
    yield from _prose(body)


def _prose(body: str) -> Iterator[tuple[str, str]]:
    for match in EMAIL.finditer(body):
        yield EMAIL_IN_TEXT, match.group()
    for match in _NUMBER.finditer(western(EMAIL.sub(" ", body))):
        if not _YEARS.fullmatch(match.group().strip()):
            yield NUMBER_IN_TEXT, match.group()
    for asks in _ASKS:
        for match in asks.finditer(body):
            if match["name"].casefold() not in _no_names():
                yield NAME_IN_TEXT, match["name"]


@cache
def _first_names() -> frozenset[str]:
    """Return common first names of the languages we offer, folded."""
    return _list("first_names.txt")


@cache
def _no_names() -> frozenset[str]:
    """Return words that follow "ask for" with a capital, or in scripts without capitals, and name nobody."""
    return _list("no_names.txt")


def _list(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8").casefold()
    return frozenset(lines.split())
