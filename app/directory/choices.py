"""What can be chosen on home and find, so that no link leads to an empty list. Read once an edition."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from app.db import reading
from app.directory import queries
from app.directory.counting import Counts, counted
from app.pages.note import read_at
from app.pages.shelving import take_shelf


@dataclass(slots=True)
class _Kept:
    """The counts of one generation. They are the same for everyone and say nothing of any reader."""

    generation: int = -1
    counts: Counts | None = None


def edition() -> queries.Published:
    """Return what this site holds, read once a request."""
    if "edition" not in g:
        g.edition = queries.edition(reading())
        take_shelf(reading(), g.edition.generation)
    found: queries.Published = g.edition
    return found


def counts() -> Counts:
    """Return {dimension: {value: (checked, all)}}, read again when something was published."""
    kept: _Kept = current_app.extensions["choices"]
    generation = edition().generation
    if kept.counts is None or kept.generation != generation:
        kept.counts, kept.generation = counted(reading(), edition()), generation
    return kept.counts


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
