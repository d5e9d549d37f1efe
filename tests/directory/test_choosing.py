"""Typing where one is: one place when there is no doubt, else "Which one?"; never another country unasked."""

from __future__ import annotations

import pytest

from app.directory.choosing import choose


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("CDMX", "g3530597"),
        ("Köln", "g2886242"),
        ("القاهرة", "g360630"),
        ("曼谷", "g1609350"),
        ("Berlin", "g2950159"),
        ("germany", "de"),
        ("泰国", "th"),
        ("toronto, canada", "g6167865"),
    ],
)
def test_a_reader_who_is_clear_gets_there_at_once(typed: str, code: str) -> None:
    assert [place.code for place in choose(typed)] == [code]


@pytest.mark.parametrize("typed", ["Granada", "Georgia", "Limburg", "LA", "Saint", "Vic", "Springfield"])
def test_a_reader_who_may_mean_several_places_is_asked(typed: str) -> None:
    assert len(choose(typed)) > 1


@pytest.mark.parametrize("typed", ["", "zzzzqqq", "\x00", "a" * 5000])
def test_a_name_of_no_place_gives_none(typed: str) -> None:
    assert choose(typed) == ()
