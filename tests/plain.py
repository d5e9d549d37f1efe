"""How hard English sentences are to read: their words, their syllables, their school grade.

The grade is Flesch-Kincaid's (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
Grade 5 is read by people of about ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# A placeholder stands for a name or a number: one short word.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_END = re.compile(r"(?<=[.?!])[”\"]?\s+|\n+")
# Numbers, times and addresses are one word each, however they are written.
_WORD = re.compile(r"[^\W_]+(?:['’.,:/@+-]+[^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# Letters that are written and not said ("asked", "moves"), and pairs of vowels that are said one by one.
_SILENT = re.compile(r"(?<=[^aeiouytd])ed$|(?<=[^aeiouy])e$|(?<=[^aeiouycgsxz])es$|e(?=ly$)")
_APART = re.compile(r"ia|io(?!n|us)|eo(?!p)|(?<!g)ua(?!r)|iet|ying|[^q]uou|ism$|(?<=[aeiou].)ea$")
_LAST = re.compile(r"[^aeiouy]le$")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text. What follows a colon belongs to the same sentence."""
    flat = _PLACEHOLDER.sub("one", text)
    return [part for part in _END.split(flat) if words(part)]


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(_PLACEHOLDER.sub("one", text))


def syllables(word: str) -> int:
    """Return about how many syllables a word has; a number or short capitals count as they are read aloud."""
    if not word.isalpha():
        # What stands behind an apostrophe has no syllable of its own.
        return max(1, sum(syllables(part) for part in re.findall(r"(?<!['’])[A-Za-z]+", word)))
    if word.isupper() and len(word) <= 4:
        return len(word)
    low = word.lower()
    spoken = _SILENT.sub("", low)
    return max(1, len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken)) + bool(_LAST.search(low)))


def grade(texts: Iterable[str]) -> float:
    """Return the school grade of these texts read one after the other."""
    every = [sentence for text in texts for sentence in sentences(text)]
    spoken = [word for sentence in every for word in words(sentence)]
    per_sentence = len(spoken) / len(every)
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
