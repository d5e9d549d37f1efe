"""Stems: "housing" and "house" meet. By language for a text, by script and language for what was typed."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock

import Stemmer

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "nb": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# What a person who types this script may be writing, whatever the language of the page.
_BY_SCRIPT = (
    (re.compile("[a-z]"), ("en", "es")),
    (re.compile("[\u0400-\u04ff]"), ("ru",)),
    (re.compile("[\u0600-\u06ff]"), ("ar",)),
    (re.compile("[\u0900-\u097f]"), ("hi",)),
)
_SHORTEST = 4
# A stemmer keeps the word it works on in itself.
_one_at_a_time = Lock()


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    algorithm = ALGORITHMS.get(language)
    # Its own memory of words is off: people type them.
    return Stemmer.Stemmer(algorithm, 0) if algorithm else None


def stem(word: str, tag: str) -> str:
    """Return the stem of a folded word, or the word itself where the language has no stemmer; remember nothing."""
    language = tag.split("-", maxsplit=1)[0].lower()
    stemmer = _stemmer(language)
    if stemmer is None or len(word) < _SHORTEST:
        return word
    with _one_at_a_time:
        return str(stemmer.stemWord(word)) or word


class Stems:
    """The stems of one question: each is made once, and forgotten with the question."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._found: dict[tuple[str, str], str] = {}

    def of(self, word: str, tag: str) -> str:
        """Return the stem of a folded word in a language."""
        key = word, tag
        if (found := self._found.get(key)) is None:
            found = self._found[key] = stem(word, tag)
        return found

    def asked(self, word: str, reader: str) -> list[str]:
        """Return the stems a typed word may have: in the reader's language, then in those of its script."""
        tags = [reader]
        for script, languages in _BY_SCRIPT:
            if script.match(word):
                tags += languages
        return list(dict.fromkeys(self.of(word, tag) for tag in tags))
