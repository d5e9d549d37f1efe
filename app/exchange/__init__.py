"""Listings in and out: files from other directories and our own template. Used by operators and by commands.

Words: a source is a file, folder or zip; a record is one organisation or service in it; a candidate is what a record
would become here; a report says what became of each record: imported, draft, duplicate or refused, and why.
Never: invent a fact, keep a street that our own template does not call public, keep a person's name or address of
work, write a table itself (`directory.actions.apply` does), change a listing that is already here.
"""

from __future__ import annotations

from app.exchange.cli import commands

__all__ = ["commands"]
