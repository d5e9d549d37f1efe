"""Clocks: one by one over a connection that stays open, and many at once; medians, and the 95th of a hundred."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_REPEATS = 5


@dataclass(slots=True)
class Times:
    """Milliseconds of each question of one class (the median of its repeats)."""

    each: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Return the time that this share of the questions stays under."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Visitor:
    """Someone with one open connection."""

    def __init__(self, base: str) -> None:
        where = urlsplit(base)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=120)

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body of a page."""
        self._connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def post(self, path: str, body: str) -> int:
        """Send a form and return the status."""
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, body, head)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def page_after(self, path: str, body: str) -> str:
        """Send a form and return the page that answers."""
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, body, head)
        return self._connection.getresponse().read().decode()


def side_by_side(works: dict[str, Sequence[Callable[[], object]]]) -> dict[str, Times]:
    """Time several things in turns, so that a busy moment of the machine hits all of them."""
    found = {name: Times() for name in works}
    most = max(map(len, works.values()))
    for i in range(most):
        taken: dict[str, list[float]] = {name: [] for name in works}
        for repeat in range(_REPEATS + 1):
            for name, some in works.items():
                if i < len(some):
                    start = time.perf_counter()
                    some[i]()
                    if repeat:
                        taken[name].append((time.perf_counter() - start) * 1000)
        for name, each in taken.items():
            if each:
                found[name].each.append(statistics.median(each))
    return found


def at_once(base: str, paths: Sequence[str], people: int, seconds: float) -> float:
    """Return how many pages a second this many people get, each with a connection."""
    done = [0] * people
    end = time.perf_counter() + seconds

    def visit(who: int) -> None:
        visitor = Visitor(base)
        for path in _round_and_round(paths, who * 7):
            if time.perf_counter() >= end:
                return
            visitor.get(path)
            done[who] += 1

    threads = [threading.Thread(target=visit, args=(who,)) for who in range(people)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def _round_and_round(paths: Sequence[str], start: int) -> Iterable[str]:
    i = start
    while True:
        yield paths[i % len(paths)]
        i += 1
