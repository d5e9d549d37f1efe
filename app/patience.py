"""Ask what may hang: a database whose machine answers and whose program does not would hold a page for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread, current_thread
from typing import TypeVar

import sqlalchemy as sa

T = TypeVar("T")
# Seconds to wait for an answer, and from one try to the next of who gave none.
PATIENCE, AGAIN = 1.0, 0.1


class Silent(sa.exc.SQLAlchemyError):
    """A database does not answer. It hangs, or its line is cut."""


class Patient:
    """Puts questions to one database in threads of their own.

    The first one that is not answered in time costs whoever asked a moment. From then on nobody waits: its thread
    goes on asking, and until it has an answer every question is refused.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        """`patience` is in seconds."""
        self._patience = patience
        self._given_up: Thread | None = None

    def ask(self, question: Callable[[], T]) -> T:
        """Return the answer. Raise what the question raises, or Silent."""
        if self._given_up is not None and self._given_up.is_alive():
            raise Silent
        answer: Future[T] = Future()
        thread = Thread(target=self._put, args=(question, answer), name="asking", daemon=True)
        thread.start()
        try:
            return answer.result(self._patience)
        except TimeoutError:
            self._given_up = thread
            raise Silent from None

    def _put(self, question: Callable[[], T], answer: Future[T]) -> None:
        try:
            answer.set_result(question())
        except Exception as error:
            answer.set_exception(error)
            while self._given_up is current_thread():
                time.sleep(AGAIN)
                with suppress(Exception):
                    question()
                    return
