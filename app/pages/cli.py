"""The command of the pages: `flask --app app mirror DIR`."""

from __future__ import annotations

import time
from contextvars import Context
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.pages.ahead import after, shut, to_mirror
from app.pages.mirror import Mirror
from config import PREFIX

_EVERY = 0.2


@click.command("mirror")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--everything", is_flag=True, help="Make every page anew.")
@click.option("--follow", is_flag=True, help="Stay, and write what changes as soon as it is published.")
@with_appcontext
def mirror(folder: Path, everything: bool, follow: bool) -> None:
    """Write the public site as files to DIR; a run after the first writes only what changed."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.extensions["settings"].site_url:
        raise click.ClickException(f"Set {PREFIX}SITE_URL first: pages show it in QR codes.")
    made = Mirror(
        app.extensions["pages"], folder, partial(to_mirror, app), partial(shut, app), partial(after, app)
    )
    try:
        while True:
            began = time.monotonic()
            # A command is inside the app, and what a page keeps there would stay for the next: each needs its own.
            report = Context().run(made.update, everything=everything)
            if report.written or report.removed or not follow:
                took = time.monotonic() - began
                click.echo(
                    f"{report.written} pages written, {report.removed} taken away, {took:.2f} seconds."
                )
            if not follow:
                return
            everything = False
            time.sleep(_EVERY)
    finally:
        made.close()
