"""Cards as HTML, kept in memory: the same for every reader, so they are made once an edition and day.

Only searches use it: their pages are never the same, but the cards on them are. What is kept says that a
service was shown to somebody since the last change; no words, no order, no time, nothing on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Flask, current_app, render_template
from markupsafe import Markup

from app.db import reading
from app.directory import choices, searching
from app.languages import current
from app.places import Place

_MOST = 4_000
_BETWEEN = "\x00"
_KEPT_AS = "rendered cards"
_Edition = tuple[int, date]
_Key = tuple[str, str, int]
# The code of a service, and what its card says.
Shown = tuple[str, Markup]


@dataclass(slots=True)
class _Kept:
    """The cards of one edition on one day, by language, chosen place and service."""

    # One value, so that no thread takes the cards of one edition for those of another.
    held: tuple[_Edition, dict[_Key, Shown]] = field(default_factory=lambda: ((-1, date.min), {}))


def cards(services: Sequence[int], place: Place | None, now: datetime, kit: str | None) -> list[Shown]:
    """Return the cards of these services in their order, in the language of the page.

    Their links carry the `kit` of this address along; what is kept knows of none.
    """
    kept, tag, where = _current(now), current().tag, place.code if place else ""
    missing = [id_ for id_ in services if (tag, where, id_) not in kept]
    made = _made(missing, place, now)
    shown = [made.get(id_) or kept.get((tag, where, id_)) for id_ in services]
    if len(kept) + len(made) > _MOST:
        kept.clear()
    kept.update({(tag, where, id_): card for id_, card in made.items()})
    return [_carrying(card, kit) for card in shown if card is not None]


def _carrying(card: Shown, kit: str | None) -> Shown:
    code, html = card
    return (code, html.replace(f'/s/{code}"', Markup('/s/{}?s={}"').format(code, kit))) if kit else card


def _current(now: datetime) -> dict[_Key, Shown]:
    kept: _Kept = current_app.extensions[_KEPT_AS]
    wanted = choices.edition().generation, now.date()
    edition, cards = kept.held
    if edition != wanted:
        cards = {}
        kept.held = wanted, cards
    return cards


def _made(services: Sequence[int], place: Place | None, now: datetime) -> dict[int, Shown]:
    found = searching.cards(reading(), services, current().tag, place, now)
    if not found:
        return {}
    html = render_template("directory/cards.html", cards=list(found.values()), between=_BETWEEN)
    parts = zip(found.items(), html.split(_BETWEEN), strict=False)
    return {id_: (card.code, Markup(part)) for (id_, card), part in parts}  # noqa: S704 - ours


def init_app(app: Flask) -> None:
    """Keep cards with the application."""
    app.extensions[_KEPT_AS] = _Kept()
