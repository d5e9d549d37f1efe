"""What a page says in its own language: every word a reader sees or hears that is no name and no other language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.parser import HTMLParser

import polib

from app.languages import TRANSLATIONS, Language
from tests.house import ROOT

# Spoken or shown by a browser beside the text.
_SAID = ("aria-label", "alt", "title", "placeholder", "data-left1", "data-left2", "data-done", "data-label")
_SILENT = {"style", "script", "textarea", "bdi"}
_VOID = {"meta", "link", "input", "br", "path", "hr", "wbr", "img"}
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def words(text: str) -> set[str]:
    """Return the words of plain Latin letters of a text, in small letters."""
    return {word.lower() for word in _WORD.findall(_GAP.sub(" ", text)) if word.isascii()}


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


class _Reader(HTMLParser):
    """Collects the texts of a page, but for names (bdi), other languages and what is not shown."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._tag = tag
        # For each element that is open: its name, and whether what it says counts.
        self._open = [("", True)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        counts = self._open[-1][1] and tag not in _SILENT and given.get("lang", self._tag) == self._tag
        if counts:
            self.texts += [given[name] or "" for name in _SAID if name in given]
            if tag == "meta" and given.get("name") == "description":
                self.texts.append(given.get("content") or "")
        if tag not in _VOID:
            self._open.append((tag, counts))

    def handle_endtag(self, tag: str) -> None:
        # What HTML lets one leave out ends with what is around it.
        while tag in (name for name, _counts in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-1][1]:
            self.texts.append(data)


def left_in_english(html: bytes, language: Language, names: frozenset[str]) -> dict[str, str]:
    """Return each English word that the page says though the language has another, and where; `names` are free."""
    reader = _Reader(language.tag)
    reader.feed(html.decode())
    strange = english() - own(language) - names
    found: dict[str, str] = {}
    for text in reader.texts:
        # A code, such as river-lamp, and an address are the same in every language.
        plain = words(re.sub(r"[a-z]+(-[a-z]+)+|\S+\.\S+/\S*", " ", text))
        said = plain & strange
        # French refuses with the letters of English: there one word alone, among others, says nothing.
        if said and (not _is_latin(language) or len(said) > 1 or said == plain):
            found |= dict.fromkeys(said, " ".join(text.split())[:90])
    return found


def _is_latin(language: Language) -> bool:
    """Say whether a language is written in Latin letters."""
    return unicodedata.name(language.own_name[0]).startswith("LATIN")
