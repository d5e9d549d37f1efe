"""The shelf of pieces is bounded, holds one generation of one month, and drops what was touched."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest

from app.pages.pieces import Key, Piece, Pieces, Shelf, cut, size_on_shelf

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def _piece(*tags: str, letters: int = 100) -> Piece:
    return cut("<p>" * letters, tags)


def _at(
    pieces: Pieces, generation: int, month: date = MAY, tags: frozenset[str] | None = frozenset()
) -> Shelf:
    return pieces.at(pieces.shelf, generation, month, tags)


def test_a_flood_of_pieces_cannot_fill_the_memory() -> None:
    one = _piece()
    size = size_on_shelf(("card", 0), one)
    shelf = _at(Pieces(most=10 * size), 1)
    for number in range(500):
        shelf.put(("card", number), one)
    assert (len(shelf), shelf.size) == (10, 10 * size)
    assert [shelf.get(("card", number)) is not None for number in (489, 490)] == [False, True]


def test_a_piece_made_again_takes_the_place_of_the_old_one() -> None:
    shelf = _at(Pieces(), 1)
    shelf.put(("card",), _piece(letters=300))
    assert shelf.put(("card",), small := _piece(letters=10)) is small
    assert (len(shelf), shelf.size) == (1, size_on_shelf(("card",), small))


def test_a_piece_larger_than_the_shelf_cannot_stay() -> None:
    shelf = _at(Pieces(most=1_000), 1)
    shelf.put(("card",), _piece(letters=5_000))
    assert (len(shelf), shelf.size) == (0, 0)


def test_a_change_takes_what_it_touches_and_leaves_the_rest() -> None:
    pieces = Pieces()
    for code in ("a", "b"):
        _at(pieces, 1, MAY).put(("card", code), _piece(f"s:{code}"))
    shelf = _at(pieces, 3, MAY, frozenset({"s:a"}))
    assert [shelf.get(("card", code)) is not None for code in ("a", "b")] == [False, True]
    assert shelf.size == size_on_shelf(("card", "b"), _piece("s:b"))


def test_nothing_is_left_when_the_database_comes_back_from_a_backup() -> None:
    pieces = Pieces()
    _at(pieces, 5, MAY).put(("card",), _piece())
    assert len(_at(pieces, 4, MAY, frozenset())) == 0


def test_nothing_is_left_when_nobody_knows_what_changed() -> None:
    pieces = Pieces()
    _at(pieces, 1, MAY).put(("card",), _piece())
    assert len(_at(pieces, 2, MAY, None)) == 0


def test_nothing_is_left_when_the_month_ends_or_the_generation_goes_back() -> None:
    pieces = Pieces()
    for generation, month in ((2, JUNE), (1, JUNE)):
        _at(pieces, 2, MAY).put(("card",), _piece())
        assert len(_at(pieces, generation, month)) == 0


def test_a_page_that_began_before_a_change_cannot_leave_its_pieces_to_others() -> None:
    pieces = Pieces()
    before = _at(pieces, 1, MAY)
    after = _at(pieces, 2, MAY)
    before.put(("card",), _piece("s:a"))
    assert after.get(("card",)) is None
    assert _at(pieces, 2, MAY) is after


def _found(number: int) -> tuple[Key, Piece]:
    shows = {f"medical/{number}:{square}" for square in range(13)} | {"choices"}
    return ("found", f"need=medical&place=g{number:07}"), Piece(
        (), frozenset(shows), tuple(range(10_000, 10_020))
    )


def _card(number: int) -> tuple[Key, Piece]:
    html = "<gap second>".join(["<p>words " * 60 + str(number)] * 3)
    return ("card", "en", "", 1_000 + number), cut(html, {f"s:quiet-{number}", f"o:calm-{number}"})


@pytest.mark.parametrize("made", [_found, _card])
def test_what_pieces_take_is_counted_about_right(made: Callable[[int], tuple[Key, Piece]]) -> None:
    shelf = _at(Pieces(), 1)
    tracemalloc.start()
    try:
        for number in range(400):
            shelf.put(*made(number))
        taken, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.8 * taken < shelf.size < 1.25 * taken
