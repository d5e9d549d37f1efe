"""Services in a list of plain text: each is told once in a language and kept as a piece, as cards are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import escape

from app.db import reading
from app.directory import rendered, tags
from app.directory.gathering import Found
from app.languages import current
from app.pages.note import depends_on
from app.pages.pieces import cut
from app.sharing import plain, queries


def texts(found: Sequence[Found], now: datetime) -> list[str]:
    """Return these services as plain text, in their order and in the language of the page."""
    held, tag = rendered.this_shelf(now), current().tag
    keys = {row.id: ("short", tag, row.id) for row, _owner, _successor in found}
    pieces = {id_: held.get(key) for id_, key in keys.items()}
    missing = [one for one in found if pieces[one[0].id] is None]
    for (row, *_), page in zip(missing, queries.pages(reading(), missing, (tag,), now)[tag], strict=True):
        # A piece is HTML, wherever it is put.
        made = cut(escape(plain.short(page)), tags.of_service(page))
        pieces[row.id] = held.put(keys[row.id], made)
    told = [piece for piece in pieces.values() if piece]
    depends_on(*(tag for piece in told for tag in piece.tags))
    return [piece.html.unescape() for piece in told]
