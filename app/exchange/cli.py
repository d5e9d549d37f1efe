"""The commands about listings in and out: `flask --app app listings …`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from app.db import writing
from app.directory.rules import ListingError
from app.exchange.cells import language_tag
from app.exchange.importing import run
from app.exchange.records import BadFile
from app.exchange.shaping import Manner
from app.exchange.template_columns import example
from app.exchange.whereabouts import country_code
from app.privacy.keys import BadKeyFile, keys
from app.submissions.refusals import recogniser

_EVERY = 100
_CANNOT = 2
# After so many new objects; what outlived 50 looks is looked at again, and what outlived 50 of those once more.
_SELDOM = (100_000, 50, 50)

commands = AppGroup("listings", help="Bring listings in.")


@commands.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--publish-unchecked", is_flag=True, help="List what can be listed, as not checked.")
@click.option(
    "--country", default="", help="Country of numbers and towns where the file names none, such as ca."
)
@click.option(
    "--language", default="en", help="Language of the text, unless the file says.", show_default=True
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every row to this CSV file."
)
def _import(
    source: Path, dry_run: bool, publish_unchecked: bool, country: str, language: str, report: Path | None
) -> None:
    """Import FILE: our template, HSDS tables (folder or zip) or JSON, Ohana, iCarol, WellSky, a JSON list."""
    try:
        manner = _manner(country, language)
        with _seldom_collecting(), writing() as session:
            done = run(
                session,
                source,
                manner=manner,
                publish_unchecked=publish_unchecked,
                dry_run=dry_run,
                tell=_progress(),
                refuses=recogniser(session, keys().refusals),
            )
    except (BadFile, BadKeyFile, ListingError) as error:
        click.echo(f"Nothing was imported. {error}", err=True)
        sys.exit(_CANNOT)
    for line in done.lines():
        click.echo(line)
    if report:
        done.write(report)
    if dry_run:
        click.echo("This was a dry run: nothing was written.")


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let Python look for cycles seldom: few are made, and looking often takes a sixth of the time.

    Never would be too seldom: what is left of cycles would stay until a large file is read.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _manner(country: str, language: str) -> Manner:
    code, tag = country_code(country), language_tag(language)
    if country and not code:
        raise BadFile(f"We know no country {country!r}.")
    if not tag:
        raise BadFile(f"{language!r} is not a language tag such as en or zh-Hans.")
    return Manner(tag, code)


def _progress() -> Callable[[int], None]:
    """Count on standard error, if someone is looking."""
    looked_at = sys.stderr.isatty()

    def tell(count: int) -> None:
        if looked_at and count % _EVERY == 0:
            click.echo(f"\r{count} services read", nl=False, err=True)

    return tell


@commands.command("template")
def _template() -> None:
    """Print our own template: the columns and one example row."""
    click.echo(example(), nl=False)
