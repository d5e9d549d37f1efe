"""The commands about listings as a whole: `flask --app app decisions …` and `search …`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.db import database, writing
from app.directory.deciding import verify
from app.directory.indexing import renew

commands = AppGroup("decisions", help="What was decided about listings.")
index = AppGroup("search", help="The index in which listings are searched.")


@index.command("rebuild")
def _rebuild() -> None:
    """Make the index anew from the listings: after an upgrade that brought search, or if it seems broken."""
    with writing() as session:
        number = renew(session)
    click.echo(f"{number} services can be searched.")


@commands.command("verify")
@click.option(
    "--known", default="", metavar="HASH", help="A last hash you noted earlier: it must still be there."
)
def _verify(known: str) -> None:
    """Prove that no decision was removed, changed or moved; print how many there are and the last hash."""
    with Session(database().write) as session:
        chain = verify(session)
    if chain.broken_at is not None:
        click.echo(f"Decision {chain.broken_at} is missing or is not as it was written.", err=True)
        sys.exit(1)
    if known and known not in chain.heads:
        click.echo(
            "The decision you noted is not there: the newest were cut off, or all rewritten.", err=True
        )
        sys.exit(1)
    click.echo(f"{chain.count} decisions, none missing or changed. Last hash: {chain.head or '-'}")
