"""The built file of places, opened on first use, read-only. Holds no query of its own.

SQLite rather than text: nothing to load, a megabyte of memory (docs/decisions/places-file.md). It is
not the site's database: it is made once, holds no listing, and is never written here.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from threading import Lock

FILE = Path(__file__).parent / "data" / "places.sqlite3"

_one_at_a_time = Lock()


@cache
def _file() -> sqlite3.Connection:
    address = f"{FILE.as_uri()}?mode=ro&immutable=1"
    # No statement is kept for another time: it would keep the words that were bound to it.
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, cached_statements=0)
    connection.executescript("PRAGMA query_only = ON; PRAGMA mmap_size = 16000000; PRAGMA cache_size = -256")
    return connection


def rows(question: str, *values: str | int) -> list[tuple[str | int, ...]]:
    """Ask the file one SELECT."""
    with _one_at_a_time:
        return _file().execute(question, values).fetchall()
