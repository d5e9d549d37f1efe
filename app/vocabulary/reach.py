"""The ways to reach a service, and what each of them leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.vocabulary.reading import read_items

_FILE = "reach.json"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach a service. `verb` is on its button; `privacy` says what others may see.

    `answer` is its answer to the fact `how_to_reach`, None when it is none of those.
    """

    slug: str
    label: str
    verb: str
    privacy: str
    answer: str | None
    context: str


@dataclass(frozen=True, slots=True)
class ChatApp:
    """An app in which a service answers."""

    slug: str
    label: str
    context: str


@cache
def ways() -> tuple[Way, ...]:
    """Return the ways to reach a service, in the order of the pages."""
    return tuple(Way(**item) for item in read_items(_FILE, "ways"))


def way(slug: str) -> Way:
    """Return one way. Raise KeyError if there is none."""
    return {way.slug: way for way in ways()}[slug]


@cache
def chat_apps() -> tuple[ChatApp, ...]:
    """Return the chat apps we know by name."""
    return tuple(ChatApp(**item) for item in read_items(_FILE, "chat_apps"))
