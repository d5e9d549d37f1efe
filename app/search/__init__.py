"""Finding services by the words people have, in every script, alike on SQLite and PostgreSQL. PUBLIC.

For a person who types a need, a name or a place. It knows no web and asks nobody outside.
Words: an entry is what the index knows of one listed service; a token is the piece that is compared: a word
without case and accents (`word`), a stem (`~stem`), two characters of a script without spaces, the same in a name
(`=word`), or something structured (`#k:m1`); a group is one thing that was asked, with all the ways to say it; a
question is what must hold at once; the quality of a service is the order in which the index is read.
Never: keep or log what was typed, index a street or a contact, know a listing that is not public, ask a service
of someone else what a word means.
"""

from __future__ import annotations

from app.search.actions import add, clear, in_bulk, remove, write
from app.search.entries import Entry, quality
from app.search.hearing import LONGEST, Heard, hear
from app.search.lists import Chosen, Narrow, first, in_order, read
from app.search.models import SearchEntry
from app.search.queries import Found, look
from app.search.questions import MOST, Question

__all__ = [
    "LONGEST",
    "MOST",
    "Chosen",
    "Entry",
    "Found",
    "Heard",
    "Narrow",
    "Question",
    "SearchEntry",
    "add",
    "clear",
    "first",
    "hear",
    "in_bulk",
    "in_order",
    "look",
    "quality",
    "read",
    "remove",
    "write",
]
