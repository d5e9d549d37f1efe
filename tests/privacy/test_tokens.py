from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.privacy.tokens import Broken, Expired, Opened, TokenError, TooSoon, seal, unseal

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NOW = 1_800_000_000
HOUR = 3600
SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

payloads = st.binary(max_size=600)
purposes = st.text(max_size=40)


def _never_opens(token: str, purpose: str = "ask", key: bytes = KEY) -> None:
    with pytest.raises(Broken):
        unseal(key, purpose, token, NOW, most=10**12, least=-(10**12))


@given(st.binary(min_size=32, max_size=32), purposes, payloads, st.integers(0, HOUR))
def test_a_form_can_carry_anything_and_give_it_back(
    key: bytes, purpose: str, payload: bytes, age: int
) -> None:
    token = seal(key, purpose, payload, NOW)
    assert set(token) <= SAFE
    assert unseal(key, purpose, token, NOW + age, most=HOUR) == Opened(payload, age)


def test_a_long_form_can_be_carried() -> None:
    payload = bytes(range(256)) * 250
    assert unseal(KEY, "ask", seal(KEY, "ask", payload, NOW), NOW, most=0).payload == payload


@given(st.text(max_size=300))
def test_no_other_text_can_be_opened(text: str) -> None:
    _never_opens(text)


@given(st.binary(max_size=200))
def test_no_other_bytes_can_be_opened(payload: bytes) -> None:
    _never_opens(seal(OTHER_KEY, "ask", payload, NOW))
    _never_opens(payload.hex())


@given(payloads, purposes, purposes)
def test_a_token_cannot_be_used_for_another_purpose(payload: bytes, purpose: str, other: str) -> None:
    assume(purpose != other)
    _never_opens(seal(KEY, purpose, payload, NOW), other)


@given(payloads, st.data())
def test_a_token_that_was_cut_or_changed_cannot_be_opened(payload: bytes, data: st.DataObject) -> None:
    token = seal(KEY, "ask", payload, NOW)
    at = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from(sorted(SAFE)) | st.characters(exclude_categories=()))
    assume(letter != token[at])
    _never_opens(token[:at] + letter + token[at + 1 :])
    _never_opens(token[:at] + letter + token[at:])
    _never_opens(token[:at])
    _never_opens(token[at + 1 :])


def test_a_token_cannot_be_opened_with_one_bit_changed() -> None:
    token = seal(KEY, "ask", b"words", NOW)
    for at, letter in enumerate(token):
        for bit in range(7):
            _never_opens(token[:at] + chr(ord(letter) ^ 1 << bit) + token[at + 1 :])


@pytest.mark.parametrize("added", ["=", "==", "\n", " ", "\0", "A", "%3D", "é", "\u200f", "\ud800"])
def test_a_token_cannot_be_opened_with_something_added(added: str) -> None:
    for payload in (b"", b"1", b"x" * 60, b"x" * 300):
        token = seal(KEY, "ask", payload, NOW)
        _never_opens(token + added)
        _never_opens(added + token)


def test_a_form_sent_too_early_is_told_how_long_to_wait() -> None:
    token = seal(KEY, "ask", b"", NOW)
    with pytest.raises(TooSoon) as raised:
        unseal(KEY, "ask", token, NOW + 2, least=5, most=HOUR)
    assert raised.value.wait == 3
    assert unseal(KEY, "ask", token, NOW + 5, least=5, most=HOUR).age_seconds == 5
    # A clock was set back between the page and the form.
    with pytest.raises(TooSoon) as raised:
        unseal(KEY, "ask", token, NOW - 4, most=HOUR)
    assert raised.value.wait == 4


def test_a_form_sent_too_late_cannot_be_opened() -> None:
    token = seal(KEY, "ask", b"", NOW)
    assert unseal(KEY, "ask", token, NOW + HOUR, most=HOUR).age_seconds == HOUR
    with pytest.raises(Expired):
        unseal(KEY, "ask", token, NOW + HOUR + 1, most=HOUR)


def test_one_clause_can_catch_everything_that_does_not_open() -> None:
    assert {Broken, Expired, TooSoon} <= set(TokenError.__subclasses__())


def test_nobody_can_tell_from_a_token_how_much_it_carries() -> None:
    lengths = [len(seal(KEY, "ask", b"x" * size, NOW)) for size in range(3000)]
    assert sorted(set(lengths)) == [139, 395, 1419, 5515]
    assert (lengths.count(139), lengths[52], lengths[53]) == (53, 139, 395)
    with_room = {len(seal(KEY, "ask", b"x" * size, NOW, room=400)) for size in range(401)}
    assert with_room == {1419}


def test_nobody_can_tell_that_two_tokens_carry_the_same() -> None:
    assert len({seal(KEY, "ask", b"same", NOW) for _ in range(50)}) == 50


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 33])
def test_a_token_cannot_be_sealed_with_half_a_key(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, "ask", b"", NOW)
