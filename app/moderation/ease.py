"""How easy a text is to read: how many of its sentences are long. Pure."""

from __future__ import annotations

import re

# More words than this in a sentence, and many readers lose it.
MOST_WORDS = 15
_ENDS = re.compile(r"[.!?؟。！？…]+(?=\s|$|[\u4e00-\u9fff])|\n+")
# Scripts that put no space between words, and how many of their letters make a word.
_UNSPACED = ((re.compile(r"[\u4e00-\u9fff]"), 1.6), (re.compile(r"[\u0e00-\u0e7f]"), 5.0))


def long_sentences(text: str) -> int:
    """Return how many sentences are longer than MOST_WORDS."""
    return sum(_words(sentence) > MOST_WORDS for sentence in _ENDS.split(text))


def _words(sentence: str) -> float:
    found = 0.0
    rest = sentence
    for letters, each in _UNSPACED:
        rest, number = letters.subn(" ", rest)
        found += number / each
    return found + len([word for word in rest.split() if any(c.isalnum() for c in word)])
