"""Say when there are too many tries, without knowing who tries: by handle, and for everyone together.

Counts live in the memory of this process and hold fingerprints and minutes, never an address.
"""

from __future__ import annotations

from collections import deque
from threading import Lock

from app.moderation.rules import fingerprint


class Throttle:
    """Allow at most so many tries in so many minutes, for all together and for each name."""

    def __init__(self, minutes: int, together: int, each: int) -> None:
        self._minutes, self._together, self._each = minutes, together, each
        self._tries: deque[tuple[int, str]] = deque()
        self._lock = Lock()

    def allow(self, minute: int, name: str = "") -> bool:
        """Count one try at this minute and say whether it may go on. A refused try does not count.

        There are never more tries in memory than are allowed together, whatever names are tried.
        """
        mark = fingerprint(name)
        with self._lock:
            while self._tries and self._tries[0][0] <= minute - self._minutes:
                self._tries.popleft()
            mine = sum(1 for _, whose in self._tries if whose == mark)
            if len(self._tries) >= self._together or (name and mine >= self._each):
                return False
            self._tries.append((minute, mark))
            return True
