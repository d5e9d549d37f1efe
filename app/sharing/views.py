"""The pages of sharing. Each view parses, makes one call, and renders or redirects."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import leave_nothing_bound, reading
from app.directory import asked as asking
from app.directory import choices, tags
from app.directory import queries as directory
from app.directory.carried import PARAMETER, read_kit
from app.directory.rules import ListingKind, Publication
from app.languages import current
from app.languages import gettext as _
from app.pages.note import depends_on
from app.privacy.headers import also_trust
from app.sharing import hearing, layouts, linking, phrases, plain, pocket, queries, shorts, spreads
from app.sharing.forms import CodeForm
from app.sharing.rules import Kit
from app.sharing.telling import is_told, tell
from app.shell.frame import same_choices
from app.shell.inline import SHARE

site = Blueprint("sharing", __name__)
_MOST_OFFERED = 5


def _urls() -> None:
    """All addresses of sharing, in one place."""
    page, get, post = site.add_url_rule, ["GET"], ["POST"]
    page("/g/<code:code>", "short", short, methods=get)
    page("/<lang:lang>/code", "code", code, methods=get)
    page("/<lang:lang>/code", "hear", hear, methods=post)
    page("/<lang:lang>/kit", "kit", kit, methods=get)
    page("/<lang:lang>/kit/card", "card", card, methods=get)
    page("/<lang:lang>/kit/sheet", "sheet", sheet, methods=get)
    page("/<lang:lang>/show", "show", show, methods=get)
    page("/<lang:lang>/pocket", "pocket", pocket_copy, methods=get)
    page("/<lang:lang>/kit.txt", "kit_text", kit_text, methods=get)
    page("/<lang:lang>/find.txt", "find_text", find_text, methods=get)
    page("/<lang:lang>/s/<code:code>.txt", "service_text", service_text, methods=get)
    page("/<lang:lang>/o/<code:code>.txt", "organisation_text", organisation_text, methods=get)


def _now() -> datetime:
    return datetime.now(UTC)


def _go(address: str, status: int = 303) -> Response:
    return Response(status=status, headers={"Location": address})


def _text(text: str, status: int = 200) -> Response:
    if choices.edition().holds == "demonstration":
        text = f"{_('Demonstration. Nothing here is real.')}\n\n{text}"
    return Response(text, status, mimetype="text/plain")


def short(code: str) -> ResponseReturnValue:
    """Offer one listing in every language; nothing is read from the browser and nothing is remembered."""
    wanted = hearing.as_typed(code)
    found = queries.shown_codes(reading(), wanted)
    named = next((one for one in wanted if one in found), None)
    if named is None:
        abort(404)
    if named != code:
        return _go(url_for(".short", code=named), 301)
    kind, publication = found[named]
    depends_on(tags.of_code(named, kind))
    gone = linking.not_listed() if publication is Publication.WITHDRAWN else ()
    return render_template("sharing/short.html", code=named, kind=kind, gone=gone), 410 if gone else 200


def code() -> ResponseReturnValue:
    """Ask for a code that somebody heard."""
    return render_template("sharing/code.html", form=CodeForm(), near=None)


def hear() -> ResponseReturnValue:
    """Go to the listing with this code, or offer those that sound like it. Nothing typed stands in an address."""
    leave_nothing_bound()
    form = CodeForm(request.form)
    typed = (form.code.data or "") if form.validate() else ""
    wanted = hearing.as_typed(typed)
    found = queries.shown_codes(reading(), wanted)
    exact = next((one for one in wanted if one in found), None)
    if exact:
        return _go(url_for(f"directory.{found[exact][0]}", code=exact))
    sounding = hearing.sounding_like(typed)
    listed = queries.shown_codes(reading(), sounding, withdrawn=False)
    near = [(one, listed[one][0]) for one in sounding if one in listed][:_MOST_OFFERED]
    return render_template("sharing/code.html", form=form, near=near)


def _kit() -> Kit:
    """Read the kit of this address; the same choice in another language of the page."""
    chosen = Kit(read_kit(request.args.to_dict(flat=False)))
    same_choices({PARAMETER: ".".join(chosen.codes)} if chosen else {})
    leave_nothing_bound()
    return chosen


def kit() -> ResponseReturnValue:
    """Show the chosen services: their order, and every way to pass them on."""
    chosen = _kit()
    also_trust(script=SHARE)
    pages = queries.services(reading(), chosen.codes, (current().tag,), _now())[current().tag]
    return render_template("sharing/kit.html", kit=chosen, pages=pages)


def card() -> ResponseReturnValue:
    """Show the kit as cards to cut and fold: a neutral cover, one language or two."""
    return _printed("sharing/card.html", layouts.card(request.args.get("size", "")))


def sheet() -> ResponseReturnValue:
    """Show the kit as a sheet in one language, or in two side by side."""
    return _printed("sharing/sheet.html", layouts.SHEET)


def _printed(template: str, layout: layouts.Layout) -> ResponseReturnValue:
    chosen = _kit()
    if not chosen:
        return _go(url_for(".kit"))
    paper = layouts.paper(layout, request.args.to_dict())
    found = spreads.spread(reading(), chosen, paper.languages, _now())
    return render_template(template, kit=chosen, paper=paper, spread=found, rows=spreads.rows)


def show() -> ResponseReturnValue:
    """Show sentences in large letters, in the language of whoever reads them and in one's own."""
    paper = layouts.paper(layouts.SHOW, request.args.to_dict())
    same_choices(paper.args())
    said = phrases.sentences(current(), paper.languages[-1])
    return render_template("sharing/show.html", paper=paper, sentences=said)


def pocket_copy() -> ResponseReturnValue:
    """Give a town or a kit as one file that needs no network."""
    args = request.args.to_dict(flat=False)
    chosen, asked = read_kit(args), asking.read(args)
    leave_nothing_bound()
    if pocket.fits(asked.place):
        found = list(queries.in_place(reading(), asked.unfiltered(), current().tag, _now()))
    elif chosen:
        pages = queries.services(reading(), chosen, (current().tag,), _now())[current().tag]
        found = [pages[one] for one in chosen if one in pages]
    else:
        return _go(url_for(".kit"))
    told = [tell(one, briefly=True) for one in found if is_told(one)]
    return pocket.answer(told, asked.place, _now().date())


def kit_text() -> ResponseReturnValue:
    """Give the kit as plain text."""
    chosen = _kit()
    pages = queries.services(reading(), chosen.codes, (current().tag,), _now())[current().tag]
    told = [plain.service(tell(pages[one])) for one in chosen.codes if one in pages and is_told(pages[one])]
    gone = [
        f"{one}: {_('Not listed now')}" for one in chosen.codes if one not in pages or not is_told(pages[one])
    ]
    return _text(plain.page_of([*told, *gone] or [_("You have not chosen anything yet.")]))


def find_text() -> ResponseReturnValue:
    """Give what find shows as plain text, in its order."""
    asked = asking.read(request.args.to_dict(flat=False))
    if asked.unknown:
        abort(404)
    now = _now()
    found = queries.on_page(reading(), asked, now)
    depends_on(*tags.of_list(asked))
    told = shorts.texts(found[: directory.PER_PAGE], now)
    if len(found) > directory.PER_PAGE:
        told.append(linking.next_page(asked))
    return _text(plain.page_of(told or [_("We have nothing here yet that fits.")]))


def service_text(code: str) -> ResponseReturnValue:
    """Give one service as plain text."""
    page = directory.service(reading(), code, current().tag, _now())
    if page is None:
        return _other_text(code.lower())
    if not is_told(page):
        return _text(plain.page_of([_("Not listed now")]), 410)
    depends_on(*tags.of_service(page))
    return _text(plain.page_of([plain.service(tell(page))]))


def organisation_text(code: str) -> ResponseReturnValue:
    """Give one organisation as plain text."""
    page = directory.organisation(reading(), code, current().tag, _now())
    if page is None:
        return _other_text(code.lower())
    if page.publication is Publication.WITHDRAWN:
        return _text(plain.page_of([_("Not listed now")]), 410)
    depends_on(*tags.of_organisation(page))
    return _text(plain.organisation(page))


def _other_text(code: str) -> ResponseReturnValue:
    """Send a code in capitals, or of the other kind of listing, to its text."""
    kind = directory.kind_of(reading(), code)
    if kind is None:
        abort(404)
    service = kind is ListingKind.SERVICE
    return _go(url_for(".service_text" if service else ".organisation_text", code=code), 301)


def init_app(app: Flask) -> None:
    """Give the site these pages."""
    app.jinja_env.globals["paper_style"] = layouts.PAPER_STYLE.text
    app.register_blueprint(site)


_urls()
