"""The nine needs and the kinds of service under each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.vocabulary.reading import read_csv, read_items

# In a URL: any of the needs that are not medical, legal or housing.
OTHER = "other"
_FILE = "needs.json"


@dataclass(frozen=True, slots=True)
class Need:
    """What a person needs. `other`: it stands under "other help"."""

    slug: str
    label: str
    hint: str
    other: bool
    context: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of service. Its code is what URLs, forms and the database hold."""

    need: str
    code: str
    slug: str
    label: str
    context: None = None


@cache
def needs() -> tuple[Need, ...]:
    """Return the nine needs in the order of the pages."""
    return tuple(Need(**item) for item in read_items(_FILE, "needs"))


@cache
def any_other() -> Need:
    """Return the words for all the needs under "other help" together; its slug is OTHER, not a need."""
    return Need(**next(read_items(_FILE, "any_other")))


def need(slug: str) -> Need | None:
    """Return one of the nine needs, or None."""
    return next((need for need in needs() if need.slug == slug), None)


def needs_in(value: str) -> tuple[Need, ...]:
    """Return the needs that a value of the URL parameter `need` means: one, the six under OTHER, or none."""
    return tuple(need for need in needs() if need.slug == value or (value == OTHER and need.other))


@cache
def kinds(need: str = "") -> tuple[Kind, ...]:
    """Return the kinds of service of one need, or all of them, in the order of the file."""
    every = tuple(Kind(row["need"], row["code"], row["slug"], row["label"]) for row in read_csv("kinds.csv"))
    return tuple(kind for kind in every if kind.need == need) if need else every


@cache
def _by_code() -> dict[str, Kind]:
    return {kind.code: kind for kind in kinds()}


def kind(code: str) -> Kind | None:
    """Return a kind of service by its code, or None."""
    return _by_code().get(code)
