"""Refuse what is too big to be a form of ours, and what another site makes a browser send."""

from __future__ import annotations

from flask import Flask, abort, request

LONGEST_BODY = 64 * 1024
# The form of a listing carries all its text: six services in Chinese are nine bytes a letter on the way here.
LONGEST_FORM = 384 * 1024
LONG_FORMS = frozenset({"submissions.ask", "submissions.receipt", "desk.change_on"})
MOST_PARTS = 300
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def _refuse() -> None:
    if request.method in _READS and not request.content_length:
        return
    most = LONGEST_FORM if request.endpoint in LONG_FORMS else LONGEST_BODY
    request.max_content_length = request.max_form_memory_size = most
    if (request.content_length or 0) > most:
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
