"""The words for the state of a service and of its listing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.vocabulary.reading import read_items

_FILE = "statuses.json"


@dataclass(frozen=True, slots=True)
class Term:
    """One state: a word for lists and a sentence for the page."""

    slug: str
    label: str
    sentence: str
    context: str


@cache
def statuses() -> tuple[Term, ...]:
    """Return the states of a service: open, paused, full, closed, moved."""
    return tuple(Term(**item) for item in read_items(_FILE, "statuses"))


def status(slug: str) -> Term:
    """Return one state of a service. Raise KeyError if there is none."""
    return {term.slug: term for term in statuses()}[slug]


@cache
def publications() -> tuple[Term, ...]:
    """Return draft, listed and withdrawn."""
    return tuple(Term(**item) for item in read_items(_FILE, "publications"))


@cache
def standings() -> tuple[Term, ...]:
    """Return checked and unchecked."""
    return tuple(Term(**item) for item in read_items(_FILE, "standings"))
