"""The commands of the contract (product.md), gathered from the slices. Each is loaded when it is called.

What serves pages needs none of them, nor what they need: migrations, files of other directories, encryption. Each
process would hold it all its life.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

from app.moderation.queries import handles

# By name: its module, and what it is called there.
COMMANDS = {
    "backup": "app.keeping.cli:backup",
    "confirm": "app.keeping.cli:confirm",
    "db": "app.keeping.cli:databases",
    "decisions": "app.directory.cli:commands",
    "demo": "app.exchange.demonstration:command",
    "languages": "app.keeping.cli:languages",
    "listings": "app.exchange.cli:commands",
    "mirror": "app.pages.cli:mirror",
    "moderators": "app.moderation.cli:commands",
    "new-keys": "app.keeping.cli:new_keys",
    "purge": "app.keeping.cli:purge",
    "queue": "app.submissions.cli:command",
    "restore": "app.keeping.cli:restore",
    "search": "app.directory.cli:index",
    "translations": "app.exchange.texts_cli:commands",
}


class Commands(AppGroup):
    """Commands by name, loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command | Callable[..., click.Command] = getattr(import_module(module), name)
        # Who may have translated a text only the desk knows, and the exchange of texts may not ask it.
        return found if isinstance(found, click.Command) else found(handles)


def init_app(app: Flask) -> None:
    """Give the app its commands."""
    app.cli = Commands(app.name)
