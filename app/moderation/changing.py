"""A moderator changes what a listing says, with the form that groups use, and sees the difference first."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from app.directory.rules import Conflict, ListingError, Publication
from app.languages import gettext
from app.moderation import proposing, spelling
from app.moderation.contents import Listed
from app.moderation.edge import erased, go, now, session, signed_in
from app.moderation.queue_wording import QUEUE_FAILED
from app.moderation.rules import Seen, form_token
from app.moderation.rules import seen as seen_of
from app.submissions.asking import FORM, PREVIEW, SEND, Purpose, Step, begin, draw, kept, step
from app.submissions.differing import differences
from app.submissions.forms import Mode
from app.submissions.rules import Kind, ProposalError

# What the desk itself puts beside the form.
_OURS = ("csrf", "seen", "minor")


def change(code: str) -> ResponseReturnValue:
    """Show the form, filled with what the listing says."""
    purpose, _ = _purpose(code)
    return draw(purpose, begin(purpose))


def _purpose(code: str) -> tuple[Purpose, dict[str, Listed]]:
    said = proposing.with_services(session(), code)
    if code not in said or said[code].publication is Publication.WITHDRAWN:
        abort(404)
    seen = Seen(0, {name: one.revision for name, one in said.items()}).written()
    hidden = (("csrf", form_token(signed_in().cookie)), ("seen", request.form.get("seen", seen)))
    action = url_for(".change_on", code=code)
    return Purpose(Mode.EDIT, action, proposing.bundle_of(said), hidden), said


def change_on(code: str) -> ResponseReturnValue:
    """Go on with the form: more rows, the difference, or keep it."""
    purpose, said = _purpose(code)
    given = request.form.copy()
    for name in _OURS:
        given.poplist(name)
    found = step(purpose, given)
    if found.page == FORM or found.bundle is None:
        return draw(purpose, found), 422 if found.sheet.has_errors() else 200
    if found.page != SEND:
        return _difference(purpose, found, said)
    return _keep(code, purpose, found)


def _difference(purpose: Purpose, found: Step, said: dict[str, Listed]) -> str:
    contents = {code: one.content for code, one in said.items()}
    return render_template(
        "moderation/change.html",
        purpose=purpose,
        step=found,
        kept=kept(found.given),
        differences=differences(found.bundle, contents) if found.bundle else (),
        spelled=spelling.changed(found.bundle, contents) if found.bundle else (),
        minor=request.form.getlist("minor"),
    )


def _keep(code: str, purpose: Purpose, found: Step) -> ResponseReturnValue:
    bundle, by = found.bundle, signed_in().handle
    try:
        seen = seen_of(request.form.get("seen", ""))
        meant = spelling.marked(bundle or abort(400), request.form.getlist("minor"))
        done = proposing.put(session(), by, Kind.EDIT, meant, seen, now().date())
    except (ProposalError, ListingError, ValueError) as error:
        session().rollback()
        refused = isinstance(error, ListingError) and not isinstance(error, Conflict)
        failed = QUEUE_FAILED["not_listable" if refused else "changed"]
        found.page, found.notices = PREVIEW, [gettext(failed)]
        return _difference(_fresh(code, purpose), found, proposing.with_services(session(), code)), 409
    erased()
    return go(url_for(".listing", code=code, said=done))


def _fresh(code: str, purpose: Purpose) -> Purpose:
    """Return the purpose with what is in view now."""
    said = proposing.with_services(session(), code)
    seen = Seen(0, {name: one.revision for name, one in said.items()}).written()
    return Purpose(purpose.mode, purpose.action, purpose.base, (purpose.hidden[0], ("seen", seen)))


URLS: tuple[tuple[str, RouteCallable, str], ...] = (
    ("/listing/<code:code>/change", change, "GET"),
    ("/listing/<code:code>/change", change_on, "POST"),
)
