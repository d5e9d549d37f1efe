"""The gone file: one line for each withdrawn code, only ever added to, meant to be copied off the machine.

It always follows the database: whatever is withdrawn there and not yet in the file is added, so a crash between
commit and writing loses nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import open_database
from app.directory.models import Organisation, Service
from app.directory.rules import Publication

_LINE = re.compile(r"withdrawn ([a-z0-9-]{1,64})")
# A line whose end was lost (a full disk, a crash) could name another code: it is closed like this and not read.
_CUT = " (cut short)"


class BadGoneFile(ValueError):
    """A gone file that cannot be trusted; the message says where."""


def read(path: Path) -> frozenset[str]:
    """Return the withdrawn codes in the file. Raise BadGoneFile at a line that is not understood."""
    codes = set()
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if not line.strip() or line.rstrip("\n").endswith(_CUT) or not line.endswith("\n"):
            continue
        found = _LINE.fullmatch(line.strip())
        if not found:
            raise BadGoneFile(f"Line {number} of {path} is not understood.")
        codes.add(found[1])
    return frozenset(codes)


def read_whole(path: Path) -> frozenset[str]:
    """Return the withdrawn codes in a file that decides what comes back. Raise BadGoneFile if its end is lost."""
    text = path.read_bytes()
    if text and not text.endswith(b"\n"):
        raise BadGoneFile(f"The last line of {path} is cut short. Take a whole copy of the file.")
    return read(path)


def must_know(session: Session, codes: frozenset[str]) -> None:
    """Raise BadGoneFile if something is withdrawn here that is not in `codes`: the file is too old or another's."""
    unknown = len(_withdrawn(session) - codes)
    if unknown:
        raise BadGoneFile(
            f"This gone file is older than the backup, or of another site: {unknown} withdrawn codes are not in it."
        )


def catch_up(url: str, path: Path) -> int:
    """Add what is withdrawn in the database at `url` and not yet in the file; return how many codes that were.

    The lines are on the disk when this returns. Raise OSError if they cannot be written. Reads the database
    itself, because a replica may be behind, and without its write lock.
    """
    opened = open_database(url)
    try:
        with Session(opened.read) as session:
            missing = sorted(_withdrawn(session) - (read(path) if path.exists() else frozenset()))
    finally:
        opened.dispose()
    if missing:
        _append(path, missing)
    return len(missing)


def _withdrawn(session: Session) -> set[str]:
    return {
        code
        for model in (Organisation, Service)
        for code in session.scalars(sa.select(model.code).where(model.publication == Publication.WITHDRAWN))
    }


def _append(path: Path, codes: Iterable[str]) -> None:
    new = not path.exists()
    lines = "".join(f"withdrawn {code}\n" for code in codes)
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
