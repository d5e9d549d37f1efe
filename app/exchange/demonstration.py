"""`flask --app app demo`: invented listings, so that a newcomer sees the site as it is meant to be."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Batch, Publish
from app.directory.models import Edition
from app.directory.rules import Action, ListingError, Standing, month_start
from app.exchange.importing import run

CONTENT = Path(__file__).parent / "data" / "demonstration.csv"
HOLDS = "demonstration"
# Two handles, as a site with two moderators has.
_IMPORTER, _MODERATOR = "robin", "sam"


def load(session: Session) -> tuple[int, int]:
    """Fill an empty database and return how many organisations and services it holds now; (0, 0): was full already.

    The content goes in through the importer from our own template and is published through `apply`, as a real
    site's would. Raise NotAllowed if the database holds real listings.
    """
    report = run(session, CONTENT, by=_IMPORTER, reason=HOLDS, holds=HOLDS)
    if not report.organisations or session.scalars(sa.select(Edition.generation)).one() > 1:
        return 0, 0
    changes = _publications(report.organisations, report.services)
    apply(session, Batch(tuple(changes), Action.PUBLISH), _MODERATOR, HOLDS)
    return len(report.organisations), len(report.services)


def _publications(organisations: dict[str, str], services: dict[str, str]) -> Iterator[Publish]:
    """Yield what to publish, organisations first; one is checked if any of its services is."""
    rows = list(_rows())
    months: dict[tuple[str, Standing], list[date | None]] = defaultdict(list)
    for row in rows:
        if row["demo_publish"] != "draft":
            months[row["organisation_ref"], Standing(row["demo_publish"])].append(
                month_start(row["demo_checked"])
            )
    for reference, code in organisations.items():
        for standing in Standing:
            if checked := months.get((reference, standing)):
                yield Publish(code, standing, max((month for month in checked if month), default=None))
                break
    for row in rows:
        if row["demo_publish"] != "draft":
            code = services[row["service_ref"]]
            yield Publish(code, Standing(row["demo_publish"]), month_start(row["demo_checked"]))


def _rows() -> Iterator[dict[str, str]]:
    with CONTENT.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing if the database holds anything.")
@with_appcontext
def command(if_empty: bool) -> None:
    """Fill an empty database with invented listings, marked as such on every page."""
    try:
        with writing() as session:
            if if_empty and session.scalars(sa.select(Edition.holds)).one():
                return
            organisations, services = load(session)
    except ListingError as error:
        raise click.ClickException(str(error)) from error
    if services:
        click.echo(f"Made {organisations} invented organisations with {services} services.")
    else:
        click.echo("The demonstration content is here already.")
