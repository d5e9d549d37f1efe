"""The words people use for what they need, in each language we offer."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.vocabulary.reading import DATA

_FOLDER = DATA / "synonyms"
_SMALL_WORDS = DATA / "small-words.txt"
# Translators write the comma of their own script.
_COMMA = re.compile(r"\s*[,،，、]\s*")


def _line(line: str) -> tuple[str, tuple[str, ...]]:
    code, _colon, words = line.partition(":")
    return code.strip(), tuple(filter(None, _COMMA.split(words.strip())))


@cache
def synonyms(tag: str) -> dict[str, tuple[str, ...]]:
    """Return {code of a need or kind: words people use} in one language, empty if nobody wrote any yet.

    One word may stand under several codes: "papers" is a visa and a lost passport.
    """
    file = {path.stem: path for path in _FOLDER.glob("*.txt")}.get(tag)
    return _lines(file) if file else {}


def _lines(file: Path) -> dict[str, tuple[str, ...]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(_line(line) for line in lines if line and not line.startswith("#"))


@cache
def synonym_tags() -> tuple[str, ...]:
    """Return the languages in which somebody wrote such words."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    return _lines(_SMALL_WORDS)


def fillers(tag: str) -> tuple[str, ...]:
    """Return words of a language that say nothing of what is needed, such as "I need a"."""
    return _small_words().get(tag, ())


def not_a_place(word: str) -> bool:
    """Say whether a word that is also the name of a place is rarely meant as one: "mobile", "nice"."""
    return word in _small_words()["not-places"]
