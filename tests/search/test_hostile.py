"""Whatever is typed gets an answer: quotes, operators, ten thousand characters, half characters, nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.client import GuardedClient
from tests.offered import EVERY
from tests.search.conftest import look

NASTY = [
    '"', "'", "a' OR 1=1 --", "NEAR(", "*", "-x", "a:b", "()&|!", "\\", "", "\x00", "a\x00b", "\ud800", "\u202eabc",
    "=name", "~stem", "#k:m1", "#n:legal", "tokens:a", "^a", "{a b}", "a AND", "NOT", "OR OR",
    "a" * 10_000, "法" * 10_000,
    "%s", "%(x)s", ":m_name", "{{7*7}}", "\uffff", "\U0010ffff", "﷽", "e" + "\u0301" * 500, "🏳️‍⚧️", "١٢٣", "ﷺ" * 300,
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=200), st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(words=WORDS, reader=st.sampled_from(EVERY))
@example(words="\ud800", reader="en")
def test_nothing_typed_can_break_the_index(shelf: Session, words: str, reader: str) -> None:
    assert look(shelf, words, reader).total >= 0


@pytest.mark.parametrize("sign", ["#k:m1", "#v", "=room", "~room"])
def test_nobody_can_type_a_sign_of_the_index(shelf: Session, sign: str) -> None:
    """The signs are folded away: what is left is a word like any other."""
    plain = "".join(c if c.isalnum() else " " for c in sign)
    assert look(shelf, sign).services == look(shelf, plain).services


@pytest.mark.parametrize(
    "words", [words for words in NASTY if "\ud800" not in words and len(words.encode()) < 20_000]
)
def test_the_page_answers_normally_whatever_was_typed(demonstration: GuardedClient, words: str) -> None:
    sent = demonstration.post("/en/search", data={"words": words})
    assert sent.status_code == 303
    assert demonstration.get(sent.headers["Location"]).status_code == 200


def test_half_a_character_sent_as_bytes_is_answered(demonstration: GuardedClient) -> None:
    sent = demonstration.post(
        "/en/search", data=b"words=%ED%A0%80+a%FF", content_type="application/x-www-form-urlencoded"
    )
    assert demonstration.get(sent.headers["Location"]).status_code == 200
