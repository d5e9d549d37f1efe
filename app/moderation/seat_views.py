"""What anyone who sits at the desk does with their own sitting: choose a language, sign out."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from app.languages import by_tag
from app.moderation import actions, sittings
from app.moderation.edge import cookie, give_cookie, go, home_of, session, signed_in


def language() -> ResponseReturnValue:
    """Remember the moderator's language."""
    if (chosen := by_tag(request.form.get("tag", ""))) is None:
        abort(400)
    actions.choose_language(session(), signed_in().moderator_id, chosen.tag)
    return go(home_of(signed_in().role))


def sign_out() -> ResponseReturnValue:
    """End the sitting, here and on the server."""
    sittings.sign_out(session(), cookie())
    give_cookie("")
    return go(url_for(".sign_in"))


URLS: tuple[tuple[str, RouteCallable, str], ...] = (
    ("/language", language, "POST"),
    ("/sign-out", sign_out, "POST"),
)
