"""Every text that the vocabulary gives to pages, reached through its typed face, as (context, text)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app import vocabulary

Text = tuple[str | None, str]
IN_CONTEXT = ("label", "short", "brief", "verb", "privacy")
ALONE = ("question", "hint", "sentence")
PURPOSES = ("refusal", "warning", "pause", "report", "decision")


def objects() -> Iterator[Any]:
    """Yield every object of the vocabulary that a page can show."""
    yield from vocabulary.facts()
    yield from (answer for fact in vocabulary.facts() for answer in fact.answers)
    yield from (*vocabulary.needs(), vocabulary.any_other(), *vocabulary.kinds(), *vocabulary.pledge())
    yield from (reason for purpose in PURPOSES for reason in vocabulary.reasons(purpose))
    yield from (*vocabulary.sources(), *vocabulary.evidence_levels())
    yield from (*vocabulary.ways(), *vocabulary.chat_apps())
    yield from (*vocabulary.statuses(), *vocabulary.publications(), *vocabulary.standings())
    yield from (language for language in vocabulary.spoken_languages() if language.catalogue)


def texts() -> set[Text]:
    """Return every text with its context."""
    found: set[Text] = {("wish", fact.wish) for fact in vocabulary.facts()}
    for thing in objects():
        found |= {(thing.context, getattr(thing, name, "")) for name in IN_CONTEXT}
        found |= {(None, getattr(thing, name, "")) for name in ALONE}
    return {(context, text) for context, text in found if text}
