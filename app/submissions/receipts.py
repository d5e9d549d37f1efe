"""Receipt codes: all that a group needs to come back, and nothing that says who it is.

27 digits, so that any phone in any script can type them: 25 random ones, which is 83 bits, and two that find a wrong
digit or two neighbours swapped (ISO 7064, MOD 97-10). Only a lookup id is kept, and none leads back to a code.

The hash is slow although nobody can try 83 bits. Who has the table *and* the pepper tries each guess against every
receipt at once; and who saw half a code on a note has only 40 bits left to try. Slow costs a group 50 ms a visit, and
takes both out of reach. Nothing here remembers a code or a lookup id between two calls.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw

LENGTH = 27
_GROUP = 3
_RANDOM = 25
# OWASP's smallest setting for Argon2id: 19 MiB, two passes, one lane.
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
# A flood of codes may wait; it may not take the machine's memory or both its cores.
_AT_ONCE = BoundedSemaphore(2)
# Signs between digits, by Unicode category: spaces, hyphens and dots, line breaks, marks of direction.
_BETWEEN = ("Z", "P", "C")
_MINUS = "\N{MINUS SIGN}"


class Mistyped(ValueError):
    """What was typed is no receipt code; `digits` is how many it has. Its message never holds what was typed."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"{digits} digits")
        self.digits = digits


def new_code() -> str:
    """Return a new code, in groups for showing."""
    number = f"{secrets.randbelow(10**_RANDOM):0{_RANDOM}}"
    return grouped(number + _check_of(number))


def grouped(digits: str) -> str:
    """Return the digits of a code in groups of three, as people can read them out."""
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def read(typed: str) -> str:
    """Return the 27 digits of a code as it was typed, in any script and grouping.

    Raise Mistyped unless they are a whole code. That says nothing about whether such a receipt exists.
    """
    digits = ""
    strange = False
    for sign in typed:
        value = unicodedata.decimal(sign, None)
        if value is not None:
            digits += str(value)
        elif sign != _MINUS and not unicodedata.category(sign).startswith(_BETWEEN):
            # A letter may be a digit read wrong: better say so than leave it out.
            strange = True
    if strange or len(digits) != LENGTH or _check_of(digits[:_RANDOM]) != digits[_RANDOM:]:
        raise Mistyped(len(digits))
    return digits


def lookup_id(digits: str, pepper: bytes) -> str:
    """Return what is kept of a code that `read` gave back: 64 hex digits, the same each time. Takes about 50 ms.

    The salt is the same for every code, because a code is all there is to look it up by.
    """
    salt = hashlib.blake2b(key=pepper, digest_size=16, person=b"receipt salt").digest()
    with _AT_ONCE:
        slow = hash_secret_raw(
            digits.encode("ascii"), salt, _PASSES, _MEMORY_KIB, _LANES, hash_len=32, type=Type.ID
        )
    return hashlib.blake2b(slow, key=pepper, digest_size=32, person=b"receipt lookup").hexdigest()


def _check_of(number: str) -> str:
    return f"{98 - int(number) * 100 % 97:02}"
