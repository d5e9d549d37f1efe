"""The keys of a site: one file outside the database, so that neither is of use without the other.

Made at first need and never replaced: with other keys every receipt code of every group would stop working. A site
that holds anything made with its keys gets no new ones by accident, only by `new-keys`.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from flask import Flask, current_app

SIZE = 32
_KEPT_AS = "keys"
_ASKED_AS = "keys_in_use"
_WHAT_TO_DO = (
    "Bring your copy of this file back (docs/operating.md, Keys). "
    "Do not delete it: with new keys no receipt code works any more."
)
_MISSING = (
    "Bring your copy of it back, or say with WAYMARK_SECRET_FILE where it is (docs/operating.md, Keys). "
    "Only if it is lost for ever: flask --app app new-keys"
)


class BadKeyFile(RuntimeError):
    """A key file that cannot be used; the message names it and says what to do, and holds no key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of SIZE bytes, each for one purpose. None is shown by `repr`."""

    # Seals the tokens of forms and links (app/privacy/tokens.py).
    form: bytes = field(repr=False)
    # Without it nobody can try receipt codes against a stolen table.
    pepper: bytes = field(repr=False)
    # Knows again a group that asked not to be listed, without keeping its name.
    refusals: bytes = field(repr=False)


_NAMES = tuple(one.name for one in fields(Keys))


def keys() -> Keys:
    """Return the keys of this site, from its file at first need and from memory after.

    Raise BadKeyFile, also where the file is missing and the database holds what was made with it.
    """
    kept = current_app.extensions
    if _KEPT_AS not in kept:
        path = Path(kept["settings"].secret_file)
        if _ASKED_AS in kept and not path.exists() and kept[_ASKED_AS]():
            raise BadKeyFile(f"The key file {path} is missing, and receipts or refusals need it. {_MISSING}")
        kept[_KEPT_AS] = keys_at(path)
    found: Keys = kept[_KEPT_AS]
    return found


def guard(app: Flask, in_use: Callable[[], bool]) -> None:
    """Let this app make no keys while `in_use` says that the database holds what was made with them."""
    app.extensions[_ASKED_AS] = in_use


def keys_at(path: Path) -> Keys:
    """Return the keys in this file, made here if there is none. Raise BadKeyFile.

    Workers that start at once all return the same keys: those of whoever was first.
    """
    try:
        if not path.exists():
            write_once(path, _fresh())
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadKeyFile(
            f"The key file {path} cannot be read or made: {reason}. "
            "Let the account of the site read it and write in its folder, or set WAYMARK_SECRET_FILE."
        ) from None


def parse(text: bytes, name: str) -> Keys:
    """Return the keys in the text of a key file. Raise BadKeyFile, with this name, unless all of them are whole."""
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        # Not "from" the cause: its message would show a part of the text.
        raise BadKeyFile(f"{name} is not a whole key file. {_WHAT_TO_DO}")
    found = {key: _decoded(held.get(key)) for key in _NAMES}
    lacking = [key for key, value in found.items() if len(value) != SIZE]
    if lacking:
        raise BadKeyFile(
            f"{name} lacks these keys or holds a part of them: {', '.join(lacking)}. {_WHAT_TO_DO}"
        )
    return Keys(**found)


def write_once(path: Path, text: bytes) -> bool:
    """Make this file, whole, durable and readable by its owner only; return False if there is one already.

    Raise OSError if it cannot be written. Never overwrites: its name is given to a finished file, and only one
    can be first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(draft)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make the names in this folder as durable as what is in the files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fresh() -> bytes:
    made = {name: base64.b64encode(secrets.token_bytes(SIZE)).decode() for name in _NAMES}
    return (json.dumps(made, indent=1) + "\n").encode()


def _decoded(value: object) -> bytes:
    """Return the bytes of a key, or none at all if it is not one."""
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        return b""
