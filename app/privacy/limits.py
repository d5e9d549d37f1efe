"""Refuse what is too big to be a form of ours, and what another site makes a browser send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, abort, request

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_BODY = 64 * 1024
# The form of a listing carries all its text: six services in Chinese are nine bytes a letter on the way here.
LONGEST_FORM = 384 * 1024
LONG_FORMS = frozenset({"submissions.ask", "submissions.receipt", "desk.change_on"})
MOST_PARTS = 300
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
# More than a proxy lets in, so that it never still sends when we answer; what is longer still is hung up on.
_MOST_HEARD = 2 * LONGEST_FORM
_PIECE = 64 * 1024


class HearOut:
    """A WSGI wrapper that reads what was sent to its end before the answer goes, whether the answer needs it or not.

    Else a proxy that still sends finds the line closed, and tells the sender of a bad gateway instead of our answer.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, and throw away what is left. Only where the server says that it knows the end."""
        answer = self._app(environ, start_response)
        has_body = environ["REQUEST_METHOD"] not in _READS or environ.get("CONTENT_LENGTH")
        if has_body and environ.get("wsgi.input_terminated"):
            _throw_away(environ["wsgi.input"])
        return answer


def _throw_away(sent: InputStream) -> None:
    left = _MOST_HEARD
    while left > 0 and (piece := sent.read(_PIECE)):
        left -= len(piece)


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
    """Hold the limits, and hear everyone out. No part of a form becomes a file: the whole body is smaller."""
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_BODY, MAX_FORM_MEMORY_SIZE=LONGEST_BODY, MAX_FORM_PARTS=MOST_PARTS
    )
    app.before_request(_refuse)
    app.wsgi_app = HearOut(app.wsgi_app)  # type: ignore[method-assign]
