"""Budgets of a whole site: how often something may happen, whoever does it, without knowing who does.

One number in the memory of this process: no list of moments, no address, nothing on disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil, inf
from threading import Lock

# So that sums of fractions of a second do not cost the last one of a budget.
_ROUNDING = 1e-6


class Budget:
    """Allow `number` at once, and as many again over the next `per` seconds, one after the other.

    After a flood one goes through every `per / number` seconds: slow, but never shut. Several processes have a budget
    each, and a restart fills it.
    """

    def __init__(self, per: float, number: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds and never goes back."""
        self._per, self._each, self._clock = per, per / number, clock
        self._full_again = -inf
        self._lock = Lock()

    def take(self) -> bool:
        """Count one and say whether it may go on. What is refused does not count."""
        with self._lock:
            now = self._clock()
            if self._missing(now) > 0:
                return False
            self._full_again = max(self._full_again, now) + self._each
            return True

    def wait(self) -> int:
        """Return in how many seconds the next one may go on; 0 is now."""
        with self._lock:
            return max(0, ceil(self._missing(self._clock())))

    def _missing(self, now: float) -> float:
        """Return how many seconds must still pass; 0 or less is none."""
        return max(self._full_again - now, 0) + self._each - self._per - _ROUNDING
