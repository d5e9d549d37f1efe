"""Kept pages in bounded memory: first in, first out, so that nothing in it tells which page was read."""

from __future__ import annotations

from threading import Lock

from app.pages.packing import Page

MOST_BYTES = 16 * 1024 * 1024
# What is filled ahead leaves room for what readers open.
AHEAD_BYTES = MOST_BYTES * 3 // 4


class Store:
    """Pages by address, all of one generation or untouched since.

    Reading takes no lock and changes nothing. A page is taken in only if it shows the newest generation we know.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        """`most` bytes are kept, about."""
        self._most, self._size = most, 0
        self._pages: dict[str, Page] = {}
        self._lock = Lock()
        self.generation: int | None = None

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

    def move_to(self, generation: int | None, tags: frozenset[str] | None) -> None:
        """Go to another generation and drop what these tags touch; None drops everything."""
        with self._lock:
            self.generation = generation
            if tags is None:
                self._pages.clear()
                self._size = 0
            elif tags:
                for address in [one for one, page in self._pages.items() if not tags.isdisjoint(page.tags)]:
                    self._drop(address)

    def _drop(self, address: str) -> None:
        if (page := self._pages.pop(address, None)) is not None:
            self._size -= page.size

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._pages)

    @property
    def size(self) -> int:
        """Return about how many bytes they take."""
        return self._size
