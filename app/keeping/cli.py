"""The commands that keep the data safe: `flask --app app purge`, `backup`, `restore` and what belongs to them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from alembic import command
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import database, open_database, writing
from app.directory.indexing import fill_if_behind
from app.directory.rules import ListingError
from app.keeping import catalogues, gone, moving, restoring, sealing
from app.keeping.copying import CannotCopy, brought_back, copy_out, new_file
from app.keeping.purging import NothingThere, StillHeld, compact, must_hold_tables, sweep
from app.keeping.sums import NotTheSame, lines, parse
from app.languages import TRANSLATIONS
from app.migrating import alembic_config, grant_reader
from app.migrating import commands as databases
from app.privacy.keys import BadKeyFile, keys_at
from app.submissions.refusals import keep
from config import named_driver

_FILE = click.Path(dir_okay=False, path_type=Path)
_THERE = click.Path(dir_okay=False, exists=True, path_type=Path)
_IDENTITY = click.File(encoding="utf-8", errors="replace")
_WAIT = 30.0

languages = AppGroup("languages", help="The languages of the interface.")


@contextmanager
def _failing_loudly() -> Iterator[None]:
    """Say on standard error what went wrong and leave with 1, so that a scheduled job is noticed."""
    try:
        yield
    except (
        CannotCopy,
        NotTheSame,
        NothingThere,
        StillHeld,
        gone.BadGoneFile,
        BadKeyFile,
        ListingError,
        restoring.Unknown,
    ) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except DBAPIError as error:
        click.echo(f"The database cannot do this: {error.orig}", err=True)
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
        click.echo(f"Database: {must_hold_tables(database().write)}")
        try:
            aged = sweep(database().write, time.time(), wait)
            compact(database().write, wait)
        finally:
            # After the rewriting, so that no trouble with this file keeps erased bytes; before it fails.
            _catch_up()
    click.echo(
        f"What was over was deleted: {aged.proposals} requests, {aged.reports} counts of reports, "
        f"{aged.receipts} receipts."
    )
    click.echo("What was erased is gone from the files of the database.")


def _catch_up() -> None:
    settings = current_app.extensions["settings"]
    if settings.gone_file:
        added = gone.catch_up(settings.database_url, Path(settings.gone_file))
        click.echo(f"{added} lines were added to the gone file.")


@databases.command("move")
@click.argument("address", metavar="URL")
@with_appcontext
def move(address: str) -> None:
    """Copy the whole database to an empty one at URL, on SQLite or PostgreSQL. Stop the site first."""
    with _failing_loudly():
        target = open_database(named_driver(address))
        try:
            for line in lines(moving.move(database(), target)):
                click.echo(line)
        finally:
            target.dispose()
        click.echo("Every row arrived. Set WAYMARK_DATABASE_URL to the new address.")


@click.command("backup")
@click.argument("path", type=_FILE)
@with_appcontext
def backup(path: Path) -> None:
    """Write the whole database to PATH and its sums to PATH.sums, while the site runs.

    The keys of the site go to PATH.keys.age, encrypted to WAYMARK_BACKUP_RECIPIENT.
    """
    with _failing_loudly():
        keys = sealing.sealed_keys(_secret_file(), current_app.extensions["settings"].backup_recipient)
        with ExitStack() as stack:
            sums = stack.enter_context(_claimed(_beside(path, ".sums")))
            if keys.sealed:
                stack.enter_context(_claimed(_beside(path, ".keys.age"))).write(keys.sealed)
            sweep(database().write, time.time(), _WAIT)
            told = lines(copy_out(database().write, path))
            sums.write(("\n".join(told) + "\n").encode())
        _catch_up()
    click.echo(keys.said, err=not keys.sealed)
    for line in told:
        click.echo(line)


@click.command("restore")
@click.argument("path", type=_THERE)
@click.option("--gone", "gone_file", type=_THERE, help="The gone file: what is in it is withdrawn again.")
@click.option("--keys", "keys_file", type=_THERE, help="The encrypted keys of the site, PATH.keys.age.")
@click.option(
    "--identity", type=_IDENTITY, help="What opens them, as age-keygen wrote it; - reads from a pipe."
)
@with_appcontext
def restore(path: Path, gone_file: Path | None, keys_file: Path | None, identity: TextIO | None) -> None:
    """Bring the backup at PATH back into an empty place, with its sums at PATH.sums.

    Without --gone everything comes back as a draft; what was listed is noted in PATH.listed for `confirm`.
    Without --keys and --identity the receipt codes of groups do not work any more.
    Passkeys, recovery codes, invitations and sittings do not come back.
    """
    with _failing_loudly():
        away = gone.read_whole(gone_file) if gone_file else None
        wanted = parse(_beside(path, ".sums"))
        keys = _opened(keys_file, identity)
        url = database().write.url
        database().dispose()
        with ExitStack() as stack:
            said = stack.enter_context(sealing.put_back(_secret_file(), keys))
            listed = stack.enter_context(_claimed(_beside(path, ".listed"))) if away is None else None
            address, sums = stack.enter_context(brought_back(url, path, wanted))
            for line in lines(sums):
                click.echo(line)
            click.echo(_prepare(address, away, listed))
        click.echo(said)
        _catch_up()


def _secret_file() -> Path:
    return Path(current_app.extensions["settings"].secret_file)


def _opened(keys_file: Path | None, identity: TextIO | None) -> bytes | None:
    """Return the keys that an operator brought, before anything else happens; nothing if there are none."""
    if keys_file is None and identity is None:
        return None
    if keys_file is None or identity is None:
        raise click.UsageError("Give --keys and --identity together.")
    return sealing.opened_keys(keys_file, identity.read())


@contextmanager
def _claimed(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file before there is anything to write, and leave none if what follows fails."""
    descriptor = new_file(path)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _prepare(address: str, away: gone.Gone | None, listed: BinaryIO | None) -> str:
    """Bring the tables up to date, withdraw again or make drafts, leave no byte and no way in; return what to say."""
    opened = open_database(address)
    try:
        command.upgrade(alembic_config(opened.write), "head")
        with Session(opened.write) as session, session.begin():
            said = _withdraw(session, away or gone.Gone()) if listed is None else _draft(session, listed)
            fill_if_behind(session)
            said += "\n" + _lock(session)
            restoring.forget_what_is_over(session, time.time())
        compact(opened.write, _WAIT)
        # Last: until now the public side could read nothing of it (PostgreSQL).
        grant_reader(opened.write)
    finally:
        opened.dispose()
    return said


def _withdraw(session: Session, away: gone.Gone) -> str:
    gone.must_know(session, away)
    keep(session, away.refused)
    taken = restoring.withdraw_again(session, away.codes)
    return f"{taken} listings were withdrawn since this backup and are withdrawn again."


def _draft(session: Session, listed: BinaryIO) -> str:
    codes = restoring.make_drafts(session)
    listed.writelines(f"{code}\n".encode() for code in codes)
    return (
        f"{len(codes)} listings came back as drafts. Take out of PATH.listed what may not be shown, "
        "then: flask --app app confirm PATH.listed"
    )


def _lock(session: Session) -> str:
    return (
        f"{restoring.lock_everyone_out(session)} moderators came back and none can sign in. "
        "For each: flask --app app moderators reset HANDLE, or remove HANDLE."
    )


@click.command("new-keys")
@with_appcontext
def new_keys() -> None:
    """Make keys for a site whose key file is lost for ever. Receipt codes that groups hold stop working."""
    with _failing_loudly():
        if _secret_file().exists():
            raise BadKeyFile(f"There are keys at {_secret_file()}. Nothing was changed.")
        keys_at(_secret_file())
    click.echo(
        f"New keys are at {_secret_file()}. No receipt code works any more: check each group and give it a new one "
        "on the desk. Who asked not to be listed is not known again."
    )


@click.command("confirm")
@click.argument("path", type=_THERE)
@click.option("--by", default=restoring.BY, help="The handle of the moderator who looked.", show_default=True)
@with_appcontext
def confirm(path: Path, by: str) -> None:
    """List again the drafts whose codes stand in PATH, one a line, with the standing they had.

    What stands in the site's own gone file stays away.
    """
    with _failing_loudly():
        own = current_app.extensions["settings"].gone_file
        away = gone.read_whole(Path(own)) if own and Path(own).exists() else gone.Gone()
        codes = set(path.read_text(encoding="utf-8").split()) - away.codes
        with writing() as session:
            restoring.must_decide(session, by)
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
