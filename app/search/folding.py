"""From text to words that can be compared, in any script: no case, no accents, one letter for one sound.

Scripts without spaces between words give overlapping pairs of characters. Standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

# Letters that Unicode does not take apart, letters that Arabic, Persian and Urdu keyboards give for one sound, and
# marks that join or stretch without a sound.
_LETTERS = str.maketrans(
    {
        "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ə": "e", "ħ": "h", "ŋ": "n",
        "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ڪ": "ك", "ٱ": "ا",
        "ـ": None, "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\ufeff": None,
        "'": None, "’": None, "ʼ": None, "ʻ": None, "׳": None,
    }
)  # fmt: skip
# Han, kana, Hangul, Thai, Lao, Burmese, Khmer, Tibetan: words are not set apart, or wear endings without a space.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
# In these the combining marks are vowels, not accents.
_MARKS_STAY = re.compile("[\u0900-\u0fff\u1000-\u109f\u1780-\u17ff\u3099\u309a]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ARTICLE = "ال"
# Longer words are no words and would only fill the index.
_LONGEST_WORD = 60


def fold(text: str) -> str:
    """Return the text without case, accents, Arabic vowel signs and the like."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    bare = "".join(map(_bare, plain))
    return unicodedata.normalize("NFKC", bare)


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Mn" and not _MARKS_STAY.match(char):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    return char if category[0] in "LNM" else " "


def is_unspaced(word: str) -> bool:
    """Say whether a word is of a script that sets no spaces between words."""
    return bool(_UNSPACED.match(word))


def words(text: str) -> list[str]:
    """Return the folded words of a text, and remember nothing; a run of a script without spaces is one word."""
    if text.isascii():
        found = _ASCII_WORD.findall(text.replace("'", "").lower())
    else:
        found = [run for word in fold(text).split() for run in _runs(word)]
    return [word for word in found if len(word) <= _LONGEST_WORD or is_unspaced(word)]


def _runs(word: str) -> Iterator[str]:
    """Cut where a script without spaces meets one with spaces."""
    for _unspaced, run in groupby(word, is_unspaced):
        yield "".join(run)


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of a run; a single character is itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def without_article(word: str) -> str:
    """Return an Arabic word without its article, if it is long enough to have one."""
    return word[len(_ARTICLE) :] if len(word) > len(_ARTICLE) + 2 and word.startswith(_ARTICLE) else word
