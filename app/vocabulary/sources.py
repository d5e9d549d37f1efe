"""Who said a fact, and how we know who leads an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.vocabulary.reading import read_items

_FILE = "sources.json"


@dataclass(frozen=True, slots=True)
class Source:
    """Who said a fact. `by_others`: someone other than the organisation looked."""

    slug: str
    label: str
    by_others: bool
    context: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How we know who leads. Only levels that `counts` make an organisation peer-led for filters."""

    slug: str
    label: str
    counts: bool
    context: str


@cache
def sources() -> tuple[Source, ...]:
    """Return the four sources, from the organisation's own word to the strongest check."""
    return tuple(Source(**item) for item in read_items(_FILE, "sources"))


def source(slug: str) -> Source:
    """Return one source. Raise KeyError if there is none."""
    return {source.slug: source for source in sources()}[slug]


@cache
def evidence_levels() -> tuple[Evidence, ...]:
    """Return the four levels, the strongest first."""
    return tuple(Evidence(**item) for item in read_items(_FILE, "evidence"))


def evidence(slug: str) -> Evidence:
    """Return one level of evidence, `a` to `d`. Raise KeyError if there is none."""
    return {level.slug: level for level in evidence_levels()}[slug]
