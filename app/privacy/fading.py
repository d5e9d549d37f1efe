"""Keys that fade: what they sealed can be opened for half an hour to an hour, and by nobody afterwards.

Each half hour has its key, made from the one before by a step that cannot be taken back; older keys are forgotten.
The file with the oldest key still needed lies in memory (tmpfs), so that all workers of one machine have the same
keys and a machine that was switched off has none. It is not among the keys of the site and in no backup.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock

from app.privacy.keys import SIZE, write_once

WINDOW = 30 * 60
_MEMORY = Path("/dev/shm")  # noqa: S108 - ours alone: only its owner may read it, and its name is not shared


class FadingKeys:
    """The keys of this half hour and the one before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._window, self._key = -1, b""

    def at(self, made: int) -> bytes:
        """Return the key with which to seal at this second (since 1970)."""
        return self._keys(made)[1]

    def still_open(self, now: int) -> tuple[bytes, bytes]:
        """Return the keys that may open something at this second: of this half hour and the one before."""
        before, current = self._keys(now)
        return current, before

    def _keys(self, now: int) -> tuple[bytes, bytes]:
        wanted = now // WINDOW - 1
        with self._lock:
            if self._window < 0:
                self._window, self._key = _first(self._path, wanted)
            if self._window < wanted:
                for _step in range(wanted - self._window):
                    self._key = _next(self._key)
                self._window = wanted
                _replace(self._path, _written(self._window, self._key))
            return self._key, _next(self._key)


def place_for(secret_file: str) -> Path:
    """Return where the fading key of the site with this key file lies: in memory, where there is such a place."""
    name = hashlib.blake2b(str(Path(secret_file).resolve()).encode(), digest_size=8).hexdigest()
    folder = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    return folder / f"waymark-{os.getuid()}-{name}"


def _next(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=SIZE, person=b"waymark fading").digest()


def _first(path: Path, wanted: int) -> tuple[int, bytes]:
    """Return the key that another worker left, or a new one; one that is too old to step from is new too."""
    found = _read(path)
    if found is None or not 0 <= wanted - found[0] <= _MOST_STEPS:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            write_once(path, _written(wanted, secrets.token_bytes(SIZE)))
        found = _read(path)
    if found is None:
        # Nowhere to keep it: this process alone knows its key.
        return wanted, secrets.token_bytes(SIZE)
    return found


# A year of half hours; more is a clock gone wrong.
_MOST_STEPS = 366 * 48


def _read(path: Path) -> tuple[int, bytes] | None:
    try:
        described = path.lstat()
        window, _space, key = path.read_text("ascii").partition(" ")
        ours = described.st_uid == os.getuid() and described.st_mode & 0o077 == 0
        found = int(window), bytes.fromhex(key)
    except (OSError, ValueError):
        return None
    return found if ours and len(found[1]) == SIZE else None


def _written(window: int, key: bytes) -> bytes:
    return f"{window} {key.hex()}".encode("ascii")


def _replace(path: Path, text: bytes) -> None:
    """Put the newer key in the place of the older, whole; if that fails the older fades with the machine."""
    try:
        descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with open(descriptor, "wb") as file:
            file.write(text)
        os.replace(draft, path)
    except OSError:
        return
