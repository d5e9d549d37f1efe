"""The desk as an app of its own: the site's frame, languages, engines and links, and rules for a sitting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.routing import BuildError

from app import db, languages, shell
from app.directory import choices, phrases
from app.directory import wording as listing_words
from app.directory.views import CodeConverter
from app.languages import current
from app.moderation import edge, queue_phrases, queue_wording, text_wording, views, wording
from app.moderation.throttle import Throttle
from app.privacy import headers, limits, silence
from app.shell.environment import PlainEnvironment
from app.shell.inline import script_file
from app.submissions import wording as ask_words
from app.submissions.edge import guard_keys

SCRIPT = script_file(Path(__file__).parent / "assets" / "passkey.js")
# For the desk alone: all else about a visitor is removed here too.
_ALSO_SEEN = frozenset({"HTTP_COOKIE"})


def create_desk(site: Flask) -> Flask:
    """Make the desk that stands beside this site."""
    desk = Flask("app.moderation", static_folder=None)
    desk.extensions["settings"] = site.extensions["settings"]
    desk.jinja_environment = PlainEnvironment
    desk.jinja_loader = site.jinja_loader
    db.share(desk, site.extensions["database"])
    languages.init_app(desk)
    limits.init_app(desk)
    silence.init_app(desk, also=_ALSO_SEEN)
    headers.init_app(desk, headers.desk_contract(SCRIPT))
    shell.init_app(desk)
    listing_words.init_app(desk)
    wording.init_app(desk)
    queue_wording.init_app(desk)
    ask_words.init_app(desk)
    phrases.init_app(desk)
    choices.init_app(desk)
    queue_phrases.init_app(desk)
    text_wording.init_app(desk)
    edge.init_app(desk)
    guard_keys(desk)
    desk.url_map.converters["code"] = CodeConverter
    desk.jinja_env.globals["passkey_script"] = SCRIPT.text
    # Wrong recovery codes; and attempts with a passkey, each of which is a row for some minutes. Nobody is
    # known yet when they attempt, so that cap only bounds the table: it is far above what one can fill unseen.
    desk.extensions["throttle_codes"] = Throttle(minutes=15, together=30, each=5)
    desk.extensions["throttle_keys"] = Throttle(minutes=1, together=3000, each=3000)
    views.init_app(desk)
    desk.url_build_error_handlers.append(_site_address(site))
    return desk


def _site_address(site: Flask) -> Callable[[Exception, str, dict[str, Any]], str]:
    """Return what finds an address in the site's own table, where the desk's has none."""

    def build(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        if endpoint not in site.view_functions or not isinstance(error, BuildError):
            raise error
        given = {name: value for name, value in values.items() if not name.startswith("_")}
        if site.url_map.is_endpoint_expecting(endpoint, "lang"):
            given.setdefault("lang", current().tag)
        below = request.script_root.removesuffix(edge.PATH)
        return site.url_map.bind("", script_name=below or "/").build(endpoint, given)

    return build
