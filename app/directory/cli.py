"""The commands about decisions: `flask --app app decisions …`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.db import database
from app.directory.deciding import verify

commands = AppGroup("decisions", help="What was decided about listings.")


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
