"""How complete each interface language is, by its catalogue, and on which day a speaker reviewed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.languages import ENGLISH, OFFERED, Language

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class State:
    """One language: how many of the sentences of the interface it has, and the day of its review."""

    language: Language
    ready: int
    wanted: int
    reviewed: date | None

    def line(self) -> str:
        """Return it as one line for a terminal."""
        tag = f"{self.language.tag:<8}"
        if self.language is ENGLISH:
            return f"{tag} {self.wanted} sentences, the source text"
        # Never "100 %" while one sentence is missing.
        share = 100 * self.ready // self.wanted if self.wanted else 0
        seen = f"reviewed {self.reviewed.isoformat()}" if self.reviewed else "not yet reviewed by a speaker"
        return f"{tag} {self.ready} of {self.wanted} sentences ({share} %), {seen}"


def states(folder: Path, languages: Iterable[Language] = OFFERED) -> list[State]:
    """Hold each catalogue below `folder` against the collected sentences. Raise FileNotFoundError without these."""
    wanted = {_key(message) for message in _catalogue(folder / "messages.pot") if message.id}
    return [_state(folder, language, wanted) for language in languages]


def _state(folder: Path, language: Language, wanted: set[Key]) -> State:
    if language is ENGLISH:
        return State(language, len(wanted), len(wanted), None)
    path = folder / language.folder / "LC_MESSAGES" / "messages.po"
    ready = {_key(one) for one in _catalogue(path) if _is_ready(one)} if path.exists() else set()
    return State(language, len(ready & wanted), len(wanted), language.reviewed)


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _is_ready(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    return bool(message.id) and not message.fuzzy and all(forms)
