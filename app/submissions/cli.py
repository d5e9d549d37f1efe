"""What waits, for a scheduled job: `flask --app app queue`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.db import database
from app.submissions import queries
from app.submissions.queries import Queue

_NOTHING = "Nothing waits."


@click.command("queue")
@click.option("--quiet", is_flag=True, help="Say nothing when nothing waits, so that cron sends no mail.")
@with_appcontext
def command(quiet: bool) -> None:
    """Say how much waits for a moderator, how long, of which kind, and what comes due next month."""
    today = datetime.now(UTC).date()
    with Session(database().write) as session:
        found = queries.queue(session, today)
    if quiet and not found.waiting:
        return
    for line in lines(found, today):
        click.echo(line)


def lines(found: Queue, today: date) -> list[str]:
    """Return what the command says, a line for each thing that there is."""
    told = [_waiting(found, today) if found.waiting else _NOTHING]
    told += [f"{kind}: {number}" for kind, number in sorted(found.waiting.items())]
    if found.asked:
        told.append(f"Asked, no answer yet: {found.asked}")
    if found.due:
        told.append(f"Listings with answers that grow old next month: {found.due}")
    return told


def _waiting(found: Queue, today: date) -> str:
    days = (today - found.oldest).days if found.oldest else 0
    return f"Waiting: {sum(found.waiting.values())}. The oldest came {days} days ago."
