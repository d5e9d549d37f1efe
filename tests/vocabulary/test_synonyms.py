"""People ask in their own words; each word leads to a kind of help that exists."""

from __future__ import annotations

import pytest

from app.languages import OFFERED
from app.vocabulary import kinds, needs, synonyms

CODES = {*(one.code for one in kinds()), *(one.slug for one in needs())}


@pytest.mark.parametrize("tag", [language.tag for language in OFFERED])
def test_a_worker_can_use_her_own_words_for_every_kind_of_help(tag: str) -> None:
    found = synonyms(tag)
    assert found.keys() == CODES
    for code, words in found.items():
        assert len(words) >= 2, code
        assert len(set(words)) == len(words), code
        assert all(word == word.strip() and word == word.casefold() for word in words), code


@pytest.mark.parametrize(
    ("tag", "word", "code"),
    [
        ("en", "clap", "m1"),
        ("en", "papers", "l1"),
        ("en", "bad trick list", "s1"),
        ("en", "ugly mug", "s1"),
        ("en", "trafficked", "l13"),
        ("es", "hormonas", "m5"),
        ("es", "sin papeles", "l1"),
        ("ar", "إقامة", "l1"),
        ("ar", "مأوى", "h1"),
        ("zh-Hans", "居留", "l1"),
        ("zh-Hans", "扫黄", "l2"),
    ],
)
def test_a_word_from_the_street_leads_to_help(tag: str, word: str, code: str) -> None:
    assert word in synonyms(tag)[code]


@pytest.mark.parametrize("tag", ["", "xx", "../words", "zh_Hans"])
def test_a_language_without_words_has_none(tag: str) -> None:
    assert synonyms(tag) == {}
