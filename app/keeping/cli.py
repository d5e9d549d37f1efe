"""The commands that keep the data safe: `flask --app app purge`, `backup`, `restore` and what belongs to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic import command
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from app.db import alembic_config, database, grant_reader, open_database, writing
from app.directory.rules import ListingError
from app.keeping import catalogues, gone, restoring
from app.keeping.copying import CannotCopy, brought_back, copy_out, new_file
from app.keeping.purging import StillHeld, compact
from app.keeping.sums import NotTheSame, lines, parse
from app.languages import TRANSLATIONS

_FILE = click.Path(dir_okay=False, path_type=Path)
_THERE = click.Path(dir_okay=False, exists=True, path_type=Path)
_WAIT = 30.0

languages = AppGroup("languages", help="The languages of the interface.")


@contextmanager
def _failing_loudly() -> Iterator[None]:
    """Say on standard error what went wrong and leave with 1, so that a scheduled job is noticed."""
    try:
        yield
    except (CannotCopy, NotTheSame, StillHeld, gone.BadGoneFile, ListingError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(1)


@click.command("purge")
@click.option("--wait", default=_WAIT, help="How many seconds to try while someone reads.", show_default=True)
@with_appcontext
def purge(wait: float) -> None:
    """Make deletion real: leave no byte of what was erased in the files of the database."""
    with _failing_loudly():
        _catch_up()
        compact(database().write, wait)
    click.echo("What was erased is gone from the files of the database.")


def _catch_up() -> None:
    settings = current_app.extensions["settings"]
    if settings.gone_file:
        added = gone.catch_up(settings.database_url, Path(settings.gone_file))
        click.echo(f"{added} withdrawn codes were added to the gone file.")


@click.command("backup")
@click.argument("path", type=_FILE)
@with_appcontext
def backup(path: Path) -> None:
    """Write the whole database to PATH and its sums to PATH.sums, while the site runs."""
    with _failing_loudly():
        sums_path = _beside(path, ".sums")
        descriptor = new_file(sums_path)
        try:
            told = lines(copy_out(database().write, path))
            with open(descriptor, "w", encoding="ascii") as file:
                file.write("\n".join(told) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            sums_path.unlink(missing_ok=True)
            raise
        _catch_up()
    for line in told:
        click.echo(line)


@click.command("restore")
@click.argument("path", type=_THERE)
@click.option("--gone", "gone_file", type=_THERE, help="The gone file: what is in it is withdrawn again.")
@with_appcontext
def restore(path: Path, gone_file: Path | None) -> None:
    """Bring the backup at PATH back into an empty place, with its sums at PATH.sums.

    Without --gone everything comes back as a draft; what was listed is noted in PATH.listed for `confirm`.
    """
    with _failing_loudly():
        codes = gone.read(gone_file) if gone_file else None
        wanted = parse(_beside(path, ".sums"))
        if codes is None and _beside(path, ".listed").exists():
            raise CannotCopy(f"{path}.listed is there already. Move it away first.")
        url = database().write.url
        database().dispose()
        with brought_back(url, path, wanted) as (address, sums):
            for line in lines(sums):
                click.echo(line)
            click.echo(_prepare(address, codes, _beside(path, ".listed")))
        grant_reader(database().write)
        _catch_up()


def _prepare(address: str, codes: frozenset[str] | None, listed: Path) -> str:
    """Bring the tables up to date, withdraw again or make drafts, and leave no byte; return what to say."""
    opened = open_database(address)
    try:
        command.upgrade(alembic_config(opened.write), "head")
        with Session(opened.write) as session, session.begin():
            said = _withdraw(session, codes) if codes is not None else _draft(session, listed)
        compact(opened.write, _WAIT)
    finally:
        opened.dispose()
    return said


def _withdraw(session: Session, codes: frozenset[str]) -> str:
    taken = restoring.withdraw_again(session, codes)
    return f"{taken} listings were withdrawn since this backup and are withdrawn again."


def _draft(session: Session, listed: Path) -> str:
    codes = restoring.make_drafts(session)
    with open(new_file(listed), "w", encoding="ascii") as file:
        file.writelines(f"{code}\n" for code in codes)
    return (
        f"{len(codes)} listings came back as drafts. Take out of {listed} what may not be shown, "
        f"then: flask --app app confirm {listed}"
    )


@click.command("confirm")
@click.argument("path", type=_THERE)
@click.option("--by", default=restoring.BY, help="The handle of the admin who looked.", show_default=True)
@with_appcontext
def confirm(path: Path, by: str) -> None:
    """List again the drafts whose codes stand in PATH, one a line, with the standing they had.

    What stands in the site's own gone file stays away.
    """
    with _failing_loudly():
        own = current_app.extensions["settings"].gone_file
        away = gone.read(Path(own)) if own and Path(own).exists() else frozenset()
        codes = set(path.read_text(encoding="utf-8").split()) - away
        with writing() as session:
            done = restoring.list_again(session, codes, by)
    click.echo(f"{done} listings are shown again.")


@languages.command("status")
def status() -> None:
    """Say how complete each catalogue is and when a speaker reviewed it."""
    with _failing_loudly():
        for state in catalogues.states(TRANSLATIONS):
            click.echo(state.line())


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


commands = (purge, backup, restore, confirm, languages)
