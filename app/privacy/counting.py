"""Count the answers that failed, so that an operator finds a fault; never who asked, and never a page that worked.

A count names the pattern of an address and a class of status, for one hour, and is told only from ten on: fewer
could be one person. It is kept in memory and written when a monitor asks whether the site is alive, so no
visitor's request ever makes a line.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from flask import Flask, Response, current_app, request

# The fewest failures that are told, and what counts are rounded down to.
LEAST = 10
_HOUR = 3600


class Counts:
    """How many answers failed in this hour, by pattern of address and class of status."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hour = int(clock() // _HOUR)
        self._failed: Counter[tuple[str, str]] = Counter()

    def note(self, pattern: str, status: int) -> None:
        """Count one failed answer; other answers are not counted."""
        if status >= 400:
            self._failed[pattern, f"{status // 100}xx"] += 1

    def told(self) -> list[str]:
        """Return what is worth a line of the hours that are over, and forget it."""
        hour = int(self._clock() // _HOUR)
        if hour == self._hour:
            return []
        self._hour, failed = hour, self._failed
        self._failed = Counter()
        return [
            f"failed in an hour: {pattern} {kind}, at least {count // LEAST * LEAST}"
            for (pattern, kind), count in sorted(failed.items())
            if count >= LEAST
        ]


def tell() -> None:
    """Write a line for each count that may be told."""
    counts: Counts = current_app.extensions["counts"]
    for line in counts.told():
        current_app.logger.warning(line)


def _count(response: Response) -> Response:
    # An address that is none of ours has no pattern: what was typed there is never kept.
    pattern = request.url_rule.rule if request.url_rule else "no such address"
    counts: Counts = current_app.extensions["counts"]
    counts.note(pattern, response.status_code)
    return response


def init_app(app: Flask) -> None:
    """Count what fails in this app."""
    app.extensions["counts"] = Counts()
    app.after_request(_count)
