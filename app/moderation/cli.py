"""The commands about moderators: `flask --app app moderators …`."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.models import Edition
from app.moderation import actions, queries
from app.moderation.rules import DeskError, Role

# Who tries the desk on a site with invented listings.
DEMONSTRATION = "demo"
_LOCAL = "http://localhost:8000"

commands = AppGroup("moderators", help="Who may decide about listings.")


def _hour() -> int:
    return int(datetime.now(UTC).timestamp() // 3600)


def _link(secret: str, address: str) -> str:
    site = address or current_app.extensions["settings"].site_url or _LOCAL
    return f"{site}/desk/invite/{secret}"


def _say_link(handle: str, secret: str) -> None:
    click.echo(f"Give this link to {handle}. It works once, for a day:\n{_link(secret, '')}")


@commands.command("add")
@click.argument("handle")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    help="The first is an admin, later ones are moderators, unless you say.",
)
def _add(handle: str, role: str | None) -> None:
    """Add a moderator by HANDLE, a name they chose, and print their one-time link."""
    try:
        with writing() as session:
            secret = actions.add(
                session, handle, Role(role) if role else None, _hour(), datetime.now(UTC).date()
            )
    except DeskError as error:
        raise click.ClickException(str(error)) from error
    _say_link(handle, secret)


@commands.command("list")
def _list() -> None:
    """List every handle with its role, its passkeys and the day it was added."""
    with writing() as session:
        for who, keys in queries.moderators(session):
            state = "removed" if who.disabled else f"{keys} passkeys" if keys else "invited"
            click.echo(f"{who.handle}\t{who.role}\t{state}\t{who.created_on}")


@commands.command("reset")
@click.argument("handle")
def _reset(handle: str) -> None:
    """Take away the passkeys, codes and sittings of HANDLE and print a new one-time link."""
    try:
        with writing() as session:
            secret = actions.reset(session, handle, _hour())
    except DeskError as error:
        raise click.ClickException(str(error)) from error
    _say_link(handle, secret)


@commands.command("remove")
@click.argument("handle")
def _remove(handle: str) -> None:
    """Remove HANDLE at once. The handle stays with what it decided and is never given again."""
    try:
        with writing() as session:
            actions.remove(session, handle)
    except DeskError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{handle} is removed.")


@commands.command("demo")
@click.option("--address", default="", help="Where the site answers, such as http://localhost:8000.")
def _demo(address: str) -> None:
    """Print a link to try the desk; only where the listings are invented."""
    with writing() as session:
        if session.scalars(sa.select(Edition.holds)).one() != "demonstration":
            return
        secret = _demonstration_secret(session)
    if secret:
        click.echo(f"Try the desk once as “{DEMONSTRATION}”: {_link(secret, address)}")
    else:
        click.echo(f"The desk: {address or _LOCAL}/desk/ (you have a passkey as “{DEMONSTRATION}”)")


def _demonstration_secret(session: Session) -> str:
    """Return a fresh invitation, or "" for someone who has a passkey already or was removed."""
    known = {who.handle: (who, keys) for who, keys in queries.moderators(session)}
    if DEMONSTRATION not in known:
        return actions.add(session, DEMONSTRATION, Role.ADMIN, _hour(), datetime.now(UTC).date())
    who, keys = known[DEMONSTRATION]
    return "" if keys or who.disabled else actions.reset(session, DEMONSTRATION, _hour())
