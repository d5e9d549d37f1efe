"""What a mirror knows of itself: which pages lie in it, what they show, and which wait to be made anew.

It is a file beside the mirror, so that a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS page (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tag (tag TEXT, address TEXT, PRIMARY KEY (tag, address)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_address ON tag (address);
CREATE TABLE IF NOT EXISTS made (what TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (address TEXT PRIMARY KEY, turn INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_turn ON waiting (turn, address);
"""
# The sooner turn counts.
_WAIT = (
    "INSERT INTO waiting VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET turn = min(turn, excluded.turn)"
)


class Turn(IntEnum):
    """When a page is made anew: what a change touched first, listings before lists, and lists before their text."""

    CHANGED_LISTING = -1
    CHANGED = 0
    CHANGED_TEXT = 1
    LISTING = 2
    REST = 3


class Ledger:
    """The file beside one mirror. Each call that writes is whole or has not happened."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it."""
        self._file = sqlite3.connect(path, isolation_level=None)
        # What was withdrawn leaves no byte here either.
        self._file.execute("PRAGMA secure_delete=ON")
        self._file.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def noted(self, what: str) -> str:
        """Return what was noted last, or nothing."""
        return next(iter(self._column("SELECT value FROM made WHERE what = ?", what)), "")

    def there(self) -> set[str]:
        """Return the addresses of all pages in the mirror: at the size of the whole site."""
        return set(self._column("SELECT address FROM page"))

    def lacks(self, addresses: Iterable[str]) -> set[str]:
        """Return those of these addresses that are not in the mirror."""
        asked = "SELECT 1 FROM page WHERE address = ?"
        return {address for address in addresses if not self._column(asked, address)}

    def touched(self, tags: Iterable[str]) -> set[str]:
        """Return the addresses of pages with one of these tags."""
        found = (self._column("SELECT address FROM tag WHERE tag = ?", tag) for tag in tags)
        return {address for some in found for address in some}

    def plan(self, turns: Mapping[str, Turn], **noted: str) -> None:
        """Let these pages wait for their turn, and note what they will show then."""
        with self._whole():
            self._file.executemany(_WAIT, turns.items())
            self._file.executemany("INSERT OR REPLACE INTO made VALUES (?, ?)", noted.items())

    def waiting(self, most: int) -> list[tuple[str, Turn]]:
        """Return the next pages to be made."""
        rows = "SELECT address, turn FROM waiting ORDER BY turn, address LIMIT ?"
        return [(address, Turn(turn)) for address, turn in self._file.execute(rows, (most,))]

    def is_behind(self) -> bool:
        """Say whether pages wait that no change touched: everything is being made anew."""
        return bool(self._column("SELECT 1 FROM waiting WHERE turn >= ? LIMIT 1", Turn.LISTING))

    def note(
        self, written: Mapping[str, Iterable[str]], removed: Iterable[str] = (), same: Iterable[str] = ()
    ) -> None:
        """Note that these pages lie in the mirror, and what each shows; that those do not, and need not.

        And that the last wait no more: they lie in the mirror as they did.

        Many at once: what costs is to wait for the disk, once each time.
        """
        gone = [(address,) for address in (*written, *removed)]
        with self._whole():
            self._file.executemany("DELETE FROM waiting WHERE address = ?", [(one,) for one in same])
            for table in ("waiting", "page", "tag"):
                self._file.executemany(f"DELETE FROM {table} WHERE address = ?", gone)  # noqa: S608 - our own tables
            self._file.executemany("INSERT INTO page VALUES (?)", [(address,) for address in written])
            rows = [(tag, address) for address, tags in written.items() for tag in tags]
            self._file.executemany("INSERT INTO tag VALUES (?, ?)", rows)

    def _column(self, statement: str, *values: str | int) -> list[str]:
        return [row[0] for row in self._file.execute(statement, values)]

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        self._file.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")
