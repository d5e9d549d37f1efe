from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.privacy.budgets import Budget


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock of this test's own."""
    return Clock()


@pytest.mark.parametrize(("per", "number"), [(60, 5), (60, 7), (86_400, 50), (1, 3), (10, 1)])
def test_a_flood_cannot_take_more_than_the_budget(clock: Clock, per: float, number: int) -> None:
    budget = Budget(per, number, clock)
    assert [budget.take() for _ in range(number + 3)] == [True] * number + [False] * 3
    clock.now += per
    assert [budget.take() for _ in range(number + 1)] == [True] * number + [False]


def test_people_can_still_go_one_after_the_other_while_a_flood_lasts(clock: Clock) -> None:
    budget = Budget(60, 6, clock)
    taken = 0
    for _second in range(120):
        taken += sum(budget.take() for _ in range(100))
        clock.now += 1
    # Six at once, then one in ten seconds; a refused one costs nothing.
    assert taken == 6 + 11


def test_a_page_can_say_how_long_to_wait(clock: Clock) -> None:
    budget = Budget(60, 6, clock)
    assert budget.wait() == 0
    for _ in range(6):
        assert budget.wait() == 0
        budget.take()
    assert budget.wait() == 10
    clock.now += 9.5
    assert (budget.wait(), budget.take()) == (1, False)
    clock.now += 0.5
    assert (budget.wait(), budget.take()) == (0, True)


@given(
    st.integers(1, 20), st.integers(1, 600), st.lists(st.floats(0, 50, allow_subnormal=False), max_size=200)
)
def test_no_rhythm_can_take_more_than_what_is_refilled(number: int, per: int, pauses: list[float]) -> None:
    clock = Clock()
    budget = Budget(per, number, clock)
    taken = 0
    for pause in pauses:
        clock.now += pause
        taken += budget.take()
        assert taken <= number + (clock.now - 1000.0) * number / per + 0.01


def test_a_budget_cannot_remember_when_anything_happened(clock: Clock) -> None:
    budget = Budget(60, 5, clock)
    before = {name: type(value) for name, value in vars(budget).items()}
    for _ in range(50):
        budget.take()
        clock.now += 1
    assert {name: type(value) for name, value in vars(budget).items()} == before
    assert not any(isinstance(value, list | dict | set | tuple) for value in vars(budget).values())
