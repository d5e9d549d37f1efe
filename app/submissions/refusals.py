"""Remember "do not list us" as keyed hashes: recognised when it comes again, and never read."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Set

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.submissions.models import Refusal

# The end of a phone number is the same with and without the country's digits.
_END_OF_NUMBER = 9
_FEWEST_DIGITS = 7


def fold_name(name: str) -> str:
    """Return a name as it is compared: letters and digits only, without case, accents or width."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def fold_contact(contact: str) -> str:
    """Return a number, an e-mail or a website as it is compared."""
    text = contact.strip().casefold()
    digits = "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
    if not any(c.isalpha() for c in text):
        return digits[-_END_OF_NUMBER:] if len(digits) >= _FEWEST_DIGITS else ""
    return text.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _marks(key: bytes, names: Iterable[str], contacts: Iterable[str]) -> set[str]:
    told = {f"name:{folded}" for name in names if (folded := fold_name(name))}
    told |= {f"contact:{folded}" for contact in contacts if (folded := fold_contact(contact))}
    return {hashlib.blake2b(one.encode(), key=key, digest_size=32).hexdigest() for one in told}


def refuse(session: Session, key: bytes, names: Iterable[str], contacts: Iterable[str]) -> set[str]:
    """Remember that a group with these names and contacts is not to be listed; return the hashes kept."""
    marks = _marks(key, names, contacts)
    keep(session, marks)
    return marks


def keep(session: Session, marks: Set[str]) -> None:
    """Keep hashes that `refuse` returned once, here or before a restore."""
    known = set(session.scalars(sa.select(Refusal.hash)))
    session.add_all(Refusal(hash=mark) for mark in marks - known)
    session.flush()


def is_refused(session: Session, key: bytes, names: Iterable[str], contacts: Iterable[str]) -> bool:
    """Say whether a group with one of these names or contacts asked not to be listed."""
    marks = _marks(key, names, contacts)
    found = sa.select(Refusal.hash).where(Refusal.hash.in_(marks)).limit(1)
    return bool(marks) and session.scalars(found).first() is not None


def recogniser(session: Session, key: bytes) -> Callable[[Iterable[str], Iterable[str]], bool]:
    """Return what says the same as `is_refused` of a great many groups: who asked is read once, now."""
    known = frozenset(session.scalars(sa.select(Refusal.hash)))
    return lambda names, contacts: bool(known) and not known.isdisjoint(_marks(key, names, contacts))
