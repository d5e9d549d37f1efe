"""Public pages kept ready, so that a page costs what a file costs.

For someone with a cheap phone on the day that everyone comes at once. Words: a page is kept under its address, made
anew from the few choices we know; a tag names something a page shows, and a published change writes the tags of all
it touches in its own transaction; to retire a page is to drop it from memory; the watch looks for new tags; the
mirror is the same pages as files.
Never: keep a page with a session, a form token, free words or a word that depends on the time of day; keep an address
we do not know; remember that a page was read; answer after a change with what was there before it, but for what is only
new, for a moment.
"""

from __future__ import annotations

from flask import Flask

from app.pages import shelving
from app.pages.ahead import Ahead
from app.pages.edge import Pages
from app.pages.note import depends_on, read_at
from app.pages.parts import Parts

__all__ = ["depends_on", "init_app", "read_at"]


def init_app(app: Flask) -> None:
    """Answer kept pages before the app is asked. Last of all, so that nothing stands in front."""
    database = app.extensions["database"]
    pages = Pages(app, database)
    ahead = Ahead(app, pages)
    pages.changed.append(ahead.wake)
    pages.wanted.append(ahead.want)
    pages.watch.follow_replicas(app.extensions["replicas"])
    database.followers.append(pages.watch.hurry)
    shelving.init_app(app)
    app.extensions |= {"pages": pages, "ahead": ahead}
    app.wsgi_app = Parts(pages)  # type: ignore[method-assign]
