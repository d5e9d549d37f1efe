"""The watch: sees within a tenth of a second that something was published, whoever published it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Lock

import sqlalchemy as sa

from app.pages.queries import News, news
from app.pages.store import Store

EVERY = 0.1


class Watch:
    """Looks for published changes at most every tenth of a second, and only while somebody asks for pages."""

    def __init__(
        self,
        engine: sa.Engine,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        every: float = EVERY,
    ) -> None:
        """`clock` tells seconds and never goes back."""
        self._engine, self._store, self.clock, self._every = engine, store, clock, every
        self.ask: Callable[[int | None], News] = partial(news, engine)
        # Called with each generation that is found.
        self.found: list[Callable[[int], None]] = []
        self._next, self._hurried = 0.0, False
        self._lock = Lock()

    def hurry(self) -> None:
        """Look before the next page, whenever that is."""
        self._next, self._hurried = 0.0, True

    def look(self) -> bool:
        """Make sure that the store holds nothing older than a tenth of a second; say whether something changed."""
        if self.clock() < self._next:
            return False
        with self._lock:
            now = self.clock()
            if now < self._next:
                return False
            self._hurried = False
            changed = self._follow(self._ask())
            # Whoever comes while we ask waits for the answer; a call to hurry() meanwhile is not lost.
            self._next = 0.0 if self._hurried else now + self._every
            return changed

    def _ask(self) -> News | None:
        """Return what is new; None if the database does not answer, and then nothing that is kept may be shown."""
        try:
            return self.ask(self._store.generation)
        except Exception as error:
            if isinstance(error, (sa.exc.SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)):
                return None
            raise

    def _follow(self, found: News | None) -> bool:
        before = self._store.generation
        if found is None:
            self._store.move_to(None, None)
        elif found.generation != before:
            for call in self.found:
                call(found.generation)
            self._store.move_to(found.generation, found.tags)
        return self._store.generation is not None and self._store.generation != before
