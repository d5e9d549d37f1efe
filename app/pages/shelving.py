"""The shelf of the page being made, and the tag `{% piece %}` by which a template keeps part of itself.

    {% piece "menu", language.tag, all %} … {% endpiece %}

The name comes first, then everything that the part shows and that is not fixed in it: what is missing in the key is
wrong on another page. Never inside: what somebody typed, a kit, a token, an address of this page, a listing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from flask import Flask, current_app, g
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from app.pages.pieces import NO_SHELF, Key, Piece, Pieces, Shelf
from app.pages.queries import every
from app.pages.rules import MENUS

_KEPT_AS = "pieces of pages"


def last_shelf() -> Shelf:
    """Return the shelf of the page before. An app without pieces, such as the desk, has one that is always empty."""
    pieces: Pieces | None = current_app.extensions.get(_KEPT_AS)
    return pieces.shelf if pieces is not None else NO_SHELF


def take_shelf(held: Shelf, generation: int, touched: Iterable[tuple[int, str]]) -> None:
    """Take the shelf for what this page reads, made of the one held before and what was touched since."""
    pieces: Pieces | None = current_app.extensions.get(_KEPT_AS)
    if pieces is not None:
        month = datetime.now(UTC).date().replace(day=1)
        g.shelf = pieces.at(held, generation, month, every(touched, held.generation, generation))


def shelf() -> Shelf | None:
    """Return the shelf of this page; None before the page has read what is published."""
    found: Shelf | None = g.get("shelf")
    return found


class PieceTag(Extension):
    """The tag `{% piece name, … %}`: rendered once, then put in from the shelf until a menu changes."""

    tags = {"piece"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the key and what stands up to `endpiece`."""
        line = next(parser.stream).lineno
        key = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            key.append(parser.parse_expression())
        body = parser.parse_statements(("name:endpiece",), drop_needle=True)
        call = self.call_method("_kept", [nodes.Tuple(key, "load")])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _kept(self, key: Key, caller: Callable[[], Markup]) -> Markup:
        here = shelf()
        if here is None:
            return caller()
        found = here.get(key)
        return (found or here.put(key, Piece((str(caller()),), frozenset({MENUS})))).html


def init_app(app: Flask) -> None:
    """Keep pieces with the application."""
    app.extensions[_KEPT_AS] = Pieces()
