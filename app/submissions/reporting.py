"""A reader says what is wrong with a listing: one of the fixed reasons, not a word more, and nothing of the reader."""

from __future__ import annotations

import secrets

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.db import asking, reading
from app.directory.actions import apply
from app.directory.changes import SetDoubt
from app.directory.rules import ListingError, Publication
from app.languages import current
from app.privacy.headers import never_store
from app.privacy.tokens import TokenError, TooSoon
from app.submissions import actions, queries
from app.submissions.edge import opened, owner, sealed, second, today
from app.submissions.forms_receipt import WrongForm
from app.submissions.queries import Mine
from app.submissions.rules import REPORT_MINUTES, REPORT_SECONDS
from app.submissions.wording_receipt import FAILED

_PURPOSE = "wrong"
_NONCE_BYTES = 16
# Not a handle: nobody who reads can be told from anybody else.
_BY_READERS = "by readers"


def wrong(code: str) -> ResponseReturnValue:
    """Ask what is wrong with a listing, or count it."""
    never_store()
    service = _service(code)
    if service is None:
        abort(404)
    if service.publication is Publication.WITHDRAWN:
        return render_template("directory/withdrawn.html", code=code), 410
    if request.method != "POST":
        return _page(service, WrongForm())
    return _told(service)


def _service(code: str) -> Mine | None:
    if request.method != "POST":
        return queries.service_for_report(reading(), code, current().tag)
    # Not through the read session: it stays open for the whole request, and SQLite could not empty its log after
    # the report is written without waiting for it.
    with asking() as session:
        return queries.service_for_report(session, code, current().tag)


def _page(service: Mine, form: WrongForm, failed: str = "") -> str:
    inside = f"{secrets.token_hex(_NONCE_BYTES)} {service.code}".encode("ascii")
    return render_template(
        "submissions/wrong.html", service=service, form=form, token=sealed(_PURPOSE, inside), failed=failed
    )


def _told(service: Mine) -> ResponseReturnValue:
    """Count a report. The answer is the same whether it counts, was counted before, or comes when enough came."""
    form = WrongForm(request.form)
    if not form.validate():
        return _page(service, form), 422
    try:
        nonce = _opened(service.code)
    except TokenError as error:
        return _page(service, form, FAILED["wait" if isinstance(error, TooSoon) else "old"]), 422
    ends = (second() // 60 + REPORT_MINUTES) // 60 + 1
    with asking() as session:
        show = actions.report(session, service.code, form.reason.data, nonce, ends, today())
    if show:
        _say_so(service.code)
    return render_template("submissions/wrong_told.html", code=service.code)


def _opened(code: str) -> str:
    """Return what makes this form count once. Raise TokenError."""
    token = request.form.get("token", "")
    found = opened(_PURPOSE, token, least=REPORT_SECONDS, most=REPORT_MINUTES * 60)
    nonce, _, made_for = found.payload.decode("ascii").partition(" ")
    if made_for != code:
        raise TokenError("This form is about another listing.")
    return nonce


def _say_so(code: str) -> None:
    """Let the page say that some people told us it may be wrong. A listing that changed meanwhile is left alone."""
    try:
        with owner() as session:
            apply(session, SetDoubt(code, True), _BY_READERS, "reported", today())
    except ListingError:
        return
