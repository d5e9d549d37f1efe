"""Cards and whole listings as HTML, taken from the shelf of pieces or made: the same for every reader.

Where a page differs a piece has a slot, filled when it is put in: which list a card stands in, which kit is carried.
What is kept says that a service was shown to somebody since it last changed; no words, no order, no time, nothing on
disk, and no kit, which is one person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Flask, render_template
from markupsafe import Markup, escape

from app.db import reading
from app.directory import choices, searching, tags
from app.directory.asked import Asked
from app.directory.shown import Card, ServicePage
from app.languages import current
from app.pages.pieces import MOST_BYTES, Key, Piece, Shelf
from app.pages.shelving import shelf
from app.places import Place

# No text of a listing can hold these, whatever a row says: where it is shown, its "<" is written "&lt;".
SLOTS = (Markup("<1>"), Markup("<2>"))
_BETWEEN = Markup("<3>")


def cards(
    services: Sequence[int], place: Place | None, here: str, asked: Asked, now: datetime
) -> list[Markup]:
    """Return the cards of these services in their order, in the language of the page.

    Each offers to put its service into a kit: on the page at `here`, with these choices in its address.
    """
    if asked.kit:
        return [piece.html for piece in _made(services, place, now, asked=asked, here=here).values()]
    choices_so_far = asked.query()
    start = f"{here}?{choices_so_far}&" if choices_so_far else f"{here}?"
    return [filled(card, start) for card in _cards(services, place, now)]


def filled(html: str, *values: str) -> Markup:
    """Return a piece with its slots filled."""
    for slot, value in zip(SLOTS, values, strict=False):
        html = str.replace(html, slot, str(escape(value)))
    return Markup(html)  # noqa: S704 - ours, and what is filled in is escaped


def _cards(services: Sequence[int], place: Place | None, now: datetime) -> list[Markup]:
    held, near = _shelf(now), place.code if place and place.town else ""
    keys: dict[int, Key] = {id_: ("card", current().tag, near, id_) for id_ in services}
    found = {id_: piece for id_, key in keys.items() if (piece := held.get(key))}
    missing = [id_ for id_ in services if id_ not in found]
    for id_, piece in _made(missing, place, now, slot=SLOTS[0]).items() if missing else ():
        found[id_] = held.put(keys[id_], piece)
    return [found[id_].html for id_ in services if id_ in found]


def _made(services: Sequence[int], place: Place | None, now: datetime, **how: object) -> dict[int, Piece]:
    """Make cards as pieces, by service, in the order given."""
    found = searching.cards(reading(), services, current().tag, place, now)
    if not found:
        return {}
    html = render_template("directory/cards.html", cards=list(found.values()), between=_BETWEEN, **how)
    # What comes after the last card belongs to none.
    each = zip(found.items(), html.split(_BETWEEN)[:-1], strict=True)
    return {id_: Piece(Markup(text.strip()), _tags(card)) for (id_, card), text in each}  # noqa: S704 - ours


def _tags(card: Card) -> frozenset[str]:
    return frozenset({f"s:{card.code}", f"o:{card.owner.code}"})


def kept_service(code: str, now: datetime) -> Piece | None:
    """Return what the page of a listed service shows, if it is on the shelf."""
    return _shelf(now).get(("service", current().tag, code))


def service(page: ServicePage, now: datetime) -> Piece:
    """Make what the page of a service shows; slots: the carried kit in the way back, the kit with it."""
    html = render_template("directory/listing.html", page=page, slots=SLOTS)
    piece = Piece(Markup(html), frozenset(tags.of_service(page)))  # noqa: S704 - ours
    return _shelf(now).put(("service", current().tag, page.card.code), piece)


def _shelf(now: datetime) -> Shelf:
    """Return the shelf of this page; at the turn of a month one that nobody sees again."""
    choices.edition()
    month, held = now.date().replace(day=1), shelf()
    return held if held is not None and held.month == month else Shelf(-1, month, MOST_BYTES)


def init_app(app: Flask) -> None:
    """Give the templates the filling of slots."""
    app.jinja_env.globals["filled"] = filled
