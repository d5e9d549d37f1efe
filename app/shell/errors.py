"""Pages for what went wrong: in the reader's language, with a way on, and nothing of the request in them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, g, make_response, render_template
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.shell.wording import N_


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says: what it is, and what to do next."""

    heading: str
    advice: str


_GONE = Words(N_("This page is gone"), N_("The address may be old. The links below still work."))
_UNCLEAR = Words(N_("We could not read that"), N_("Go back and try again, or start from here."))
_OURS = Words(N_("Something broke here"), N_("It is our fault, not yours. Try again in a minute."))
_WORDS = {
    403: Words(
        N_("We did not accept that"), N_("It came from another site. Please send it from our own page.")
    ),
    404: Words(N_("We have no page here"), N_("The address may have a typing error. The links below work.")),
    405: Words(N_("That does not work here"), N_("Go back and use the button on the page.")),
    410: _GONE,
    413: Words(N_("That was too long"), N_("Press “Back” in your browser. Write less. Then send it again.")),
    429: Words(N_("Too many people at once"), N_("Please wait one minute. Then try again.")),
    503: Words(N_("We are out for a moment"), N_("Try again in a minute. Nothing is wrong with your phone.")),
}
# Shown when even the frame cannot be drawn: no catalogue, no template, no data.
_LAST_RESORT = (
    '<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><title>Try again</title>'
    "<main><h1>Something broke here</h1><p>Try again in a minute.</p>"
    '<p><a href="/exit">Leave this site</a></p></main></html>'
)


def words_for(code: int) -> Words:
    """Return what to say for a status."""
    return _WORDS.get(code, _OURS if code >= 500 else _UNCLEAR)


def _draw(code: int) -> str:
    try:
        return render_template("shell/error.html", code=code, words=words_for(code))
    except Exception:
        if current_app.testing or code < 500:
            raise
        current_app.logger.exception("the error page broke too")
        return _LAST_RESORT


def show(error: HTTPException) -> Response | HTTPException:
    """Answer an HTTP error with a helpful page and the right status."""
    if error.code is None or error.response is not None:
        return error
    g.failed = True
    response = make_response(_draw(error.code), error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def init_app(app: Flask) -> None:
    """Show our own page for every HTTP error, the unexpected included."""
    app.register_error_handler(HTTPException, show)
