"""The pledge, and the fixed reasons for refusing, warning, pausing, reporting and deciding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.vocabulary.reading import read_items

_FILE = "pledge.json"


@dataclass(frozen=True, slots=True)
class Promise:
    """One of the ten promises that an organisation makes."""

    code: str
    slug: str
    sentence: str
    context: None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided or reported. `fact` is the slug of the fact it rests on, "" if none.

    Only a reason to pause has a `sentence`: what the public page says. It never tells what was alleged.
    """

    code: str
    slug: str
    label: str
    fact: str = ""
    sentence: str = ""
    context: None = None


@cache
def pledge() -> tuple[Promise, ...]:
    """Return the ten promises in their order."""
    return tuple(Promise(**item) for item in read_items(_FILE, "pledge"))


@cache
def reasons(purpose: str) -> tuple[Reason, ...]:
    """Return the reasons for a refusal, warning, pause, report or decision. Raise KeyError for others."""
    return tuple(Reason(**item) for item in read_items(_FILE, purpose))


@cache
def _by_code() -> dict[str, Reason]:
    purposes = ("refusal", "warning", "pause", "report", "decision")
    return {reason.code: reason for purpose in purposes for reason in reasons(purpose)}


def reason(code: str) -> Reason | None:
    """Return a reason by its code, or None. A code names one reason among all purposes."""
    return _by_code().get(code)


def told_of(written: str) -> str:
    """Return what the public log says of a reason, written as a code or a slug; "" where it says nothing.

    It never tells what was alleged: of a pause only the sentence of the public page, of a report only what is
    about no fact, of a refusal nothing.
    """
    by_slug = {
        one.slug: one for purpose in ("report", "pause", "warning", "decision") for one in reasons(purpose)
    }
    found = reason(written) or by_slug.get(written)
    if found is None or found in reasons("refusal"):
        return ""
    if found in reasons("report") and found.fact:
        return ""
    return found.sentence or found.label
