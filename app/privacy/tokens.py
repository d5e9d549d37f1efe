"""Sealed tokens: what a form or a link carries for us, so that nothing about it is kept here.

Only this site can make or read one. Each has a purpose, and opens for no other; it knows when it was made; and its
length tells only how big its content is roughly. Opening needs no clock of its own: the caller says what time it is.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.secret import Aead

KEY_SIZE = 32
# Content is filled up to the first of these sizes that holds it, and above that to the next multiple of four.
_SMALLEST = 64
_STEP = 4
_SHORTEST = Aead.NONCE_SIZE + _SMALLEST + Aead.MACBYTES
# When it was made (seconds since 1970) and how much of what follows is content.
_HEAD = struct.Struct(">qI")


class TokenError(ValueError):
    """A token that does not open."""


class Broken(TokenError):
    """No token of this site and this purpose."""


class Expired(TokenError):
    """A token that was whole but is too old."""


class TooSoon(TokenError):
    """A token that came back before its time; `wait` says how many seconds are left."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed, and how long ago."""

    payload: bytes
    age_seconds: int


def seal(key: bytes, purpose: str, payload: bytes, now: int, room: int = 0) -> str:
    """Return a token, safe in addresses and forms, that only `unseal` with this key and purpose can read.

    With `room` every payload of up to so many bytes gives a token of the same length. The shortest token has 139
    letters and carries 52 bytes.
    """
    inside = _HEAD.pack(now, len(payload)) + payload
    size = _SMALLEST
    while size < max(len(inside), room + _HEAD.size):
        size *= _STEP
    sealed = bytes(_box(key, purpose).encrypt(inside.ljust(size, b"\0")))
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")


def unseal(key: bytes, purpose: str, token: str, now: int, *, most: int, least: int = 0) -> Opened:
    """Return what is in a token that is at least `least` and at most `most` seconds old.

    Raise Broken, TooSoon or Expired. A token from the future, after a clock was set back, is TooSoon.
    """
    try:
        inside = _box(key, purpose).decrypt(_bytes_of(token))
    except CryptoError:
        raise Broken from None
    made, length = _HEAD.unpack_from(inside)
    age = now - made
    if age < least:
        raise TooSoon(least - age)
    if age > most:
        raise Expired
    return Opened(inside[_HEAD.size : _HEAD.size + length], age)


def _box(key: bytes, purpose: str) -> Aead:
    if len(key) != KEY_SIZE:
        raise ValueError(f"A key has {KEY_SIZE} bytes, not {len(key)}.")
    derived = hashlib.blake2b(purpose.encode(), key=key, digest_size=Aead.KEY_SIZE, person=b"waymark token")
    return Aead(derived.digest())


def _bytes_of(token: str) -> bytes:
    """Undo the writing of `seal`. Raise Broken for every text but the one that it wrote."""
    try:
        found = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Broken from None
    # Two texts could stand for the same bytes; only one of them is the token.
    if len(found) < _SHORTEST or base64.urlsafe_b64encode(found).rstrip(b"=").decode("ascii") != token:
        raise Broken
    return found
