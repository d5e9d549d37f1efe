"""A group corrects what it asked for, or what its listings say, with the same form it asked with."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import asking
from app.languages import current, gettext
from app.shell.frame import way
from app.submissions import actions, queries
from app.submissions.asking import FORM, PREVIEW, SEND, Purpose, Step, begin, draw, step
from app.submissions.basis import asks_more, basis, digest
from app.submissions.bundle import Bundle
from app.submissions.edge import today
from app.submissions.forms import GroupForm, Mode
from app.submissions.holding import Visit, correcting, nothing
from app.submissions.models import Receipt
from app.submissions.proving import keep_proof
from app.submissions.rules import SeenBefore
from app.submissions.sheet import Given
from app.submissions.wording_receipt import FAILED

# The button of the receipt's page; every other one is the form's own.
BEGIN = "correct"


def correct(visit: Visit) -> ResponseReturnValue | None:
    """Show the form or its preview; None once the correction is kept. Raise AskCode."""
    with asking() as session:
        held = queries.held_by(session, visit.lookup, today())
        if held is None:
            raise nothing()
        base = basis(session, held)
    seen = digest(base)
    purpose = Purpose(Mode.CORRECT, way("receipt"), base, hidden=(("token", correcting(visit.lookup, seen)),))
    given: Given = request.form.copy()
    if given.get("do") == BEGIN:
        return draw(purpose, begin(purpose))
    found = step(purpose, given)
    if found.page == SEND and found.bundle is not None:
        return _sent(visit.lookup, purpose, found, found.bundle, visit.seen or seen)
    return draw(purpose, found), 422 if found.page == FORM and found.sheet.has_errors() else 200


def _again(purpose: Purpose, found: Step, why: str) -> str:
    """Show the preview again, with everything typed, and say why it was not kept."""
    found.page, found.notices = PREVIEW, [gettext(FAILED[why])]
    return draw(purpose, found)


def _sent(
    lookup: str, purpose: Purpose, found: Step, bundle: Bundle, seen: str
) -> ResponseReturnValue | None:
    """Keep the correction, unless what it was filled from is not what is there now."""
    try:
        with asking() as session:
            _keep(session, lookup, bundle, seen, found.sheet.group)
    except SeenBefore:
        return _again(purpose, found, "changed"), 409
    return None


def _keep(session: Session, lookup: str, bundle: Bundle, seen: str, group: GroupForm) -> None:
    """Look and write while nobody else can write the same. Raise SeenBefore or AskCode."""
    receipt = session.get(Receipt, lookup)
    if receipt is None:
        raise nothing()
    actions.hold(session, receipt)
    held = queries.held_by(session, lookup, today())
    if held is None or digest(basis(session, held)) != seen:
        raise SeenBefore("It was changed while the group wrote.")
    more = asks_more(session, bundle)
    mine = actions.correct(session, receipt, bundle, current().tag, today(), more)
    keep_proof(session, mine, group)
