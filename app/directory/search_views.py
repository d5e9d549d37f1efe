"""The two addresses of a search in a person's own words: a form with a body, a sealed link."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from app.db import reading
from app.directory import asked as asking
from app.directory import choices, rendered, saying, searching
from app.directory.asked import Asked
from app.directory.carried import PARAMETER
from app.directory.searching import Said
from app.directory.urls import find_url, go
from app.languages import current, say
from app.pages.pieces import cut
from app.privacy.headers import never_store
from app.privacy.tokens import TokenError
from app.shell.frame import same_choices, way
from app.shell.wording import N_
from app.vocabulary import kind, need, stored_facts, strings

site = Blueprint("search", __name__)


def _urls() -> None:
    """Both addresses; whoever opens the first by hand is shown the lists."""
    site.add_url_rule("/<lang:lang>/search", "ask", ask, methods=["GET", "POST"])
    site.add_url_rule("/<lang:lang>/r/<token>", "results", results, methods=["GET"])


def ask() -> ResponseReturnValue:
    """Seal the words and choices of the form into a link and go there; without words, to the list."""
    never_store()
    form = saying.WordsForm(request.form)
    asked = asking.read(request.form.to_dict(flat=False)).but()
    words = _words_again() or form.words.data or ""
    if not words:
        return go(find_url(asked), 303)
    # The kit stays in the address, where it can grow; the words are sealed, and so is what narrows them.
    token = saying.sealed(Said(words, asked.but(kit=())), int(time.time()))
    return go(url_for(".results", token=token, s=asked.carried), 303)


def _words_again() -> str:
    """Return the words of the results whose filters were changed; they do not stand in the page a second time."""
    try:
        return saying.said_in(request.form.get("again", ""), int(time.time())).words
    except TokenError:
        return ""


def results(token: str) -> ResponseReturnValue:
    """Show the services that answer the words in a sealed link; say so when the link is over."""
    never_store()
    here = asking.read({name: request.args.getlist(name) for name in ("page", PARAMETER)})
    kit = {PARAMETER: here.carried} if here.carried else {}
    same_choices(kit)
    try:
        said = saying.said_in(token, int(time.time()))
    except TokenError:
        return render_template("directory/search_over.html", words_form=saying.WordsForm, kit=kit), 410
    said = replace(said, asked=replace(said.asked, page=here.page, kit=here.kit))
    now = datetime.now(UTC)
    found = searching.results(reading(), said, current().tag, now, choices.counts()["town"])
    status = 404 if here.page > found.pages() else 200
    return rendered.page(say(N_("Find help")), _main(said, found, token, now), now), status


def _main(said: Said, found: searching.Results, token: str, now: datetime) -> str:
    """Return what was found. The words and their link are put in last: they stand in no piece."""
    here = way(f"r/{token}")
    choices_alone = Asked(page=said.asked.page, kit=said.asked.kit)
    cards = rendered.cards(found.services, found.place, here, choices_alone, now)
    html = render_template("directory/results.html", cards=cards, here=here, **_page(said, found))
    return cut(html).filled(first=escape(said.words), second=escape(token))


def _page(said: Said, found: searching.Results) -> dict[str, object]:
    anywhere = Said(said.words, said.asked.but(place=None, kit=()), places=False)
    return {
        "asked": said.asked,
        "chosen": said.asked.but(),
        "found": found,
        "anywhere": saying.sealed(anywhere, int(time.time())) if found.place else "",
        "share": found.offers[0] if found.offers else said.asked.but(place=found.place, kit=()),
        "counts": choices.counts(),
        "strings": strings(),
        "wishes": [one for one in stored_facts() if one.wish and not one.lead],
        "words_form": saying.WordsForm,
        "slots": rendered.SLOTS,
        "find_url": find_url,
        "kind": kind,
        "need": need,
    }


def init_app(app: Flask) -> None:
    """Give the site these pages."""
    app.register_blueprint(site)


_urls()
