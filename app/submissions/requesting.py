"""A group asks to be listed: /ask. One sealed token goes with the form; in it is the receipt code, so one form is
one request however often it is sent.
"""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.db import asking
from app.languages import current, gettext, ngettext
from app.privacy.headers import allow_indexing, never_store
from app.privacy.tokens import Broken, Expired, TokenError, TooSoon
from app.shell.frame import way
from app.shell.wording import N_
from app.submissions import actions, edge, receipts
from app.submissions.ageing import come_back_by
from app.submissions.asking import PREVIEW, SEND, Purpose, Step, begin, draw, step
from app.submissions.bundle import Bundle, from_json
from app.submissions.forms import Mode
from app.submissions.models import Proposal, Receipt
from app.submissions.proving import keep_proof
from app.submissions.rules import ASK_MINUTES, ASK_SECONDS, KeptAlready, Lane, QueueFull, State
from app.submissions.sheet import Given, clean

TOKEN, TRAP = "form", "subject"
_PURPOSE = "ask"

OLD = N_("This page was open too long. Write down the new code below. Then send again.")
FULL = N_("Many groups are waiting. We cannot take more now. Please send it again tomorrow.")
BUSY = N_("We could not keep it now. Please send it again in a minute.")
HAVE_IT = N_("We have this form already. To change it, come back with the code below.")
TRAPPED = N_("Please leave the field “Leave this empty” empty. Then send again.")


class _Refused(Exception):
    """Why a form is not kept."""


class _Used(_Refused):
    """The form was sent before: it said something else, or was decided."""


class _Busy(_Refused):
    """More forms come than the site can keep apart right now."""


class _Trapped(_Refused):
    """The field that people do not see was filled in."""


_WHY: dict[type[Exception], str] = {
    QueueFull: FULL,
    OperationalError: BUSY,
    _Busy: BUSY,
    _Trapped: TRAPPED,
    _Used: HAVE_IT,
}


def ask() -> ResponseReturnValue:
    """Show the form, its preview, or keep what was sent."""
    if request.method != "POST":
        allow_indexing()
        never_store()
        purpose = _purpose(_fresh())
        return draw(purpose, begin(purpose))
    never_store()
    given: Given = request.form.copy()
    if not edge.budget("form").take():
        return _waits(given), 429
    purpose = _purpose(_token(given))
    found = step(purpose, given)
    if found.page != SEND:
        return draw(purpose, found), 422 if found.sheet.has_errors() or found.notices else 200
    return _sent(purpose, found)


def _waits(given: Given) -> str:
    """Return a small page that keeps what was sent, its button included, at a tenth of the work of the form."""
    return render_template("submissions/ask_busy.html", kept=list(clean(given).items(multi=True)))


def sent() -> ResponseReturnValue:
    """Say what happens next. The code is not shown again."""
    return render_template("submissions/sent.html", last=come_back_by(edge.today()))


def _fresh() -> str:
    """Return a token for a new form, with its receipt code in it."""
    return edge.sealed(_PURPOSE, receipts.read(receipts.new_code()).encode("ascii"))


def _token(given: Given) -> str:
    """Return the token of the form if it is still good, else that of a new one."""
    token = given.get(TOKEN, "")
    try:
        edge.opened(_PURPOSE, token, most=ASK_MINUTES * 60)
    except TokenError:
        return _fresh()
    return token


def _purpose(token: str) -> Purpose:
    digits = edge.opened(_PURPOSE, token, most=ASK_MINUTES * 60).payload.decode("ascii")
    return Purpose(Mode.ASK, way("ask"), hidden=((TOKEN, token),), code=receipts.grouped(digits))


def _sent(purpose: Purpose, found: Step) -> ResponseReturnValue:
    """Keep the request, or say on the same page why not."""
    try:
        _check(purpose, found.given)
        _keep(purpose, found)
    except KeptAlready:
        # The same form, twice at once: the other one was kept.
        pass
    except (TokenError, QueueFull, OperationalError, _Refused) as error:
        if isinstance(error, (Expired, Broken)):
            purpose = _purpose(_fresh())
        found.page, found.notices = PREVIEW, [_why(error)]
        return draw(purpose, found), 422
    return Response(status=303, headers={"Location": url_for("submissions.sent")})


def _check(purpose: Purpose, given: Given) -> None:
    """Raise what is wrong with the form itself: filled in by a program, too old, or too fast."""
    if given.get(TRAP):
        raise _Trapped
    if given.get(TOKEN) != dict(purpose.hidden)[TOKEN]:
        raise Expired
    edge.opened(_PURPOSE, given[TOKEN], least=ASK_SECONDS, most=ASK_MINUTES * 60)


def _why(error: Exception) -> str:
    if isinstance(error, TooSoon):
        return _wait(error.wait)
    return gettext(_WHY.get(type(error), OLD))


def _wait(seconds: int) -> str:
    told = ngettext(
        "That was fast. Please look at it for %(num)s more second. Then send again.",
        "That was fast. Please look at it for %(num)s more seconds. Then send again.",
        seconds,
    )
    return told % {"num": seconds}


def _keep(purpose: Purpose, found: Step) -> None:
    bundle = found.bundle
    if bundle is None:
        return
    # Each costs the machine 50 ms before we know whether it is there.
    if not edge.budget("send").take():
        raise _Busy
    lookup = edge.lookup_of(receipts.read(purpose.code))
    cap = current_app.extensions["settings"].queue_cap
    with asking() as session:
        if _known(session, lookup, bundle):
            return
        lane = Lane.NORMAL if edge.budget("ask").take() else Lane.SLOW
        mine = actions.submit(session, bundle, current().tag, lookup, edge.today(), lane, cap)
        keep_proof(session, mine, found.sheet.group)


def _known(session: Session, lookup: str, bundle: Bundle) -> bool:
    """Say whether this very request was kept before. Raise _Used if it had other words, or is decided."""
    receipt = session.get(Receipt, lookup)
    if receipt is None:
        return False
    mine = session.get(Proposal, receipt.proposal_id) if receipt.proposal_id else None
    waits = mine is not None and mine.state is not State.DECLINED
    if mine is not None and waits and from_json(mine.content or {}) == bundle:
        return True
    raise _Used
