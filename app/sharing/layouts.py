"""The layouts of paper: what one may choose, and the style that only paper needs.

The style of print pages is a block of its own beside the one style of every page, trusted by its hash for these
pages alone: a first visit anywhere else does not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.languages import ENGLISH, OFFERED, Language, by_tag, current
from app.privacy.headers import also_trust
from app.shell.inline import SHARE, style_file

_ASSETS = Path(__file__).resolve().parent / "assets"
PAPER_STYLE = style_file(_ASSETS / "paper.css")


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout; `size` is the name of its class in the style of paper."""

    endpoint: str
    size: str = ""


POCKET_CARD = Layout("sharing.card", "pocket-card")
FOLD = Layout("sharing.card", "a7")
SHEET = Layout("sharing.sheet")
SHOW = Layout("sharing.show")


def card(size: str) -> Layout:
    """Return the card of this size: 85 x 55 mm unless A7 was asked for."""
    return FOLD if size == FOLD.size else POCKET_CARD


@dataclass(frozen=True, slots=True)
class Paper:
    """A layout with its choices: one language or two, with a neutral cover or without."""

    layout: Layout
    languages: tuple[Language, ...]
    cover: bool

    def args(self, **changes: str | None) -> dict[str, str]:
        """Return the choices as parameters of an address, some of them changed."""
        other = self.languages[1].tag if len(self.languages) > 1 else ""
        size = FOLD.size if self.layout is FOLD else ""
        texts = {"with": other, "size": size, "cover": "" if self.cover else "0", **changes}
        return {name: value for name, value in texts.items() if value}


def other_languages() -> list[Language]:
    """Return the languages that can stand beside the one of the page."""
    return [one for one in OFFERED if one is not current()]


def paper(layout: Layout, args: Mapping[str, str]) -> Paper:
    """Return what was chosen for this layout; a page to show has always two languages. Trusts the style of paper."""
    also_trust(style=PAPER_STYLE, script=SHARE)
    other = by_tag(args.get("with", ""))
    if other is current():
        other = None
    if other is None and layout is SHOW:
        other = other_languages()[0] if current() is ENGLISH else ENGLISH
    return Paper(layout, (current(), other) if other else (current(),), args.get("cover") != "0")
