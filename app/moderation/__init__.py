"""The desk: where moderators sign in and decide about listings. PRIVATE.

For a moderator with twenty minutes a week, and for the people who rely on what is decided there.
Words: a moderator is a handle with a role; an invitation is a link that works once; a key is a passkey; a
recovery code signs in once when the key is away; a sitting is the time from signing in to signing out; a move
is something that can be done to a listing, for a reason from the fixed lists.
Never: hold a name, an e-mail, an address or an agent of a moderator, set a cookie outside /desk, write a
listing but through `directory.actions.apply`, be imported by anything public.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.local import LocalProxy
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.moderation.edge import PATH

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def init_app(app: Flask) -> None:
    """Answer /desk by an app of its own, beside the public site and outside its silence about cookies."""
    lock, made = Lock(), list[Flask]()

    def desk() -> Flask:
        # Made when somebody first knocks: it needs much that no public page does, and few processes are asked for it.
        with lock:
            if not made:
                made.append(import_module("app.moderation.desk").create_desk(app))
            return made[0]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # "/desk" is the desk too: a redirect to "/desk/" would name a scheme that a proxy may have changed.
        return desk().wsgi_app({**environ, "PATH_INFO": environ["PATH_INFO"] or "/"}, start_response)

    app.extensions["desk"] = LocalProxy(desk)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PATH: answer})  # type: ignore[method-assign]
