"""Pages put together of pieces from the shelf, or of what is made: the same for every reader.

Where a page differs a piece has a gap, filled when it is put in: which list a card stands in, which kit is carried,
what stands in the frame that is round every page.
What is kept says that a service was shown to somebody since it last changed, or a list asked for since something in it
did; whoever reads the memory sees which came first. No words, no time, nothing on disk, and no kit: it is one
person's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import g, render_template
from markupsafe import Markup, escape

from app.db import leave_nothing_bound, reading
from app.directory import choices, queries, searching, tags
from app.directory.asked import Asked
from app.directory.carried import PARAMETER, read_kit
from app.directory.shown import ServicePage
from app.directory.wording import number
from app.languages import current
from app.pages.note import depends_on
from app.pages.pieces import MOST_BYTES, Key, Piece, Shelf, cut, gap
from app.pages.rules import MENUS
from app.pages.shelving import shelf
from app.places import Place
from app.shell.frame import after_language, way
from app.shell.inline import SHARE

# In a card: the address up to its code, the kit behind its page. In a service: the kit in the way back, and with it.
SLOTS = (gap("first"), gap("second"))
_BETWEEN = gap("between")
# A kit that nobody carries, and how many are in it, for a part that is made for any kit: no code is written so, and
# such a part shows nothing of a listing.
ANY_KIT, IN_KIT = "~kit~", "~number~"
# Where the cards stand in a list, and that number.
IN_A_LIST = {"cards": gap("cards"), "in_kit": IN_KIT}
# What differs in the frame: the title, this page in another language, a further script, the main part.
_GAPS = {name: gap(name) for name in ("title", "after", "script", "main")}


def page(title: str, main: str, now: datetime, *, share: bool = False) -> str:
    """Return a whole page; `share` gives it the script for passing something on."""
    key = ("frame", current().tag, g.get("indexable", False), choices.edition().holds)
    script = f"<script>{SHARE.text}</script>" if share else ""
    frame = kept(key, now, _frame)
    return frame.filled(title=escape(title), after=escape(after_language()), script=script, main=main)


def _frame() -> str:
    elsewhere = Markup("/{}/{}")
    return render_template(
        "shell/frame.html", gaps=_GAPS, same_page=lambda tag: elsewhere.format(tag, _GAPS["after"])
    )


def kept(key: Key, now: datetime, make: Callable[[], str]) -> Piece:
    """Return a part of a page that shows no listing, kept until a menu changes; `key` names all that it shows."""
    held = this_shelf(now)
    return held.get(key) or held.put(key, cut(for_any_kit(make()), {MENUS}))


def for_any_kit(html: str) -> str:
    """Return a part that was made for any kit, with gaps for what a kit changes."""
    page, one = f"/kit?{PARAMETER}=", gap("kit")
    return (
        html.replace(f"{page}{ANY_KIT}", page + gap("codes"))
        .replace(ANY_KIT, one)
        .replace(IN_KIT, gap("in_kit"))
    )


def of_kit(carried: str | None) -> dict[str, str]:
    """Return what stands in those gaps for whoever carries this kit."""
    codes = carried.split(".") if carried else []
    each = f"&amp;{PARAMETER}=".join(codes)
    return (
        {"kit": escape(carried or ""), "codes": each, "in_kit": escape(number(len(codes)))} if codes else {}
    )


def found(asked: Asked, now: datetime) -> tuple[queries.Results, frozenset[str]]:
    """Return which services stand in a list, and the tags of the list; kept as long as none of them is touched."""
    towns = choices.counts()["town"]
    if asked.open_now or asked.unknown:
        some = queries.find(reading(), asked, now, towns)
        return some, frozenset(tags.of_list(asked, empty=not some.total))
    key, held = ("found", asked.plain().query()), this_shelf(now)
    if (piece := held.get(key)) is None:
        some = queries.find(reading(), asked, now, towns)
        numbers = (some.total, some.not_told, some.unchecked, *some.services)
        shows = frozenset(tags.of_list(asked, empty=not some.total))
        piece = held.put(key, Piece((), shows, numbers))
    total, not_told, unchecked, *services = piece.numbers
    return queries.Results(tuple(services), total, not_told, unchecked), piece.tags


def cards(
    services: Sequence[int], place: Place | None, here: str, asked: Asked, now: datetime
) -> list[Markup]:
    """Return the cards of these services in their order, in the language of the page.

    Each offers to put its service into a kit: on the page at `here`, with these choices in its address.
    """
    return [Markup(one) for one in plain_cards(services, place, here, asked, now)]  # noqa: S704 - ours


def plain_cards(
    services: Sequence[int], place: Place | None, here: str, asked: Asked, now: datetime
) -> list[str]:
    """Return the same as plain text, to be joined."""
    if asked.kit_is_full:
        return [piece.html for piece in _made(services, place, now, asked=asked, here=here).values()]
    choices_so_far = asked.plain().query()
    in_kit = "".join(f"{code}." for code in asked.kit)
    start = escape(f"{here}?{choices_so_far}{'&' if choices_so_far else ''}{PARAMETER}={in_kit}")
    carried = escape(f"?{PARAMETER}={asked.carried}" if asked.kit else "")
    found = _cards(services, place, now)
    chosen = {f"s:{code}" for code in asked.kit}
    apart = [id_ for id_, piece in found.items() if chosen & piece.tags] if chosen else []
    if apart:
        leave_nothing_bound()
        found |= _made(apart, place, now, asked=asked, here=here)
    depends_on(*(tag for piece in found.values() for tag in piece.tags))
    return [piece.filled(first=start, second=carried) for piece in found.values()]


def _cards(services: Sequence[int], place: Place | None, now: datetime) -> dict[int, Piece]:
    """Return the cards of these services in their order, kept; those that are in no list any more are left out."""
    held, near, tag = this_shelf(now), place.code if place and place.town else "", current().tag
    found = {id_: held.get(("card", tag, near, id_)) for id_ in services}
    if missing := [id_ for id_, piece in found.items() if piece is None]:
        for id_, piece in _made(missing, place, now, slots=SLOTS).items():
            found[id_] = held.put(("card", tag, near, id_), piece)
    return {id_: piece for id_, piece in found.items() if piece is not None}


def _made(services: Sequence[int], place: Place | None, now: datetime, **how: object) -> dict[int, Piece]:
    """Make cards as pieces, by service, in the order given."""
    found = searching.cards(reading(), services, current().tag, place, now)
    if not found:
        return {}
    html = render_template("directory/cards.html", cards=list(found.values()), between=_BETWEEN, **how)
    # What comes after the last card belongs to none.
    each = zip(found.items(), html.split(_BETWEEN)[:-1], strict=True)
    return {id_: cut(text.strip(), tags.of_card(card)) for (id_, card), text in each}


def kept_service(code: str, now: datetime) -> Piece | None:
    """Return what the page of a listed service shows, if it is on the shelf."""
    return this_shelf(now).get(("service", current().tag, code))


def service(page: ServicePage, now: datetime) -> Piece:
    """Make what the page of a service shows; slots: the carried kit in the way back, the kit with it."""
    html = render_template("directory/listing.html", page=page, slots=SLOTS)
    return this_shelf(now).put(("service", current().tag, page.card.code), cut(html, tags.of_service(page)))


def of_service(code: str, piece: Piece, carried: str | None, now: datetime) -> str:
    """Return the page of a service for whoever carries this kit."""
    codes = read_kit({PARAMETER: [carried or "", code]})
    kit = f"{way('kit')}?" + "&".join(f"{PARAMETER}={one}" for one in codes)
    back = escape(f"&{PARAMETER}={carried}" if carried else "")
    return page(code, piece.filled(first=back, second=escape(kit)), now, share=True)


def this_shelf(now: datetime) -> Shelf:
    """Return the shelf of this page; at the turn of a month one that nobody sees again."""
    choices.edition()
    month, held = now.date().replace(day=1), shelf()
    return held if held is not None and held.month == month else Shelf(-1, month, MOST_BYTES)
