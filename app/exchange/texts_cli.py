"""The commands about listing text as PO: `flask --app app translations …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from app.db import database, writing
from app.directory.rules import ListingError
from app.exchange.texts_in import Refused, bring_in
from app.exchange.texts_out import export_to
from app.languages import OFFERED, by_tag

_CANNOT = 2
_MOST_SHOWN = 100
# Stands in the decision where the operator names nobody, as "import" does for listings.
BY_FILE = "translations"
Handles = Callable[[Session], Collection[str]]


def commands(handles: Handles) -> AppGroup:
    """Return the commands; `handles` says who may be named as the one who translated."""
    group = AppGroup("translations", help="Listing text out and in, as PO files for translators.")
    group.add_command(_export)
    group.add_command(_import(handles))
    return group


@click.command("export")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--language", type=click.Choice([one.tag for one in OFFERED]), help="One language, into FILE.")
@with_appcontext
def _export(path: Path, language: str | None) -> None:
    """Write listing text as PO: into the folder FILE, one file for each language; with --language into FILE."""
    one = by_tag(language) if language else None
    if path.exists() and path.is_dir() == (one is not None):
        raise click.ClickException(f"{path.name} must be {'a file' if one else 'a folder'}.")
    with Session(database().write) as session:
        files = export_to(session, path, one)
    click.echo(f"Written: {', '.join(file.name for file in files)}. Keep them to the people who translate.")


def _import(handles: Handles) -> click.Command:
    @click.command("import")
    @click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FILE")
    @click.option(
        "--by", default="", metavar="HANDLE", help="Whose translations these are: a handle of the desk."
    )
    @click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
    @with_appcontext
    def run(path: Path, by: str, dry_run: bool) -> None:
        """Bring translations in from FILE, a PO file or a folder of them: all of it, or nothing if it has a fault."""
        try:
            with writing() as session:
                if by and by not in handles(session):
                    raise click.ClickException(f"Nothing was imported. Nobody at the desk is called {by}.")
                plans = bring_in(session, path, by or BY_FILE, dry_run=dry_run)
        except (Refused, ListingError) as error:
            _refuse(error)
        for line in (line for one in plans for line in one.lines()):
            click.echo(line)
        if dry_run:
            click.echo("This was a dry run: nothing was written.")

    return run


def _refuse(error: Refused | ListingError) -> None:
    lines = error.lines if isinstance(error, Refused) else [str(error)]
    click.echo("Nothing was imported.", err=True)
    for line in lines[:_MOST_SHOWN]:
        click.echo(line, err=True)
    if len(lines) > _MOST_SHOWN:
        click.echo(f"and {len(lines) - _MOST_SHOWN} more", err=True)
    sys.exit(_CANNOT)
