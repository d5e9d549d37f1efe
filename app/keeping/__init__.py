"""What an operator does so that data is safe, and gone when it should be: purge, back up, restore.

For the person who runs the machine. Words: to purge is to make deletion real, down to the bytes; a backup is one
file with its sums beside it, and the keys of the site, encrypted; the gone file lists what was withdrawn, so that no
restore brings it back.
Never: overwrite a file, write a key that is not encrypted into a backup, restore over a database that holds something,
change a listing but through `directory.actions.apply`.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.keeping import gone


def init_app(app: Flask) -> None:
    """Note each withdrawal in the gone file as soon as it is committed, where the operator named one."""
    settings = app.extensions["settings"]
    if not settings.gone_file:
        return

    def follow() -> None:
        try:
            gone.catch_up(settings.database_url, Path(settings.gone_file))
        except (OSError, gone.BadGoneFile, SQLAlchemyError):
            # The listing is withdrawn all the same, and `purge` will try again and fail loudly.
            app.logger.exception("The gone file could not be written.")

    found: Database = app.extensions["database"]
    found.followers.append(follow)
