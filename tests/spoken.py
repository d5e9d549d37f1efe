"""What a page says in its own language: every word a reader sees or hears that is no name and no other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

import polib

from app.languages import TRANSLATIONS, Language
from tests.house import ROOT
from tests.page import parsed

# Spoken or shown by a browser beside the text.
_SAID = ("aria-label", "alt", "title", "placeholder", "data-left1", "data-left2", "data-done", "data-label")
_SILENT = {"style", "script", "textarea"}
_WORD = re.compile(r"[A-Za-z]{2,}(?:['’][a-z]+)?")
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def words(text: str) -> set[str]:
    """Return the words of Latin letters of a text, in small letters."""
    return {word.lower() for word in _WORD.findall(_GAP.sub(" ", text))}


@cache
def english() -> frozenset[str]:
    """Return every word of the English of the site."""
    entries = polib.pofile(str(ROOT / "translations" / "messages.pot"))
    return frozenset().union(*(words(f"{one.msgid} {one.msgid_plural}") for one in entries))


@cache
def own(language: Language) -> frozenset[str]:
    """Return every word of Latin letters that the translators of a language use themselves."""
    entries = polib.pofile(str(TRANSLATIONS / language.folder / "LC_MESSAGES" / "messages.po"))
    return frozenset().union(*(words(" ".join([one.msgstr, *one.msgstr_plural.values()])) for one in entries))


def _texts(element: Element, tag: str) -> Iterator[str]:
    """Yield the texts inside, but for names (bdi), other languages and what is not shown."""
    if element.tag in _SILENT or element.tag == "bdi" or element.get("lang", tag) != tag:
        return
    yield from filter(None, (element.get(name) for name in _SAID))
    if element.tag == "meta" and element.get("name") == "description":
        yield element.get("content", "")
    yield element.text or ""
    for child in element:
        # A comment has no name and says nothing.
        if isinstance(child.tag, str):
            yield from _texts(child, tag)
        yield child.tail or ""


def left_in_english(html: bytes, language: Language, names: frozenset[str]) -> dict[str, str]:
    """Return each English word that the page says though the language has another, and where; `names` are free."""
    tree, _errors = parsed(html)
    strange = english() - own(language) - names
    found = {}
    for text in _texts(tree, language.tag):
        # A code, such as river-lamp, and an address are the same in every language.
        said = words(re.sub(r"[a-z]+(-[a-z]+)+|\S+\.\S+/\S*", " ", text)) & strange
        found |= dict.fromkeys(said, " ".join(text.split())[:90])
    return found
