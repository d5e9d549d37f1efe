"""Pages put together of pieces from the shelf, or of what is made: the same for every reader.

Where a page differs a piece has a slot, filled when it is put in: which list a card stands in, which kit is carried,
what stands in the frame that is round every page.
What is kept says that a service was shown to somebody since it last changed, or a list asked for since a menu did; no
words, no order, no time, nothing on disk, and no kit, which is one person's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import g, render_template
from markupsafe import Markup, escape

from app.db import reading
from app.directory import choices, searching, tags
from app.directory.asked import Asked
from app.directory.carried import PARAMETER, read_kit
from app.directory.shown import ServicePage
from app.languages import current
from app.pages.note import depends_on
from app.pages.pieces import MOST_BYTES, Key, Piece, Shelf
from app.pages.rules import MENUS
from app.pages.shelving import shelf
from app.places import Place
from app.shell.frame import after_language, way
from app.shell.inline import SHARE

# No text of a listing can hold these, whatever a row says: where it is shown, its "<" is written "&lt;".
SLOTS = (Markup("<1>"), Markup("<2>"))
_BETWEEN = Markup("<3>")
# Where the cards stand in a list.
CARDS = Markup("<4>")
# What differs in the frame: the title, this page in another language, a further script, the main part.
_GAPS = {
    "title": Markup("<gap title>"),
    "after": Markup("<gap after>"),
    "script": Markup("<gap script>"),
    "main": Markup("<gap main>"),
}


def page(title: str, main: str, now: datetime, *, share: bool = False) -> str:
    """Return a whole page; `share` gives it the script for passing something on."""
    key = ("frame", current().tag, g.get("indexable", False), choices.edition().holds)
    frame: str = kept(key, now, _frame)
    script = f"<script>{SHARE.text}</script>" if share else ""
    # The main part last: it can be long, and nothing in it is a gap.
    for gap, words in zip(
        _GAPS.values(), (escape(title), escape(after_language()), script, main), strict=True
    ):
        frame = str.replace(frame, gap, words)
    return frame


def _frame() -> str:
    elsewhere = Markup("/{}/{}")
    return render_template(
        "shell/frame.html", gaps=_GAPS, same_page=lambda tag: elsewhere.format(tag, _GAPS["after"])
    )


def kept(key: Key, now: datetime, make: Callable[[], str]) -> Markup:
    """Return a part of a page that shows no listing, kept until a menu changes; `key` names all that it shows."""
    held = _shelf(now)
    found = held.get(key) or held.put(key, Piece(Markup(make()), frozenset({MENUS})))  # noqa: S704 - ours
    return found.html


def cards(
    services: Sequence[int], place: Place | None, here: str, asked: Asked, now: datetime
) -> list[Markup]:
    """Return the cards of these services in their order, in the language of the page.

    Each offers to put its service into a kit: on the page at `here`, with these choices in its address.
    """
    if asked.kit:
        return [piece.html for piece in _made(services, place, now, asked=asked, here=here).values()]
    choices_so_far = asked.query()
    start = escape(f"{here}?{choices_so_far}&" if choices_so_far else f"{here}?")
    pieces = _cards(services, place, now)
    depends_on(*(tag for piece in pieces for tag in piece.tags))
    return [Markup(str.replace(piece.html, SLOTS[0], start)) for piece in pieces]  # noqa: S704 - ours


def around(main: str, cards: Sequence[str]) -> str:
    """Return the main part of a list with its cards in it."""
    return str.replace(main, CARDS, "\n".join(cards))


def filled(html: str, *values: str) -> Markup:
    """Return a piece with its slots filled."""
    for slot, value in zip(SLOTS, values, strict=False):
        html = str.replace(html, slot, str(escape(value)))
    return Markup(html)  # noqa: S704 - ours, and what is filled in is escaped


def _cards(services: Sequence[int], place: Place | None, now: datetime) -> list[Piece]:
    held, near, tag = _shelf(now), place.code if place and place.town else "", current().tag
    keys: dict[int, Key] = {id_: ("card", tag, near, id_) for id_ in services}
    found = {id_: piece for id_, key in keys.items() if (piece := held.get(key))}
    missing = [id_ for id_ in services if id_ not in found]
    for id_, piece in _made(missing, place, now, slot=SLOTS[0]).items() if missing else ():
        found[id_] = held.put(keys[id_], piece)
    return [found[id_] for id_ in services if id_ in found]


def _made(services: Sequence[int], place: Place | None, now: datetime, **how: object) -> dict[int, Piece]:
    """Make cards as pieces, by service, in the order given."""
    found = searching.cards(reading(), services, current().tag, place, now)
    if not found:
        return {}
    html = render_template("directory/cards.html", cards=list(found.values()), between=_BETWEEN, **how)
    # What comes after the last card belongs to none.
    each = zip(found.items(), html.split(_BETWEEN)[:-1], strict=True)
    return {
        id_: Piece(Markup(text.strip()), frozenset(tags.of_card(card)))  # noqa: S704 - ours
        for (id_, card), text in each
    }


def kept_service(code: str, now: datetime) -> Piece | None:
    """Return what the page of a listed service shows, if it is on the shelf."""
    return _shelf(now).get(("service", current().tag, code))


def service(page: ServicePage, now: datetime) -> Piece:
    """Make what the page of a service shows; slots: the carried kit in the way back, the kit with it."""
    html = render_template("directory/listing.html", page=page, slots=SLOTS)
    piece = Piece(Markup(html), frozenset(tags.of_service(page)))  # noqa: S704 - ours
    return _shelf(now).put(("service", current().tag, page.card.code), piece)


def of_service(code: str, piece: Piece, carried: str | None, now: datetime) -> str:
    """Return the page of a service for whoever carries this kit."""
    codes = read_kit({PARAMETER: [carried or "", code]})
    kit = f"{way('kit')}?" + "&".join(f"{PARAMETER}={one}" for one in codes)
    main = filled(piece.html, f"&{PARAMETER}={carried}" if carried else "", kit)
    return page(code, main, now, share=True)


def _shelf(now: datetime) -> Shelf:
    """Return the shelf of this page; at the turn of a month one that nobody sees again."""
    choices.edition()
    month, held = now.date().replace(day=1), shelf()
    return held if held is not None and held.month == month else Shelf(-1, month, MOST_BYTES)
