"""The edge of the desk: who is here, may they, is the form ours; one commit at the end; the cookie."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import database, let_go
from app.languages import ENGLISH, by_tag
from app.moderation import sittings
from app.moderation.rules import DECIDERS, Elsewhere, Origin, Role, form_token, origin_of
from app.moderation.sittings import SignedIn
from app.privacy.headers import never_store

PATH = "/desk"
ANYONE: frozenset[Role] = frozenset()
_READS = frozenset({"GET", "HEAD"})
# For whom each address of the desk is; filled where the addresses stand (views.py). What is missing is refused.
AUDIENCE: dict[str, frozenset[Role]] = {}


def now() -> datetime:
    """Return the time by the desk's clock."""
    clock: Callable[[], datetime] = current_app.extensions["clock"]
    return clock()


def minute() -> int:
    """Return the minute since 1970."""
    return int(now().timestamp() // 60)


def hour() -> int:
    """Return the hour since 1970."""
    return minute() // 60


def origin() -> Origin:
    """Return where the desk is, as the browser of this request knows it."""
    return origin_of(current_app.extensions["settings"].site_url, request.host)


def session() -> Session:
    """Return the write session of this request; it is committed once, with the answer."""
    if "desk_session" not in g:
        g.desk_session = Session(database().write, expire_on_commit=False)
    found: Session = g.desk_session
    return found


@contextmanager
def looking() -> Iterator[Session]:
    """Yield a session to look with before anyone is known: a stranger must not take SQLite's one place to write."""
    with Session(database().look()) as found:
        yield found


def signed_in() -> SignedIn:
    """Return who is here. Only for addresses that nobody else reaches."""
    found: SignedIn = g.signed_in
    return found


def cookie() -> str:
    """Return the secret of the cookie that came with this request, or nothing."""
    return request.cookies.get(_cookie_name(), "")


def give_cookie(secret: str) -> None:
    """Send a new cookie with the answer; an empty one takes it away."""
    g.new_cookie = secret


def erased() -> None:
    """Say that this request erases something: after the commit SQLite's log must not hold it any more."""
    g.erased = True


def _cookie_name() -> str:
    # Browsers keep a __Secure- cookie only over https; on one's own machine there is none.
    return "__Secure-desk" if origin().secure else "desk"


def go(address: str) -> Response:
    """Send the browser on after a form, without a page."""
    return Response(status=303, headers={"Location": address})


def home_of(role: Role, said: str | None = None) -> str:
    """Return the address where someone with this role begins: translators see text and nothing else.

    `said` names what the page says first.
    """
    return url_for("desk.waiting" if role in DECIDERS else "desk.waiting_texts", said=said)


def _enter() -> ResponseReturnValue | None:
    """Find out who is here and refuse what is not for them."""
    never_store()
    _at_home()
    g.signed_in = _who()
    asked = by_tag(request.args.get("language", ""))
    g.language = asked or by_tag(g.signed_in.language if g.signed_in else "") or ENGLISH
    if request.endpoint is None or AUDIENCE.get(request.endpoint) is ANYONE:
        return None
    if g.signed_in is None:
        return go(url_for("desk.sign_in"))
    if g.signed_in.role not in AUDIENCE.get(request.endpoint, ANYONE):
        return make_response(render_template("moderation/refused.html"), 403)
    if request.method not in _READS and not _our_form():
        abort(403)
    return None


def _who() -> SignedIn | None:
    """Return who is here, and let them stay."""
    if not cookie():
        return None
    # An invented cookie begins no writing.
    with looking() as found:
        here = sittings.signed_in(found, cookie(), minute())
    if here is not None and request.method not in _READS:
        # Whoever was sent away meanwhile changes nothing: nobody else writes from here on.
        here = sittings.signed_in(session(), cookie(), minute())
    if here is not None and sittings.must_stay(here, minute()):
        sittings.stay(session(), here, minute())
    return here


def _at_home() -> None:
    """Refuse a request for a host that is none, or that is not the desk's."""
    try:
        origin()
    except Elsewhere:
        abort(403)
    except ValueError:
        abort(400)


def _our_form() -> bool:
    sent = request.form.get("csrf", "")
    return hmac.compare_digest(sent.encode(), form_token(signed_in().cookie).encode())


def _leave(response: Response) -> Response:
    """Commit what was done unless something broke, and hand out the cookie."""
    if "desk_session" in g and response.status_code < 500:
        g.desk_session.commit()
        if g.get("erased", False):
            let_go()
            database().settle()
    if "new_cookie" in g:
        # No age: it goes with the browser's window. Taken away, it is empty and of the past.
        response.set_cookie(
            _cookie_name(),
            g.new_cookie,
            path=PATH,
            secure=origin().secure,
            httponly=True,
            samesite="Strict",
            expires=None if g.new_cookie else 0,
        )
    return response


def _same_page(tag: str) -> str:
    """Return the address of this page of the desk in another language, for who has not signed in yet."""
    path = request.path if request.method == "GET" and not g.get("failed") else "/sign-in"
    return f"{PATH}{quote(path)}?language={tag}"


def _shared() -> dict[str, object]:
    here = g.get("signed_in")
    return {
        "signed_in": here,
        "csrf": form_token(here.cookie) if here else "",
        "same_page": _same_page,
    }


def init_app(app: Flask) -> None:
    """Guard every address of the desk."""
    app.extensions["clock"] = lambda: datetime.now(UTC)
    app.before_request(_enter)
    app.after_request(_leave)
    app.context_processor(_shared)

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        if (found := g.pop("desk_session", None)) is not None:
            found.close()
