"""The English of the site is read by people of about ten: short sentences, short words. See tests/plain_words.toml."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator

import polib
import pytest

from tests.house import ROOT
from tests.plain import grade, sentences, syllables, words

MOST_WORDS = 15
# United States grade 5 is the school year of people aged ten.
HIGHEST_GRADE = 5.0
# The formula says nothing about a few words.
ENOUGH_WORDS = 100
HARD = 4
# Names of things are what they are.
NAMES = {"language", "chat app"}
REASONS: dict[str, dict[str, str]] = tomllib.loads((ROOT / "tests" / "plain_words.toml").read_text("utf-8"))
ENGLISH = [entry for entry in polib.pofile(str(ROOT / "translations" / "messages.pot")) if not entry.obsolete]


def _texts() -> Iterator[tuple[str, polib.POEntry]]:
    for entry in ENGLISH:
        for text in filter(None, (entry.msgid, entry.msgid_plural)):
            yield text, entry


def _hard_words() -> set[str]:
    return {
        word.lower()
        for text, entry in _texts()
        if entry.msgctxt not in NAMES
        for word in words(text)
        if syllables(word) >= HARD and not word.isupper()
    }


def _parts() -> dict[str, list[str]]:
    """Return the whole sentences of every file and of every slice."""
    found = defaultdict(list)
    for text, entry in _texts():
        if text.rstrip("”")[-1] in ".?":
            for file, _line in entry.occurrences:
                found[file].append(text)
                found["/".join(file.split("/")[:2])].append(text)
    return found


def test_a_reader_cannot_meet_a_long_sentence() -> None:
    long = {
        sentence: f"{len(words(sentence))} words, {entry.occurrences[0][0]}"
        for text, entry in _texts()
        for sentence in sentences(text)
        if len(words(sentence)) > MOST_WORDS
    }
    assert long.keys() == REASONS["sentences"].keys(), long


def test_a_reader_cannot_meet_a_hard_word_without_a_reason() -> None:
    assert _hard_words() == REASONS["words"].keys()


def test_a_reader_of_ten_can_read_every_part() -> None:
    parts = {
        part: texts
        for part, texts in _parts().items()
        if sum(len(words(one)) for one in texts) >= ENOUGH_WORDS
    }
    assert {"app/directory", "app/submissions", "app/privacy/sentences.py"} <= parts.keys()
    hard = {part: found for part, texts in parts.items() if (found := grade(texts)) > HIGHEST_GRADE}
    assert not hard


@pytest.mark.parametrize(
    ("word", "number"),
    [("asked", 1), ("used", 1), ("needed", 2), ("people", 2), ("services", 3), ("listing", 2), ("police", 2),
     ("area", 3), ("video", 3), ("quiet", 2), ("places", 2), ("safely", 2), ("language", 2), ("ID", 2),
     ("immigration", 4), ("organisation", 5), ("don’t", 1), ("10-18", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_said(word: str, number: int) -> None:
    assert syllables(word) == number


def test_a_hard_text_has_a_high_grade_and_an_easy_one_a_low_one() -> None:
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    law = (
        "Notwithstanding prior provisions, organisations shall immediately communicate material alterations."
    )
    assert grade([law]) > 12
    assert sentences("Call %(number)s. “Is it safe?” Yes!") == ["Call one.", "“Is it safe?", "Yes!"]
