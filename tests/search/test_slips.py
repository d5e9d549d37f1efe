"""Slips of the finger: a misspelt name or need is found all the same, and a slip never hides what is spelled right."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.search.spelling import is_one_slip, variants
from tests.search.conftest import cards, codes, look

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORD = st.text(LETTERS, min_size=3, max_size=12)


def slipped(word: str, chance: random.Random) -> str:
    """Return the word with one slip: a letter lost, doubled, wrong, or swapped with the next."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


@given(WORD, st.randoms(use_true_random=False))
def test_two_words_one_slip_apart_share_a_variant(word: str, chance: random.Random) -> None:
    typed = slipped(word, chance)
    assert typed == word or is_one_slip(typed, word)
    assert variants(typed) & variants(word)


@pytest.mark.parametrize(
    ("typed", "word"), [("harbour", "harbour"), ("harbuor", "arbour"), ("cat", "dog"), ("ab", "abcd")]
)
def test_other_words_are_no_slips(typed: str, word: str) -> None:
    assert not is_one_slip(typed, word)


@pytest.mark.parametrize("reader", ["en", "es"])
def test_misspelt_names_are_among_the_first_ten(shelf: Session, reader: str) -> None:
    chance = random.Random(20261122)
    led = [cards(shelf, "", reader, led=("1",), page=page) for page in (1, 2)]
    every = [card for page in led for card in page]
    names = {card.name.body: card.code for card in every if len(card.name.body.split()) > 1}
    missed = []
    for name, code in names.items():
        words = name.split()
        longest = max(range(len(words)), key=lambda i: len(words[i]))
        if not words[longest].isalpha() or len(words[longest]) < 5:
            continue
        words[longest] = slipped(words[longest].lower(), chance)
        if code not in codes(shelf, " ".join(words), reader)[:10]:
            missed.append((name, " ".join(words)))
    assert names
    assert missed == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [("condms", "s2"), ("hormnes", "m5"), ("evicton", "h7"), ("dentsit", "m8"), ("expungemnt", "l4")],
)
def test_a_misspelt_need_finds_that_kind_of_help(shelf: Session, words: str, kind: str) -> None:
    found = look(shelf, words)
    assert any(kind in card.kinds for card in cards(shelf, words)[:10])
    assert found.offers[0].kinds == (kind,)


def test_the_beginning_of_a_word_is_enough(shelf: Session) -> None:
    assert "Lindeneck Advice" in [card.owner.name.body for card in cards(shelf, "lindene")]
