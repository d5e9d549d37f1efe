"""Organisations and services as the public sees them: browse, one service, one organisation. PUBLIC.

For people who need help and for those who pass links on.
Words: an organisation runs services; a service has a need, kinds, facts, ways to reach it, languages spoken and
places; publication says whether it is shown, standing whether we checked it, status whether it is open.
`actions.apply` is the only writer of a listing; versions and decisions live here and nobody public reads them.
Never: import submissions or moderation, write on a GET, show a draft, hold a street that is not public.
"""

from __future__ import annotations

from flask import Flask

from app.directory import choices, phrases, saying, search_views, views, wording
from app.directory.changed_pages import there_should_be
from app.directory.first_pages import every_form, every_listing, first_pages, not_reachable
from app.directory.indexing import fill_if_behind
from app.pages.ahead import fill_ahead, mirror_after, mirror_anew, mirror_too


def init_app(app: Flask) -> None:
    """Give the site its directory."""
    wording.init_app(app)
    phrases.init_app(app)
    choices.init_app(app)
    saying.init_app(app)
    views.init_app(app)
    search_views.init_app(app)
    app.extensions["after_upgrade"].append(fill_if_behind)
    fill_ahead(app, first_pages)
    mirror_too(app, every_listing)
    mirror_too(app, every_form)
    mirror_after(app, there_should_be)
    mirror_anew(app, not_reachable)
