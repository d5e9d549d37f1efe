"""Who to call in danger: what the operator wrote in a file, by country, with dates and sources.

The file is described in docs/operating.md. A country it does not name is shown as not set up, never guessed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.directory.rules import month_start

DEMONSTRATION = Path(__file__).parent / "data" / "danger_demo.toml"


class BadDangerFile(ValueError):
    """The file cannot be read; the message says where it is wrong."""


@dataclass(frozen=True, slots=True)
class Right:
    """One sentence about rights in a situation (police or taken), with its month (YYYY-MM) and source."""

    situation: str
    checked: str
    source: str
    text: dict[str, str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to show on the screen, in a language spoken there, with what it means for the reader."""

    text: str
    language: str
    gloss: dict[str, str]


@dataclass(frozen=True, slots=True)
class Country:
    """What the operator says about one country."""

    emergency: str
    ambulance: str
    text_number: str
    checked: str
    source: str
    note: dict[str, str]
    rights: tuple[Right, ...]
    phrases: tuple[Phrase, ...]


def in_language(texts: dict[str, str], tag: str) -> tuple[str, str]:
    """Return a text and its language: the reader's, else English, else the first there is."""
    for wanted in (tag, "en"):
        if wanted in texts:
            return texts[wanted], wanted
    return next(((text, language) for language, text in texts.items()), ("", ""))


@cache
def read(path: Path) -> dict[str, Country]:
    """Read the operator's file once. Raise BadDangerFile if it is not as docs/operating.md says."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return {code.lower(): _country(found) for code, found in data.get("country", {}).items()}
    except (
        OSError,
        UnicodeDecodeError,
        tomllib.TOMLDecodeError,
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
    ) as error:
        raise BadDangerFile(f"{path.name}: {type(error).__name__}: {error}") from error


def _month(written: str) -> str:
    """Return a month written YYYY-MM. Raise ValueError for anything else."""
    if month_start(written) is None:
        raise ValueError("a month is missing")
    return written


def _country(data: dict[str, Any]) -> Country:
    rights = [
        Right(row["situation"], _month(row["checked"]), row.get("source", ""), dict(row["text"]))
        for row in data.get("rights", ())
    ]
    phrases = [
        Phrase(row["text"], row["language"], dict(row["gloss"]))
        for row in data.get("show", {}).get("phrases", ())
    ]
    return Country(
        emergency=data["emergency"],
        ambulance=data.get("ambulance", ""),
        text_number=data.get("text_number", ""),
        checked=_month(data["checked"]),
        source=data["source"],
        note=dict(data.get("note", {})),
        rights=tuple(rights),
        phrases=tuple(phrases),
    )
