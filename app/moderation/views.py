"""The pages of the desk. Each view parses, makes one call, and renders or sends the browser on."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from app.directory.rules import ListingError
from app.languages import current
from app.moderation import (
    actions,
    changing,
    code_views,
    own_views,
    passkeys,
    proposing,
    queries,
    queue_views,
    seat_views,
    sittings,
    text_views,
)
from app.moderation.edge import (
    ANYONE,
    AUDIENCE,
    cookie,
    erased,
    give_cookie,
    go,
    home_of,
    hour,
    looking,
    minute,
    now,
    origin,
    session,
    signed_in,
)
from app.moderation.forms import CodeForm, FindForm, MoveForm, PasskeyForm
from app.moderation.models import Moderator
from app.moderation.rules import (
    DECIDERS,
    EVERY_ROLE,
    MOVES,
    Changed,
    DeskError,
    Move,
    NeedsAnother,
    NotKnown,
    Role,
    allowed_moves,
)
from app.moderation.weighing import CARRIED, carried, carried_as
from app.moderation.wording import FAILED, STATE_WORDS, reason_label
from app.privacy.keys import keys
from app.submissions.rules import ProposalError

desk = Blueprint("desk", __name__)


def _urls() -> None:
    """All addresses of the desk with whom they are for, in one place."""
    _page("/", listings, "GET", DECIDERS)
    _page("/find", find, "POST", DECIDERS)
    _page("/listing/<code:code>", listing, "GET", DECIDERS)
    _page("/listing/<code:code>/<move>", decide, "POST", DECIDERS)
    _page("/sign-in", sign_in, "GET", ANYONE)
    _page("/sign-in/options", key_options, "POST", ANYONE)
    _page("/sign-in/key", sign_in_with_key, "POST", ANYONE)
    _page("/sign-in/code", sign_in_with_code, "POST", ANYONE)
    _page("/invite/<secret>", invitation, "GET", ANYONE)
    _page("/invite/<secret>/options", invitation_options, "POST", ANYONE)
    _page("/invite/<secret>/key", accept, "POST", ANYONE)


def _urls_of_the_queue() -> None:
    """All addresses where something waits, or is proposed: for who decides."""
    for rule, view, method in (*queue_views.URLS, *own_views.URLS, *changing.URLS, *code_views.URLS):
        _page(rule, view, method, DECIDERS)
    _page("/listing/<code:code>/warnings", warn, "POST", DECIDERS)
    for rule, view, method in (*text_views.URLS, *seat_views.URLS):
        _page(rule, view, method, EVERY_ROLE)


def _page(rule: str, view: RouteCallable, method: str, who: frozenset[Role]) -> None:
    name = view.__name__
    AUDIENCE[f"{desk.name}.{name}"] = who
    desk.add_url_rule(rule, name, view, methods=[method])


def listings() -> ResponseReturnValue:
    """Show the listings, the newest decision first."""
    state, page = request.args.get("state", ""), request.args.get("page", "1")
    if state not in STATE_WORDS or not page.isdecimal() or not 1 <= int(page[:6]) <= 10_000:
        abort(404)
    return _listings(state, int(page[:6]), FindForm())


def _listings(state: str, page: int, form: FindForm) -> str:
    lines = queries.listings(session(), state, page, current().tag)
    return render_template("moderation/listings.html", lines=lines, state=state, form=form)


def find() -> ResponseReturnValue:
    """Go to the listing with exactly this code."""
    form = FindForm(request.form)
    if form.validate():
        if queries.state_of(session(), form.code.data or ""):
            return go(url_for(".listing", code=form.code.data))
        form.code.errors = [FAILED["no_code"]]
    return _listings("", 1, form)


def listing(code: str) -> ResponseReturnValue:
    """Show what a listing says, its state, what was decided, and what can be done."""
    return _listing(code)


def _listing(code: str, failed: str = "", opened: str = "") -> str:
    found = queries.listing(session(), code, current().tag, now().date())
    if found is None:
        abort(404)
    moves = {move: _form(move, found.revision) for move in allowed_moves(found.publication, found.status)}
    return render_template(
        "moderation/listing.html",
        listing=found,
        moves=moves,
        warnings=carried(found),
        failed=failed,
        opened=opened,
        news=queue_views.said(),
    )


def _form(move: Move, seen: int | None = None) -> MoveForm:
    """Return the form of a move: as sent, or empty for the revision in view."""
    form = MoveForm(request.form, prefix=move) if seen is None else MoveForm(prefix=move, seen=seen)
    form.reason.choices = [(slug, reason_label(slug)) for slug in MOVES[move].reasons]
    return form


def warn(code: str) -> ResponseReturnValue:
    """Let a service carry exactly the warnings that are ticked."""
    form = carried_as(request.form)
    if not form.validate() or form.seen.data is None:
        return _listing(code, FAILED["refused"], opened=CARRIED), 422
    by, slugs, today = signed_in().handle, tuple(form.slugs.data or ()), now().date()
    try:
        done = proposing.set_warnings(session(), by, code, slugs, form.seen.data, today)
    except (ListingError, ProposalError):
        session().rollback()
        return _listing(code, FAILED["changed"], opened=CARRIED), 409
    return go(url_for(".listing", code=code, said=done))


def decide(code: str, move: str) -> ResponseReturnValue:
    """Make a move, with its reason; withdrawing asks once more."""
    if move not in MOVES:
        abort(404)
    form = _form(Move(move))
    if not form.validate() or form.seen.data is None:
        return _listing(code, FAILED["no_reason"], opened=move), 422
    if move == Move.WITHDRAW and "sure" not in request.form:
        return render_template("moderation/sure.html", code=code, form=form)
    return _decide(code, Move(move), form)


def _decide(code: str, move: Move, form: MoveForm) -> ResponseReturnValue:
    by, today, reason, seen = signed_in().handle, now().date(), form.reason.data, form.seen.data or 0
    try:
        actions.decide(session(), by, code, move, reason, seen, today, keys().refusals)
    except (ListingError, DeskError) as error:
        session().rollback()
        return _listing(code, FAILED[_why(error)]), 409
    erased()
    return go(url_for(".listing", code=code))


def _why(error: Exception) -> str:
    if isinstance(error, NeedsAnother):
        return "two"
    return "changed" if isinstance(error, Changed) else "refused"


def sign_in() -> ResponseReturnValue:
    """Ask for a passkey, or a handle and a recovery code."""
    return _sign_in()


def _sign_in(failed: str = "", form: CodeForm | None = None) -> str:
    return render_template("moderation/sign_in.html", form=form or CodeForm(), failed=failed)


def _options(options: str) -> Response:
    return Response(options, mimetype="application/json")


def _attempt() -> bytes:
    """Begin an attempt with a passkey; 429 when there are too many at once."""
    if not current_app.extensions["throttle_keys"].allow(minute()):
        abort(429)
    challenge = passkeys.new_challenge()
    give_cookie(sittings.attempt(session(), challenge, minute()))
    return challenge


def key_options() -> ResponseReturnValue:
    """Say what a passkey must sign."""
    return _options(passkeys.to_sign(origin(), _attempt()))


def sign_in_with_key() -> ResponseReturnValue:
    """Sign in whoever's passkey signed."""
    form = PasskeyForm(request.form)
    answer = form.answer.data or "" if form.validate() else ""
    try:
        challenge = sittings.take_challenge(session(), cookie(), minute())
        key, who = sittings.owner_of_key(session(), passkeys.key_of(answer))
        key.sign_count = passkeys.signed(origin(), challenge, answer, key)
    except NotKnown:
        return _sign_in(FAILED["key"]), 403
    return _welcome(who)


def _welcome(who: Moderator, said: str | None = None) -> Response:
    give_cookie(sittings.sign_in(session(), who.id, cookie(), minute()))
    return go(home_of(who.role, said))


def sign_in_with_code() -> ResponseReturnValue:
    """Sign in with a handle and a recovery code, which is used up by it."""
    form = CodeForm(request.form)
    if not form.validate():
        return _sign_in(form=form), 422
    handle = (form.handle.data or "").strip().casefold()
    try:
        who = sittings.spend_code(session(), handle, form.code.data or "")
    except NotKnown:
        # Only wrong codes count: whoever fills the throttle must not keep out a moderator with a right one.
        # What stops guessing is the length of a code, 16 letters chosen of 31 (79 bits).
        if not current_app.extensions["throttle_codes"].allow(minute(), handle):
            return _sign_in(FAILED["too_often"]), 429
        return _sign_in(FAILED["code"]), 403
    return _welcome(who, queue_views.BY_CODE)


def invitation(secret: str) -> ResponseReturnValue:
    """Show an invitation: make a passkey. Wrong, old and used links look the same."""
    with looking() as found:
        who = queries.invited(found, secret, hour())
    status = 200 if who else 404
    return render_template("moderation/invitation.html", who=who, secret=secret, failed=""), status


def invitation_options(secret: str) -> ResponseReturnValue:
    """Say how to make the passkey of an invitation."""
    if (who := queries.invited(session(), secret, hour())) is None:
        abort(404)
    name = current_app.extensions["settings"].site_name
    return _options(passkeys.to_create(origin(), name, who.handle, _attempt()))


def accept(secret: str) -> ResponseReturnValue:
    """Keep the new passkey, sign in, and show the recovery codes this one time."""
    # First, so that nobody without an invitation reaches what reads the answers of keys.
    if queries.invited(session(), secret, hour()) is None:
        return _not_accepted(secret), 403
    form = PasskeyForm(request.form)
    answer = form.answer.data or "" if form.validate() else ""
    try:
        key = passkeys.created(origin(), sittings.take_challenge(session(), cookie(), minute()), answer)
        who, codes = actions.accept(session(), secret, key, current().tag, hour())
    except NotKnown:
        return _not_accepted(secret), 403
    _welcome(who)
    return render_template("moderation/codes.html", handle=who.handle, codes=codes, home=home_of(who.role))


def _not_accepted(secret: str) -> str:
    who = queries.invited(session(), secret, hour())
    return render_template("moderation/invitation.html", who=who, secret=secret, failed=FAILED["not_made"])


def init_app(app: Flask) -> None:
    """Give the desk its pages."""
    app.register_blueprint(desk)


_urls()
_urls_of_the_queue()
