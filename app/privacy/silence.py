"""Nothing about the visitor reaches the app, and nothing about a request reaches a log."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from flask import Flask
from flask.sessions import SecureCookieSession, SessionInterface
from werkzeug.wrappers import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# All else a server or a browser says is dropped: addresses, agents, languages, referrers, cookies, hints.
_KEPT = frozenset({
    "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH",
    "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
    "HTTP_HOST", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_SEC_FETCH_SITE",
    # The store's own sheet (app/pages): a visitor cannot send a key that does not begin with HTTP_.
    "waymark.page",
})  # fmt: skip
# What servers and Flask's own test client tell the app, never what a visitor sent: those begin with HTTP_.
_KEPT_FAMILIES = ("wsgi.", "werkzeug.", "flask.")
_APP = Path(__file__).resolve().parent.parent
_REQUEST_LINE = " - - ["


class Silence:
    """A WSGI wrapper that passes on only what an answer needs.

    `also` names further keys for an app with its own promises: the desk needs HTTP_COOKIE.
    """

    def __init__(self, app: WSGIApplication, also: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._kept = _KEPT | also

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer without knowing who asks. A new environ: servers still need theirs after the answer."""
        blind = {key: environ[key] for key in environ if key in self._kept or key.startswith(_KEPT_FAMILIES)}
        return self._app(blind, start_response)


class NoSession(SessionInterface):
    """No session on the public side: reading finds none, writing is an error, no cookie is ever set."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return nothing, whatever was sent."""
        return None


def place_of(error: BaseException) -> str:
    """Return the type of an error and where it was raised: file and line, never its message."""
    frames = extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_APP)]
    at = (ours or frames)[-1]
    path = Path(at.filename)
    shown = path.relative_to(_APP.parent) if path.is_relative_to(_APP.parent) else Path(path.name)
    return f"{type(error).__name__} at {shown.as_posix()}:{at.lineno}"


class _OnlyThePlace(logging.Filter):
    """Replace what an error says by where it happened: its message may hold what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, without request data."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            causes = [place_of(cause) for cause in (error, error.__cause__) if cause]
            record.msg, record.args = " from ".join(causes), ()
            record.exc_info = record.exc_text = record.stack_info = None
        return True


class _NoRequestLines(logging.Filter):
    """Drop the development server's line per request and its tracebacks; keep its greeting."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep only lines that are not about a request."""
        text = record.getMessage()
        return _REQUEST_LINE not in text and not text.startswith("Error on request")


_PLACE_FILTER = _OnlyThePlace()
_LINE_FILTER = _NoRequestLines()


def init_app(app: Flask, also: frozenset[str] = frozenset()) -> None:
    """Blindfold the app, but for the keys in `also`, and quieten its logs: slices use `current_app.logger` only."""
    app.wsgi_app = Silence(app.wsgi_app, also)  # type: ignore[method-assign]
    app.session_interface = NoSession()
    app.logger.addFilter(_PLACE_FILTER)
    logging.getLogger("werkzeug").addFilter(_LINE_FILTER)
