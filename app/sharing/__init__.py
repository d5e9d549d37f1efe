"""Codes said aloud, links, QR, kits, cards, sheets, plain text and pocket copies. PUBLIC.

For outreach staff at a door at night, and for anyone who passes a number on.
Words: a code is two or three words; a kit is up to twelve services chosen by code; a card fits a pocket; a sheet
is paper for a table, in one language or two; a pocket copy is one file that needs no network; telling is saying a
listing in words, the same for paper, text and file.
Never: keep a kit, its maker or its reader; send anything; name a group in a title, a file name or a message; put a
street on paper that is not public; draw on another host; import submissions or moderation.
"""

from __future__ import annotations

from flask import Flask

from app.sharing import linking, pocket, views


def init_app(app: Flask) -> None:
    """Give the site its ways to pass things on."""
    linking.init_app(app)
    pocket.init_app(app)
    views.init_app(app)
