"""Where a page is read: a replica that has what is published, else the primary.

A replica that lags never shows what was taken back, and one that is dead takes no page with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count

import sqlalchemy as sa

_GENERATION = sa.text("SELECT generation FROM edition")
# A pause is seen after at most so many seconds; a replica that failed is left alone for so many.
ASK_EVERY, REST = 0.1, 5.0


class Replicas:
    """Chooses an engine for each page.

    If the primary does not answer, nothing can be published through us: replicas that have the newest generation we
    know go on.
    """

    def __init__(
        self, primary: sa.Engine, replicas: Sequence[sa.Engine], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` tells seconds and never goes back."""
        self._primary, self._replicas, self._clock = primary, tuple(replicas), clock
        self._turns = count()
        self._newest, self._ask_at = 0, 0.0
        self._rest_until = dict.fromkeys(self._replicas, 0.0)

    def choose(self) -> sa.Engine:
        """Return the engine to read the next page from; replicas take turns."""
        if not self._replicas:
            return self._primary
        newest, first = self._published(), next(self._turns)
        for step in range(len(self._replicas)):
            engine = self._replicas[(first + step) % len(self._replicas)]
            if self._has(engine, newest):
                return engine
        return self._primary

    def _published(self) -> int:
        now = self._clock()
        if now >= self._ask_at:
            with suppress(sa.exc.SQLAlchemyError):
                self._newest = _generation(self._primary)
            self._ask_at = now + ASK_EVERY
        return self._newest

    def _has(self, engine: sa.Engine, generation: int) -> bool:
        if self._clock() < self._rest_until[engine]:
            return False
        try:
            return _generation(engine) >= generation
        except sa.exc.SQLAlchemyError:
            self._rest_until[engine] = self._clock() + REST
            return False


def _generation(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(_GENERATION).scalar_one())
