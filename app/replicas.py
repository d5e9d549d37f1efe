"""Where a page is read: a replica that has what is published, else the primary.

A replica that lags never shows what was taken back, and one that dies, even in the middle of a page, takes no page
with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from app.patience import Patient, Silent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

T = TypeVar("T")
_GENERATION = sa.text("SELECT generation FROM edition")
# A pause is seen after at most so many seconds; a replica that failed is left alone for so many.
ASK_EVERY, REST = 0.1, 5.0


class Turn(threading.local):
    """The page that this thread makes: whether a replica was chosen for it, and whether none may be."""

    replica = False
    primary_only = False


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
        self._newest, self._ask_at, self._answers = 0, 0.0, True
        self._rest_until = dict.fromkeys(self._replicas, 0.0)
        self._patient = {one: Patient() for one in (primary, *self._replicas)}
        # A connection that is just being made fails with the driver's own words.
        drivers = (one.dialect.loaded_dbapi.Error for one in (primary, *self._replicas))
        self._errors: tuple[type[Exception], ...] = (sa.exc.SQLAlchemyError, *drivers)
        self.turn = Turn()

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self._replicas)

    def hurry(self) -> None:
        """Ask the primary what is published before the next page."""
        self._ask_at = 0.0

    def know(self, generation: int) -> None:
        """Take note that this generation is published: nothing older is read from a replica."""
        self._newest = max(self._newest, generation)

    def choose(self) -> sa.Engine:
        """Return the engine to read the next page from; replicas take turns."""
        if not self._replicas or self.turn.primary_only:
            return self._primary
        if (found := self._ready(self._published())) is None:
            return self._primary
        self.turn.replica = True
        return found

    def of_primary(self, question: Callable[[], T]) -> T:
        """Ask the primary something. Raise what the question raises, or Silent if it hangs."""
        return self._patient[self._primary].ask(question)

    def of_replica(self, question: Callable[[sa.Engine], T]) -> T:
        """Ask a replica that has all we know to be published, as its pages show it. Raise Silent if there is none."""
        if (engine := self._ready(self._newest)) is None:
            raise Silent
        return self._patient[engine].ask(partial(question, engine))

    def _ready(self, generation: int) -> sa.Engine | None:
        """Return the next replica in turn that has this generation."""
        first = next(self._turns) % len(self._replicas)
        in_turn = (*self._replicas[first:], *self._replicas[:first])
        # Without a primary even one that failed a moment ago is worth asking: there is nothing else.
        for resting in (True,) if self._answers else (True, False):
            for engine in in_turn:
                if self._has(engine, generation, resting=resting):
                    return engine
        return None

    def _published(self) -> int:
        now = self._clock()
        if now >= self._ask_at:
            self._ask_at = now + ASK_EVERY
            known, self._answers = self._newest, False
            with suppress(*self._errors):
                self._hear(self.of_primary(partial(_generation, self._primary)), known)
                self._answers = True
            if not self._newest:
                # Just started, and the primary is gone.
                for engine in self._replicas:
                    self._has(engine, 0)
        return self._newest

    def _hear(self, found: int, known: int) -> None:
        """Take the word of the primary; `known` is what we knew when we asked.

        If it is behind that, it was brought back from a backup. But an answer may come after that to a later question.
        """
        if found < known == self._newest:
            self._newest = found
        self.know(found)

    def _has(self, engine: sa.Engine, generation: int, *, resting: bool = True) -> bool:
        """Say whether a replica has this generation. If it failed a moment ago, it is asked only unless `resting`."""
        if resting and self._clock() < self._rest_until[engine]:
            return False
        try:
            found = self._patient[engine].ask(partial(_generation, engine))
            # The farthest replica is the mark when nobody can ask the primary.
            self.know(found)
            return found >= generation
        except self._errors:
            self._rest_until[engine] = self._clock() + REST
            return False


class Anew:
    """A WSGI wrapper that makes a page once more, from elsewhere, if a replica failed while it was made."""

    def __init__(self, inner: WSGIApplication, replicas: Replicas) -> None:
        """`inner` makes a page without being half done when it returns."""
        self._inner, self._replicas = inner, replicas

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not self._replicas:
            return self._inner(environ, start_response)
        turn, said = self._replicas.turn, _Said()
        turn.replica = turn.primary_only = False
        try:
            chunks = self._inner({**environ}, said.start)
        except Exception:
            if not turn.replica:
                raise
            return self._once_more(environ, start_response)
        if turn.replica and said.told[0].startswith("5"):
            getattr(chunks, "close", int)()
            return self._once_more(environ, start_response)
        start_response(*said.told)
        return chunks

    def _once_more(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._replicas.turn.primary_only = True
        try:
            return self._inner(environ, start_response)
        finally:
            self._replicas.turn.primary_only = False


class _Said:
    """Catches what the app says before its body."""

    def __init__(self) -> None:
        self.told: tuple[str, list[tuple[str, str]]] = ("", [])

    def start(
        self, status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        self.told = status, headers
        return bytes


def _generation(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(_GENERATION).scalar_one())
