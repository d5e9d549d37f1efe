from __future__ import annotations

import sys
import threading
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.submissions import receipts
from app.submissions.receipts import LENGTH, Mistyped, grouped, lookup_id, new_code, read

PEPPER = b"p" * 32
DECIMALS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.decimal(chr(code), None) == 0]
BETWEEN = [" ", "\u00a0", "\u3000", "\n", "\r\n", "\t", "-", "‐", "–", "−", ".", "·", ",", "،", "/",
           "\u200e", "\u200f", "\u202b", "\u202c", "\u2066", "\u2069", "\u200b", "\ufeff"]  # fmt: skip

codes = st.builds(new_code).map(read)


def test_a_group_can_read_a_code_aloud_in_groups_of_three() -> None:
    code = new_code()
    groups = code.split(" ")
    assert [len(group) for group in groups] == [3] * 9
    assert code.replace(" ", "").isdecimal()
    assert code.isascii()
    assert grouped(read(code)) == code


def test_nobody_can_guess_a_code() -> None:
    made = [read(new_code()) for _ in range(2000)]
    assert len(set(made)) == 2000
    assert 10**receipts._RANDOM > 2**80
    # Every place takes every digit, also the first: none is lost to leading noughts.
    for place in range(LENGTH):
        assert {code[place] for code in made} == set("0123456789")


@given(codes, st.sampled_from(DECIMALS))
def test_a_group_can_type_a_code_on_the_keypad_of_any_script(digits: str, nought: str) -> None:
    assert read("".join(chr(ord(nought) + int(digit)) for digit in digits)) == digits


def test_the_scripts_of_our_readers_are_among_them() -> None:
    assert {"0", "٠", "۰", "०", "๐", "０", "၀"} <= set(DECIMALS)


@given(codes, st.lists(st.lists(st.sampled_from(BETWEEN), max_size=3).map("".join), min_size=28, max_size=28))
def test_a_group_can_type_a_code_with_anything_between_the_digits(digits: str, between: list[str]) -> None:
    typed = "".join(gap + digit for gap, digit in zip(between, [*digits, ""], strict=True))
    assert read(typed) == digits


@given(codes)
def test_no_wrong_digit_can_pass(digits: str) -> None:
    for place in range(LENGTH):
        for digit in set("0123456789") - {digits[place]}:
            with pytest.raises(Mistyped):
                read(digits[:place] + digit + digits[place + 1 :])


@given(codes)
def test_no_two_neighbours_can_be_swapped(digits: str) -> None:
    for place in range(LENGTH - 1):
        one, other = digits[place], digits[place + 1]
        if one != other:
            with pytest.raises(Mistyped):
                read(digits[:place] + other + one + digits[place + 2 :])


@given(codes, st.integers(0, LENGTH - 1))
def test_a_group_can_see_how_many_digits_it_typed(digits: str, place: int) -> None:
    for typed in (digits[:place] + digits[place + 1 :], digits[:place] + "7" + digits[place:]):
        with pytest.raises(Mistyped) as raised:
            read(typed)
        assert raised.value.digits == len(typed)


@pytest.mark.parametrize("sign", ["O", "l", "x", "①", "²", "三", "½", "+", "€", "😀"])
def test_a_letter_cannot_be_left_out_without_a_word(sign: str) -> None:
    digits = read(new_code())
    with pytest.raises(Mistyped):
        read(digits + sign)


@given(st.text(max_size=100))
def test_no_text_can_do_more_than_be_mistyped(text: str) -> None:
    with pytest.raises(Mistyped) as raised:
        read(text)
    assert str(raised.value) == f"{raised.value.digits} digits"


def test_a_long_text_cannot_keep_the_site_busy() -> None:
    began = time.perf_counter()
    with pytest.raises(Mistyped):
        read("1" * 65_536)
    assert time.perf_counter() - began < 0.5


def test_only_a_lookup_id_can_be_kept() -> None:
    digits, other = read(new_code()), read(new_code())
    kept = lookup_id(digits, PEPPER)
    assert kept == lookup_id(digits, PEPPER)
    assert len(kept) == 64
    assert set(kept) <= set("0123456789abcdef")
    assert len({kept, lookup_id(other, PEPPER), lookup_id(digits, b"q" * 32)}) == 3


def test_the_lookup_ids_of_a_running_site_cannot_change() -> None:
    # Made once: whoever changes how ids are made sends every group away.
    assert (
        lookup_id("0" * LENGTH, PEPPER) == "0979c21a88a17abb08252dd05d3f8ac9d55588d4590dc683bb1a77cfafde1581"
    )


def test_a_flood_of_codes_cannot_take_the_whole_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, running, most = threading.Lock(), 0, 0

    def slow(*_args: object, **_more: object) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return b"slow"

    monkeypatch.setattr(receipts, "hash_secret_raw", slow)
    many = [threading.Thread(target=lookup_id, args=("0" * LENGTH, PEPPER)) for _ in range(12)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert most == 2
