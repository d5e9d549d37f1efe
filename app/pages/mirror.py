"""The mirror: the same pages as files, made anew when what they show changes.

Each page is `PATH/index.html`, with `.br` and `.gz` beside it; one with choices is `PATH/CHOICES/index.html`. What the
mirror knows of itself lies beside the folder, never in it: nobody who reads the pages can read that.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from app.pages.edge import Pages
from app.pages.packing import Page
from app.pages.rules import address_of

_SUFFIXES = {"": "", "br": ".br", "gzip": ".gz"}
_TABLES = """
CREATE TABLE IF NOT EXISTS page (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tag (tag TEXT, address TEXT, PRIMARY KEY (tag, address)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_address ON tag (address);
CREATE TABLE IF NOT EXISTS made (what TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_HERE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did: pages written and taken away, and whether everything was made anew."""

    written: int
    removed: int
    everything: bool


class Mirror:
    """The files below one folder."""

    def __init__(self, pages: Pages, folder: Path, every: Callable[[], Iterable[str]]) -> None:
        """`every` returns the addresses of all pages there should be."""
        self._pages, self._folder, self._every = pages, folder.absolute(), every
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder.with_name(f"{self._folder.name}.state")
        self._state = sqlite3.connect(beside, isolation_level=None)
        # What was withdrawn leaves no byte here either.
        self._state.execute("PRAGMA secure_delete=ON")
        self._state.executescript(_TABLES)

    def close(self) -> None:
        """Close what the mirror knows of itself."""
        self._state.close()

    def update(self, *, everything: bool = False) -> Report:
        """Bring the files up to date: take away first, then what changed, the pages of listings before the lists.

        After a month's turn, an update of the site, or a gap in what was noted, everything is made anew.
        """
        now = _made_with(self._pages)
        seen = None if everything or self._made("with") != now else int(self._made("generation") or -1)
        news = self._pages.watch.ask(seen)
        if seen == news.generation:
            return Report(0, 0, everything=False)
        wanted, there = (
            dict.fromkeys(self._every()),
            {row[0] for row in self._rows("SELECT address FROM page")},
        )
        gone = there - wanted.keys()
        for address in gone:
            self._remove(address)
        touched = None if news.tags is None else self._touched(news.tags)
        again = [one for one in wanted if touched is None or one in touched or one not in there]
        for address in sorted(again, key=_listings_first):
            self._write(address, in_haste=touched is not None)
        self._note("with", now)
        self._note("generation", str(news.generation))
        return Report(len(again), len(gone), everything=touched is None)

    def _touched(self, tags: frozenset[str]) -> set[str]:
        found: set[str] = set()
        for tag in tags:
            found |= {row[0] for row in self._rows("SELECT address FROM tag WHERE tag = ?", tag)}
        return found

    def _write(self, text: str, *, in_haste: bool) -> None:
        path, _, query = text.partition("?")
        address = address_of(path, query)
        page = self._pages.make(address, in_haste=in_haste) if address else None
        if page is None:
            self._remove(text)
            return
        _write_files(self.file_of(text), page)
        with self._all_or_nothing():
            self._state.execute("INSERT OR REPLACE INTO page VALUES (?)", (text,))
            self._state.execute("DELETE FROM tag WHERE address = ?", (text,))
            self._state.executemany("INSERT INTO tag VALUES (?, ?)", [(tag, text) for tag in page.tags])

    def _remove(self, text: str) -> None:
        file = self.file_of(text)
        for suffix in _SUFFIXES.values():
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            file.parent.rmdir()
        with self._all_or_nothing():
            self._state.execute("DELETE FROM page WHERE address = ?", (text,))
            self._state.execute("DELETE FROM tag WHERE address = ?", (text,))

    def file_of(self, text: str) -> Path:
        """Return the file of a page. Addresses have no dots at the start of a part, so it lies in the folder."""
        path, _, query = text.partition("?")
        return self._folder.joinpath(*path.strip("/").split("/"), query, "index.html")

    def _made(self, what: str) -> str:
        return next((row[0] for row in self._rows("SELECT value FROM made WHERE what = ?", what)), "")

    def _note(self, what: str, value: str) -> None:
        self._state.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (what, value))

    def _rows(self, statement: str, *values: str) -> list[tuple[str]]:
        return self._state.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._state.execute("BEGIN")
        yield
        self._state.execute("COMMIT")


def _listings_first(address: str) -> tuple[bool, str]:
    """Order what is written: who is listed, and with what, is right before the lists are."""
    parts = address.split("/")
    return (len(parts) < 3 or parts[2] not in ("s", "o"), address)


def _write_files(file: Path, page: Page) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for encoding, suffix in _SUFFIXES.items():
        if encoding in page.packed:
            _replace(file.with_name(file.name + suffix), page.body(encoding))


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that whoever reads it gets the old or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with closing(os.fdopen(handle, "wb")) as made:
            made.write(content)
        Path(name).chmod(0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _made_with(pages: Pages) -> str:
    """Return a name for all that pages are made of besides listings: the month, the settings, this program."""
    month = datetime.fromtimestamp(pages.clock(), UTC).strftime("%Y-%m")
    told = [month, pages.site_url, pages.site_name]
    for folder in ("app", "translations"):
        for path in sorted((_HERE / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".mo", ".json", ".csv", ".txt", ".toml"}:
                told.append(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}")
    return blake2b("\n".join(told).encode(), digest_size=16).hexdigest()
