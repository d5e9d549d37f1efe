"""The gone file: a line for each withdrawn code and each "do not list us", only ever added to, meant to be copied off
the machine. "Do not list us" is a keyed hash, as in the database: without the keys of the site it says nothing.

It always follows the database: whatever is withdrawn there and not yet in the file is added, so a crash between
commit and writing loses nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.directory.models import Organisation, Service
from app.directory.rules import Publication
from app.keeping.copying import reading
from app.submissions.models import Refusal

_LINE = re.compile(r"withdrawn (?P<code>[a-z0-9-]{1,64})|refused (?P<hash>[0-9a-f]{64})")
# A line whose end was lost (a full disk, a crash) could name another code: it is closed like this and not read.
_CUT = " (cut short)"


class BadGoneFile(ValueError):
    """A gone file that cannot be trusted; the message says where."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What must not come back: codes of withdrawn listings, hashes of who asked not to be listed."""

    codes: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def without(self, other: Gone) -> Gone:
        """Return what is here and not in the other."""
        return Gone(self.codes - other.codes, self.refused - other.refused)

    def lines(self) -> list[str]:
        """Return what is here as lines of the file."""
        return [
            *(f"withdrawn {code}" for code in sorted(self.codes)),
            *(f"refused {one}" for one in sorted(self.refused)),
        ]


def read(path: Path) -> Gone:
    """Return what is in the file. Raise BadGoneFile at a line that is not understood."""
    found: dict[str, set[str]] = {"code": set(), "hash": set()}
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if not line.strip() or line.rstrip("\n").endswith(_CUT) or not line.endswith("\n"):
            continue
        match = _LINE.fullmatch(line.strip())
        if not match or not match.lastgroup:
            raise BadGoneFile(f"Line {number} of {path} is not understood.")
        found[match.lastgroup].add(match[match.lastgroup])
    return Gone(frozenset(found["code"]), frozenset(found["hash"]))


def read_whole(path: Path) -> Gone:
    """Return what is in a file that decides what comes back. Raise BadGoneFile if its end is lost."""
    text = path.read_bytes()
    if text and not text.endswith(b"\n"):
        raise BadGoneFile(f"The last line of {path} is cut short. Take a whole copy of the file.")
    return read(path)


def must_know(session: Session, gone: Gone) -> None:
    """Raise BadGoneFile if something is gone here and not in `gone`: the file is too old or another's."""
    unknown = len(_gone(session).without(gone).lines())
    if unknown:
        raise BadGoneFile(
            f"This gone file is older than the backup, or of another site: {unknown} lines are not in it."
        )


def catch_up(url: str, path: Path) -> int:
    """Add what is gone in the database at `url` and not yet in the file; return how many lines that were.

    The lines are on the disk when this returns. Raise OSError if they cannot be written. Reads the database
    itself, because a replica may be behind, and without its write lock.
    """
    with _snapshot(sa.make_url(url)) as connection, Session(connection) as session:
        missing = _gone(session).without(read(path) if path.exists() else Gone()).lines()
    if missing:
        _append(path, missing)
    return len(missing)


@contextmanager
def _snapshot(url: sa.URL) -> Iterator[sa.Connection]:
    if url.get_backend_name() == "sqlite":
        with reading(Path(str(url.database))) as connection:
            yield connection
        return
    with sa.create_engine(url, poolclass=NullPool, hide_parameters=True).connect() as connection:
        yield connection


def _gone(session: Session) -> Gone:
    """Return what is gone in the database; before its migration it holds no "do not list us"."""
    codes = {
        code
        for model in (Organisation, Service)
        for code in session.scalars(sa.select(model.code).where(model.publication == Publication.WITHDRAWN))
    }
    migrated = sa.inspect(session.connection()).has_table(Refusal.__tablename__)
    return Gone(frozenset(codes), frozenset(session.scalars(sa.select(Refusal.hash)) if migrated else ()))


def _append(path: Path, more: Iterable[str]) -> None:
    new = not path.exists()
    lines = "".join(f"{line}\n" for line in more)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with open(descriptor, "ab", buffering=0) as file:
        file.write((_end_of_cut_line(path) + lines).encode())
        os.fsync(file.fileno())
    if new:
        _sync_folder(path.parent)


def _end_of_cut_line(path: Path) -> str:
    written = path.read_bytes()
    return f"{_CUT}\n" if written and not written.endswith(b"\n") else ""


def _sync_folder(folder: Path) -> None:
    """Make a new file's name as durable as its content."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
