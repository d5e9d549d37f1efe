"""Refuse what is too big to be a form of ours, and what another site makes a browser send."""

from __future__ import annotations

from flask import Flask, abort, request

LONGEST_BODY = 64 * 1024
MOST_PARTS = 300
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def _refuse() -> None:
    if (request.content_length or 0) > LONGEST_BODY:
        abort(413)
    # Only an explicit "cross-site" is refused: old phones and plain mirrors say nothing, and Chromium under
    # no-referrer sends `Origin: null`. There is no session to ride, so this is a courtesy, not the wall.
    if request.method not in _READS and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


def init_app(app: Flask) -> None:
    """Hold the limits. No part of a form becomes a file on disk: the whole body is smaller than that."""
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_BODY, MAX_FORM_MEMORY_SIZE=LONGEST_BODY, MAX_FORM_PARTS=MOST_PARTS
    )
    app.before_request(_refuse)
