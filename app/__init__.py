"""Waymark: a confidential directory of help with no strings unsaid. See README.md for the map of the house."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

SLICES = ("shell", "privacy", "directory", "sharing", "submissions", "moderation")


def create_app(settings: Settings | None = None) -> Flask:
    """Make the public site with the desk beside it. The database is not opened before the first request."""
    # Here and nowhere else imports stand in a function: a script that needs one slice does not pay for the web.
    from flask import Flask
    from jinja2 import FileSystemLoader, PrefixLoader

    from app import (
        cli,
        db,
        directory,
        keeping,
        languages,
        moderation,
        pages,
        privacy,
        sharing,
        shell,
        submissions,
    )
    from app.shell.environment import PlainEnvironment
    from config import Settings

    settings = settings or Settings.from_env(os.environ)
    app = Flask(__name__, static_folder=None)
    app.extensions["settings"] = settings
    here = Path(__file__).parent
    app.jinja_environment = PlainEnvironment
    app.jinja_loader = PrefixLoader({name: FileSystemLoader(here / name / "templates") for name in SLICES})
    db.init_app(app, settings.database_url, settings.read_database_url)
    languages.init_app(app)
    privacy.init_app(app)
    shell.init_app(app)
    directory.init_app(app)
    sharing.init_app(app)
    submissions.init_app(app)
    moderation.init_app(app)
    keeping.init_app(app)
    cli.init_app(app)
    pages.init_app(app)
    return app
