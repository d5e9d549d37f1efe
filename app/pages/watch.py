"""The watch: sees within a tenth of a second that something was published, whoever published it.

What was taken back or changed is retired there and then. What only lacks something new may stay until its second is
over: made anew behind the readers' backs, nobody waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from math import inf
from threading import Lock

import sqlalchemy as sa

from app.pages.queries import News, news
from app.pages.store import Store
from app.replicas import Replicas

EVERY = 0.1
# Seconds from when a page was certainly the newest until it is not shown any more.
LATEST = 0.9


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
        # Whom to ask if the database does not answer: it must have all that is known to be published.
        self.otherwise: list[Callable[[int | None], News]] = []
        # Called with each generation that is found.
        self.found: list[Callable[[int], None]] = []
        self._next, self._hurried = 0.0, False
        # When the question was asked whose answer said last that the store holds the newest.
        self._newest_at = -inf
        self._lock = Lock()

    def follow_replicas(self, replicas: Replicas) -> None:
        """Where there are replicas, never wait long for the primary, and go by them while it does not answer.

        Pages are made from them then, so what is kept is as right as what would be made.
        """
        self.found.append(replicas.know)
        if replicas:
            ask = self.ask
            self.ask = lambda seen: replicas.of_primary(partial(ask, seen))
            self.otherwise.append(lambda seen: replicas.of_replica(partial(news, seen=seen)))

    def hurry(self) -> None:
        """Look before the next page, whenever that is, and keep nothing that is late: it was changed by us."""
        # In this order: who looks in between must know.
        self._hurried = True
        self._next = 0.0

    def look(self) -> bool:
        """Make sure that the store holds nothing older than a tenth of a second; say whether something changed."""
        if self.clock() < self._next:
            return False
        with self._lock:
            now = self.clock()
            if now < self._next:
                return False
            # Never put down unseen: hurry() may be called between any two steps.
            if at_once := self._hurried:
                self._hurried = False
            changed = self._follow(self._ask(), now, -inf if at_once else self._newest_at + LATEST)
            # Another thread may have seen the change first, and left what lacks it its moment.
            over = self._store.lapse(inf if at_once else self.clock())
            # Whoever comes while we ask waits for the answer; a call to hurry() meanwhile is not lost.
            self._next = 0.0 if self._hurried else min(now + self._every, over)
            return changed

    def _ask(self) -> News | None:
        """Return what is new; None if no database answers, and then nothing that is kept may be shown."""
        for ask in (self.ask, *self.otherwise):
            try:
                return ask(self._store.generation)
            except Exception as error:
                if not isinstance(error, (sa.exc.SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)):
                    raise
        return None

    def _follow(self, found: News | None, asked: float, until: float) -> bool:
        """Go where the news say that were `asked` for then; what is late may stay `until` then."""
        before = self._store.generation
        if found is None:
            self._store.move_to(None, None)
            return False
        if found.generation != before:
            for call in self.found:
                call(found.generation)
            self._store.move_to(found.generation, found.tags, found.grown, until)
        self._newest_at = asked
        return found.generation != before
