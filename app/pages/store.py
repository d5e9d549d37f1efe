"""Kept pages in bounded memory: first in, first out, so that nothing in it tells which page was read."""

from __future__ import annotations

from math import inf
from threading import Lock

from app.pages.packing import Page

MOST_BYTES = 16 * 1024 * 1024
# What is filled ahead leaves room for what readers open.
AHEAD_BYTES = MOST_BYTES * 3 // 4


class Store:
    """Pages by address, all of one generation or untouched since, but for late ones.

    Reading takes no lock and changes nothing. A page is taken in only if it shows the newest generation we know. A
    late page lacks something new and is right otherwise: it stays for a moment, so that nobody waits for the next one.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        """`most` bytes are kept, about."""
        self._most, self._size = most, 0
        self._pages: dict[str, Page] = {}
        self._lock = Lock()
        self.generation: int | None = None
        # Until when each late page stays, in seconds of the watch.
        self.late: dict[str, float] = {}

    def get(self, address: str) -> Page | None:
        """Return a kept page, or None. It may have expired: the caller looks."""
        return self._pages.get(address)

    def put(self, address: str, page: Page) -> bool:
        """Keep a page and say whether it was kept; the oldest make room for it."""
        with self._lock:
            if page.generation is None or page.generation != self.generation or page.size > self._most:
                return False
            self._drop(address)
            self._pages[address] = page
            self._size += page.size
            while self._size > self._most:
                self._drop(next(iter(self._pages)))
            return True

    def move_to(
        self,
        generation: int | None,
        tags: frozenset[str] | None,
        grown: frozenset[str] = frozenset(),
        until: float = 0.0,
    ) -> None:
        """Go to another generation and drop what these tags touch; None drops everything.

        What only those of them touch that are `grown` is late until then; what was late already keeps its end.
        """
        with self._lock:
            self.generation = generation
            if tags is None:
                self._pages.clear()
                self.late.clear()
                self._size = 0
                return
            taken_back = tags - grown
            for address, page in list(self._pages.items()):
                if not taken_back.isdisjoint(page.tags):
                    self._drop(address)
                elif not grown.isdisjoint(page.tags):
                    self.late.setdefault(address, until)

    def lapse(self, now: float) -> float:
        """Drop the late pages whose moment is over, and return when the next one's is."""
        if not self.late:
            return inf
        with self._lock:
            for address in [one for one, until in self.late.items() if until <= now]:
                self._drop(address)
            return min(self.late.values(), default=inf)

    def _drop(self, address: str) -> None:
        self.late.pop(address, None)
        if (page := self._pages.pop(address, None)) is not None:
            self._size -= page.size

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._pages)

    @property
    def size(self) -> int:
        """Return about how many bytes they take."""
        return self._size
