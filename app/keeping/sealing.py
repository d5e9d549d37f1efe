"""The keys of a site beside its backup: encrypted to the operator (age), and put back whole or not at all.

The key that opens them is never on the machine of the site, so a stolen backup opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# It brings no types.
from pyrage import (  # type: ignore[import-untyped]
    DecryptError,
    IdentityError,
    RecipientError,
    decrypt,
    encrypt,
    x25519,
)

from app.keeping.copying import CannotCopy
from app.privacy.keys import keys_at, parse, write_once

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how every such line begins
_NO_RECIPIENT = (
    "The keys of the site are NOT in this backup: without them no receipt code works after a restore. "
    "Run age-keygen on a machine of your own and set WAYMARK_BACKUP_RECIPIENT to the public key it prints."
)
_NO_KEYS = (
    "There is no key file at {}, so there are NO keys in this backup. If the site has used them, "
    "set WAYMARK_SECRET_FILE as the site does and back up again."
)


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """What a backup does with the keys: their encrypted file, or nothing; and what to tell the operator."""

    sealed: bytes = field(repr=False)
    said: str


def sealed_keys(path: Path, recipients: str) -> SealedKeys:
    """Encrypt the key file at `path` to these recipients: age1…, separated by commas.

    Raise CannotCopy for a recipient that is none, BadKeyFile for a file that is not whole. Makes no keys: those of a
    site whose address of the key file is not known here would be others.
    """
    to = [_recipient(one.strip(), place) for place, one in enumerate(recipients.split(","), 1) if one.strip()]
    text = path.read_bytes() if path.exists() else None
    if text is not None:
        parse(text, str(path))
    if not to:
        return SealedKeys(b"", _NO_RECIPIENT)
    if text is None:
        return SealedKeys(b"", _NO_KEYS.format(path))
    return SealedKeys(
        encrypt(text, to), "The keys of the site are beside it, encrypted, in a file ending in .keys.age."
    )


def opened_keys(path: Path, identity: str) -> bytes:
    """Return the key file that was encrypted at `path`, with a key as age-keygen writes it.

    Raise CannotCopy if that does not open it, BadKeyFile if what is inside is not whole.
    """
    try:
        known = [
            x25519.Identity.from_str(line.strip())
            for line in identity.splitlines()
            if line.strip().startswith(_SECRET)
        ]
    except IdentityError:
        known = []
    if not known:
        # Never "from" the cause or with a line of it.
        raise CannotCopy(f"The identity holds no whole line that begins with {_SECRET}1.")
    try:
        text: bytes = decrypt(path.read_bytes(), known)
    except DecryptError:
        raise CannotCopy(f"{path} does not open with this identity, or is not whole.") from None
    parse(text, str(path))
    return text


@contextmanager
def put_back(path: Path, text: bytes | None) -> Iterator[str]:
    """Put a key file back and yield what to tell the operator; leave none if what runs inside fails.

    Raise CannotCopy if there are other keys: they may be in use. Without a text what is there stays.
    """
    if text is None:
        yield _told_without(path)
        return
    made = write_once(path, text)
    try:
        if keys_at(path) != parse(text, str(path)):
            raise CannotCopy(
                f"{path} holds other keys and is not overwritten. Move it away if nobody needs them."
            )
        yield f"The keys are back at {path}: receipt codes work as before."
    except BaseException:
        if made:
            path.unlink(missing_ok=True)
        raise


def _told_without(path: Path) -> str:
    if path.exists():
        return f"No keys were brought; those at {path} stay. Receipt codes work only if they are of this same site."
    return (
        "No keys were brought: the receipt codes of groups do NOT work any more, and who asked not to be listed is "
        "not known again. If you have the file ending in .keys.age, start again with --keys and --identity. "
        "If it is lost for ever: flask --app app new-keys"
    )


def _recipient(text: str, place: int) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except RecipientError:
        # What was given is not repeated: it may be the secret key by mistake.
        raise CannotCopy(
            f"Number {place} in WAYMARK_BACKUP_RECIPIENT is not the public key of an age key pair (age1…)."
        ) from None
