"""The frame every page shares: page, components, style, the way out, errors, the base of all forms.

For every slice that shows a page, and through them for someone with one thumb and a cracked display.
Words: a page has a head, a header, a main part and a foot; a component is one macro in one file; a tone is
ok, care, stop or unknown; leaving is the one control that is on every page.
Never: ask another host for anything, differ between two visitors, need a script, say what the site is in a
title, an address or an icon.
"""

from __future__ import annotations

from flask import Flask

from app.pages.shelving import PieceTag
from app.shell import errors, frame


def init_app(app: Flask) -> None:
    """Give the app its frame and its error pages."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(PieceTag)
    # Known to every macro, so that it need not be made anew for each page ("import … with context").
    app.jinja_env.globals.update(translate=frame.worded, way=frame.way, own_name=frame.own_name)
    app.context_processor(frame.shared)
    errors.init_app(app)
