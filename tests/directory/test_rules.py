"""Pure decisions, tested as tables."""

from __future__ import annotations

from datetime import date

import pytest

from app.directory.rules import Publication, Standing, is_peer_led, may_have_changed, may_move, rank

DRAFT, LISTED, WITHDRAWN = Publication.DRAFT, Publication.LISTED, Publication.WITHDRAWN


@pytest.mark.parametrize(
    ("now", "allowed"),
    [(DRAFT, {DRAFT, LISTED, WITHDRAWN}), (LISTED, {DRAFT, LISTED, WITHDRAWN}), (WITHDRAWN, set())],
)
def test_a_listing_moves_only_as_the_table_says(now: Publication, allowed: set[Publication]) -> None:
    assert {to for to in Publication if may_move(now, to)} == allowed


@pytest.mark.parametrize(
    ("leaders", "led"),
    [
        ([], False),
        ([("sex_workers", "a")], True),
        ([("survivors", "c")], True),
        ([("sex_workers", "d")], False),
        ([("allies", "a"), ("survivors", "d")], False),
        ([("migrants", "a")], False),
    ],
)
def test_peer_led_needs_evidence(leaders: list[tuple[str, str]], led: bool) -> None:
    assert is_peer_led(leaders) is led


def test_peer_led_and_checked_come_first_and_unchecked_last() -> None:
    order = [rank(Standing.CHECKED, True), rank(Standing.CHECKED, False), rank(Standing.UNCHECKED, True)]
    assert order == sorted(order)
    assert rank(Standing.UNCHECKED, True) == rank(Standing.UNCHECKED, False)


@pytest.mark.parametrize(
    ("checked", "old"),
    [(date(2026, 5, 1), False), (date(2026, 4, 1), True), (date(2025, 11, 1), True), (None, True)],
)
def test_a_fact_grows_old_by_whole_months(checked: date | None, old: bool) -> None:
    assert may_have_changed(checked, 6, date(2026, 11, 30)) is old
