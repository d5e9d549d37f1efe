"""What can be chosen on home and find, so that no link leads to an empty list. Read once an edition."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from app.db import plain_rows, reading
from app.directory import queries
from app.directory.counting import Counts, counted
from app.pages.note import read_at
from app.pages.shelving import last_shelf, take_shelf


@dataclass(slots=True)
class _Kept:
    """The counts of one generation, and which. They are the same for everyone and say nothing of any reader."""

    # Threads share it: one value, taken once and put once, so that no page gets the counts of another generation.
    last: tuple[int, Counts] = (-1, {})


def edition() -> queries.Published:
    """Return what this site holds, read once a request."""
    if "edition" not in g:
        held, (counted_at, found) = last_shelf(), _kept().last
        g.edition, touched = queries.edition(plain_rows, held.generation, counted_at)
        if g.edition.generation == counted_at:
            g.counts = found
        take_shelf(held, g.edition.generation, touched)
    published: queries.Published = g.edition
    return published


def counts() -> Counts:
    """Return {dimension: {value: (checked, all)}}, read again when something was published."""
    published = edition()
    if "counts" not in g:
        g.counts = counted(reading(), published)
        _kept().last = published.generation, g.counts
    found: Counts = g.counts
    return found


def _kept() -> _Kept:
    kept: _Kept = current_app.extensions["choices"]
    return kept


def _demonstration() -> dict[str, object]:
    """Tell the frame whether to mark the page as a demonstration, error pages included."""
    try:
        return {"demonstration": edition().holds == "demonstration"}
    except SQLAlchemyError:
        # The page that says "something failed" must not fail because the database did.
        return {"demonstration": False}


def _stamp(response: Response) -> Response:
    """Tell the store of pages which generation this page shows."""
    if "edition" in g:
        read_at(g.edition.generation)
    return response


def init_app(app: Flask) -> None:
    """Keep the counts with the application and mark demonstration content on every page."""
    app.extensions["choices"] = _Kept()
    app.context_processor(_demonstration)
    app.after_request(_stamp)
