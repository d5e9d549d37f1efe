"""Leaving, what we keep, and the small files browsers and researchers ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, Response, abort, current_app, render_template

from app.privacy import counting
from app.privacy.headers import allow_indexing, never_store
from app.privacy.retention import LIFETIMES
from app.privacy.sentences import said

pages = Blueprint("privacy", __name__)
_GOOD_FOR = timedelta(days=180)


def _text(text: str) -> Response:
    return Response(text, mimetype="text/plain")


@pages.get("/exit")
def leave() -> Response:
    """Go to another site at once, and ask the browser to forget the pages it kept of ours."""
    never_store()
    headers = {"Location": current_app.extensions["settings"].exit_url, "Clear-Site-Data": '"cache"'}
    return Response(status=303, headers=headers)


@pages.get("/<lang:lang>/privacy")
def what_we_keep() -> str:
    """Say what we hold, what we do not, and what leaving cannot hide."""
    allow_indexing()
    return render_template(
        "privacy/keep.html", lifetimes=LIFETIMES, said=said(current_app.extensions["settings"].indexing)
    )


@pages.get("/healthz")
def alive() -> Response:
    """Say that the process answers, and nothing else."""
    never_store()
    counting.tell()
    return _text("ok\n")


@pages.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers out, unless the operator lets them in; listings say `noindex` themselves."""
    rule = "Disallow: /exit" if current_app.extensions["settings"].indexing else "Disallow: /"
    return _text(f"User-agent: *\n{rule}\n")


@pages.get("/.well-known/security.txt")
def security() -> Response:
    """Say how to report a hole (RFC 9116); 404 where the operator gave no contact."""
    contact = current_app.extensions["settings"].security_contact
    if not contact:
        abort(404)
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    # Expiry is asked for by the standard. A month's first day: the same bytes for everyone that month.
    expires = (datetime.now(UTC).replace(day=1) + _GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    return _text(f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n")


def init_app(app: Flask) -> None:
    """Serve these addresses."""
    app.register_blueprint(pages)
