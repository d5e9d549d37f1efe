"""All addresses of submissions, in one place."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.submissions.reporting import wrong
from app.submissions.requesting import ask, sent
from app.submissions.returning import receipt

pages = Blueprint("submissions", __name__)
_BOTH = ["GET", "POST"]


def _urls() -> None:
    pages.add_url_rule("/<lang:lang>/ask", "ask", ask, methods=_BOTH)
    pages.add_url_rule("/<lang:lang>/ask/sent", "sent", sent, methods=["GET"])
    pages.add_url_rule("/<lang:lang>/receipt", "receipt", receipt, methods=_BOTH)
    pages.add_url_rule("/<lang:lang>/s/<code:code>/wrong", "wrong", wrong, methods=_BOTH)


def init_app(app: Flask) -> None:
    """Give the site these pages."""
    app.register_blueprint(pages)


_urls()
