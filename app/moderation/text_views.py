"""Pages for translators: what waits in a language, one text with its translation beside it. Text and nothing else."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from app.directory import translating
from app.directory.changes import Translate
from app.directory.faithful import Found, to_keep
from app.directory.rules import Conflict, ListingError
from app.directory.translating import Piece
from app.languages import OFFERED, Language, by_tag, current
from app.moderation import texts
from app.moderation.edge import go, now, session, signed_in
from app.moderation.forms import TextForm
from app.moderation.queue_views import said
from app.moderation.text_wording import TEXT_FAILED


def waiting_texts() -> ResponseReturnValue:
    """Show how many texts wait in each language, or those of one language, the most harmful first."""
    if "to" not in request.args:
        found = translating.waiting(session(), [one.tag for one in OFFERED])
        return render_template("moderation/text_languages.html", found=found)
    target, page = _target(), request.args.get("page", "1")
    if not page.isdecimal() or not 1 <= int(page[:6]) <= 10_000:
        abort(404)
    return render_template(
        "moderation/texts.html",
        target=target,
        pieces=translating.pieces(session(), target.tag, page=int(page[:6])),
        total=translating.waiting(session(), [target.tag])[0],
        page=int(page[:6]),
        most=translating.PER_PAGE,
        news=said(),
    )


def _target() -> Language:
    """Return the language that is written; without a choice, the desk's own."""
    return by_tag(request.args.get("to", current().tag)) or abort(404)


def _piece(code: str, key: str) -> Piece | None:
    return translating.piece(session(), code, key, _target().tag)


def text(code: str, key: str) -> ResponseReturnValue:
    """Show one text with its translation beside it."""
    one = _piece(code, key) or abort(404)
    form = TextForm(body=one.translation, made_from=one.revision, replaces=one.translated)
    return _text(one, form)


def _text(one: Piece, form: TextForm, failed: str = "", flaws: tuple[Found, ...] = ()) -> str:
    return render_template(
        "moderation/text.html",
        one=one,
        target=_target(),
        form=form,
        failed=failed,
        flaws=flaws,
        unsure=bool(flaws) and all(flaw.flaw in texts.MAY_BE_RIGHT for flaw in flaws),
        kept=to_keep(one.source),
        after=translating.after(session(), one),
        news=said(),
    )


def keep_text(code: str, key: str) -> ResponseReturnValue:
    """Keep a translation and go on with the next text."""
    one, form = _piece(code, key), TextForm(request.form)
    if one is None:
        return _gone(form.body.data or "")
    if not form.validate() or form.made_from.data is None or form.replaces.data is None:
        return _text(one, form), 422
    body = form.body.data or ""
    if found := texts.flaws_of(one, body, sure=bool(form.sure.data)):
        return _text(one, form, flaws=found), 422
    after = translating.after(session(), one)
    change = Translate(code, key, one.language, body, form.made_from.data, form.replaces.data)
    return _keep(one, form, change) or _go_on(one, after)


def _gone(body: str) -> ResponseReturnValue:
    """Give back what was written for a text that nobody can read now: it stays to be copied."""
    failed = TEXT_FAILED["refused"]
    return render_template("moderation/text_gone.html", target=_target(), body=body, failed=failed), 404


def _keep(one: Piece, form: TextForm, change: Translate) -> ResponseReturnValue | None:
    try:
        texts.keep(session(), signed_in().handle, one, change, now().date())
    except ListingError as error:
        session().rollback()
        failed = TEXT_FAILED["changed" if isinstance(error, Conflict) else "refused"]
        one = translating.piece(session(), one.code, one.key, one.language) or one
        # What is in view now is what the same words would be made from, if they are sent again.
        again = TextForm(body=form.body.data, made_from=one.revision, replaces=one.translated)
        return _text(one, again, failed), 409
    return None


def _go_on(one: Piece, after: Piece | None) -> ResponseReturnValue:
    if after is None:
        return go(url_for(".waiting_texts", to=one.language, said="saved"))
    return go(url_for(".text", code=after.code, key=after.key, to=one.language, said="saved"))


URLS: tuple[tuple[str, RouteCallable, str], ...] = (
    ("/text", waiting_texts, "GET"),
    ("/text/<code:code>/<key>", text, "GET"),
    ("/text/<code:code>/<key>", keep_text, "POST"),
)
