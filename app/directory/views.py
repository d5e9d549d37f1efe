"""The pages of the directory. Each view parses, makes one call, and renders or redirects."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from app.db import reading
from app.directory import asked as asking
from app.directory import choices, choosing, danger, queries, rendered, saying, tags
from app.directory import log as decided
from app.directory.asked import Asked
from app.directory.carried import PARAMETER, read_kit
from app.directory.rules import Publication
from app.directory.shown import Line
from app.directory.urls import find_url, go
from app.languages import current, say
from app.pages.note import depends_on
from app.pages.pieces import Piece, cut
from app.places import Place, parse
from app.privacy.headers import allow_indexing, also_trust
from app.shell.frame import same_choices, way
from app.shell.inline import SHARE
from app.shell.wording import N_
from app.vocabulary import kinds, need, needs, pledge, stored_facts, strings

site = Blueprint("directory", __name__)
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class CodeConverter(BaseConverter):
    """A code is words of plain letters; anything else is no address of ours and never reaches the database."""

    regex = "[A-Za-z0-9-]{1,64}"


def _urls() -> None:
    """All addresses of the directory, in one place."""
    page, get, post = site.add_url_rule, ["GET"], ["POST"]
    page("/", "chooser", chooser, methods=get)
    page("/<lang:lang>/", "home", home, methods=get)
    page("/<lang:lang>/find", "find", find, methods=get)
    page("/<lang:lang>/place", "place", place, methods=post)
    page("/<lang:lang>/place", "place_again", place_again, methods=get)
    page("/<lang:lang>/s/<code:code>", "service", service, methods=get)
    page("/<lang:lang>/o/<code:code>", "organisation", organisation, methods=get)
    page("/<lang:lang>/danger", "danger", in_danger, methods=get)
    page("/<lang:lang>/about", "about", about, methods=get)
    page("/<lang:lang>/log", "log", log, methods=get)
    page("/sitemap.xml", "sitemap", sitemap, methods=get)


def _now() -> datetime:
    return datetime.now(UTC)


def chooser() -> ResponseReturnValue:
    """Offer the languages by their own names; nothing is read from the browser."""
    allow_indexing()
    return render_template("directory/chooser.html")


def home() -> ResponseReturnValue:
    """Ask what is needed and where."""
    allow_indexing()
    depends_on(tags.CHOICES)
    carried, now = _carried(), _now()
    any_kit = rendered.ANY_KIT if carried else None
    main = rendered.kept(("home", current().tag, any_kit), now, partial(_home, any_kit))
    return rendered.page(say(N_("Start")), main.filled(**rendered.of_kit(carried)), now)


def _home(carried: str | None) -> str:
    forms = {"form": choosing.TownForm, "words_form": saying.WordsForm}
    return render_template(
        "directory/home.html", needs=needs(), counts=choices.counts(), carried=carried, **forms
    )


def _carried() -> str | None:
    """Return the kit of this address, to be carried on; the page in another language has the same."""
    chosen = ".".join(read_kit(request.args.to_dict(flat=False))) or None
    same_choices({PARAMETER: chosen} if chosen else {})
    return chosen


def find() -> ResponseReturnValue:
    """Show the services that match structured choices."""
    allow_indexing(listing=True)
    asked = asking.read(request.args.to_dict(flat=False))
    same_choices(asked.args())
    now = _now()
    found, shows = rendered.found(asked, now)
    missing = asked.unknown or asked.page > found.pages()
    depends_on(*shows)
    cards = rendered.plain_cards(found.services, asked.place, way("find"), asked, now)
    main = _list(asked, found, now).filled(cards="\n".join(cards), **rendered.of_kit(asked.carried))
    return rendered.page(say(N_("Find help")), main, now), 404 if missing else 200


def _list(asked: Asked, found: queries.Results, now: datetime) -> Piece:
    """Return the list without its cards: kept where the whole page may be kept, and with any kit."""
    some = replace(asked, kit=(rendered.ANY_KIT,)) if asked.kit else asked
    make = partial(_list_anew, some, found)
    if not found.services or asked.unknown or asked.open_now:
        return cut(rendered.for_any_kit(make()))
    key = ("list", current().tag, some.query(), found.total, found.not_told, found.unchecked)
    return rendered.kept(key, now, make)


def _list_anew(asked: Asked, found: queries.Results) -> str:
    return render_template(
        "directory/find.html",
        asked=asked,
        found=found,
        **rendered.IN_A_LIST,
        elsewhere=None if found.total else queries.alternatives(reading(), asked),
        chosen_need=need(asked.need),
        kinds=kinds(asked.need) if need(asked.need) else (),
        counts=choices.counts(),
        strings=strings(),
        wishes=[one for one in stored_facts() if one.wish and not one.lead],
        form=choosing.TownForm,
        words_form=saying.WordsForm,
    )


def place() -> ResponseReturnValue:
    """Turn a typed town into an address of find; with several towns of one name, ask which."""
    asked = asking.read(request.form.to_dict(flat=False)).but(place=None)
    form = choosing.TownForm(request.form)
    found = choosing.choose(form.where.data or "") if form.validate() else ()
    if len(found) == 1:
        return go(find_url(asked.but(place=found[0])), 303)
    return render_template(
        "directory/place.html", asked=asked, form=form, found=found, counts=choices.counts()
    )


def place_again() -> ResponseReturnValue:
    """Lead who comes back to the answer of the form, which no browser keeps, to the form."""
    return go(url_for(".home"), 303)


def service(code: str) -> ResponseReturnValue:
    """Show one service: its strings first, then how to reach it."""
    allow_indexing(listing=True)
    now = _now()
    if (shown := rendered.kept_service(code, now)) is None:
        page = queries.service(reading(), code, current().tag, now)
        if page is None:
            return _elsewhere(code.lower())
        if page.publication is Publication.WITHDRAWN:
            return render_template("directory/withdrawn.html", code=code), 410
        shown = rendered.service(page, now)
    also_trust(script=SHARE)
    depends_on(*shown.tags)
    return rendered.of_service(code, shown, _carried(), now)


def organisation(code: str) -> ResponseReturnValue:
    """Show one organisation and its services."""
    allow_indexing(listing=True)
    page = queries.organisation(reading(), code, current().tag, _now())
    if page is None:
        return _elsewhere(code.lower())
    if page.publication is Publication.WITHDRAWN:
        return render_template("directory/withdrawn.html", code=code), 410
    also_trust(script=SHARE)
    depends_on(*tags.of_organisation(page))
    return render_template("directory/organisation.html", page=page)


def _elsewhere(code: str) -> ResponseReturnValue:
    """Send a code in capitals, or of the other kind of listing, to its page; else say that nothing is there."""
    kind = queries.kind_of(reading(), code)
    if kind is None:
        abort(404)
    return go(url_for(f".{kind}", code=code), 301)


def in_danger() -> ResponseReturnValue:
    """Say who to call: four choices, police last and never hidden."""
    allow_indexing()
    asked = request.args.get("place", "")
    where = parse(asked)
    missing = bool(asked) and where is None
    depends_on(*tags.of_danger(where))
    return render_template(
        "directory/danger.html", unknown=missing, **_danger_page(where)
    ), 404 if missing else 200


def _danger_page(where: Place | None) -> dict[str, Any]:
    configured = danger.read(path) if (path := _danger_file()) else {}
    lines = queries.lines_for_danger(reading(), where, current().tag, _now())
    depends_on(*(tag for line in lines for tag in tags.of_card(line.card)))
    counts = choices.counts()
    same_choices({"place": where.code} if where else {})
    return {
        "where": where,
        "country": configured.get(where.country) if where else None,
        "countries": {*configured, *counts["country"]},
        "lines": [line for line in lines if not _is_legal(line)],
        "legal_lines": [line for line in lines if _is_legal(line)],
        "open_now": Asked(need="legal", kinds=queries.LEGAL_LINES, place=where, open_now=True).args(),
        "counts": counts,
    }


def _is_legal(line: Line) -> bool:
    return bool({*queries.LEGAL_LINES} & {*line.card.kinds})


def _danger_file() -> Path | None:
    """Return the operator's file; the demonstration has one of its own."""
    if chosen := current_app.extensions["settings"].danger_file:
        return Path(chosen)
    return danger.DEMONSTRATION if choices.edition().holds == "demonstration" else None


def about() -> ResponseReturnValue:
    """Say what this is, the pledge, and who decides."""
    allow_indexing()
    return render_template("directory/about.html", pledge=pledge())


def log() -> ResponseReturnValue:
    """Say what was decided, on which day and why, fifty a page."""
    allow_indexing(listing=True)
    written = request.args.get("page", "1")
    page = decided.read(reading(), int(written)) if _PAGE_NUMBER.fullmatch(written) else None
    if page is None:
        abort(404)
    depends_on(tags.LOG)
    return render_template("directory/log.html", page=page)


def sitemap() -> ResponseReturnValue:
    """List the pages that hold no listing, when the operator wants them found."""
    settings = current_app.extensions["settings"]
    if not (settings.indexing and settings.site_url):
        abort(404)
    xml = render_template("directory/sitemap.xml", site_url=settings.site_url)
    return current_app.response_class(xml, mimetype="application/xml")


def init_app(app: Flask) -> None:
    """Give the site these pages."""
    app.url_map.converters["code"] = CodeConverter
    if chosen := app.extensions["settings"].danger_file:
        # A broken file stops the start, never a reader in danger.
        danger.read(Path(chosen))
    app.register_blueprint(site)


_urls()
