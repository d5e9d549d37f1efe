"""The commands of the contract (product.md), gathered from the slices."""

from __future__ import annotations

from flask import Flask

from app.directory.cli import commands as decisions
from app.directory.cli import index
from app.exchange.cli import commands as listings
from app.exchange.demonstration import command as demo
from app.exchange.texts_cli import commands as translations
from app.keeping.cli import commands as keeping
from app.moderation.cli import commands as moderators
from app.moderation.queries import handles
from app.pages.cli import mirror
from app.submissions.cli import command as queue


def init_app(app: Flask) -> None:
    """Give the app its commands; `db` comes with the database."""
    app.cli.add_command(decisions)
    app.cli.add_command(index)
    app.cli.add_command(listings)
    app.cli.add_command(demo)
    app.cli.add_command(translations(handles))
    app.cli.add_command(moderators)
    app.cli.add_command(mirror)
    app.cli.add_command(queue)
    for command in keeping:
        app.cli.add_command(command)
