"""A group comes back with its receipt code: sees where it stands, answers, confirms, corrects, withdraws.

The code is typed once a visit; then each form carries it sealed, for 15 minutes. Codes that are wrong, over and
purged lead to one page in one time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from app.db import asking
from app.directory.rules import ListingError, Publication
from app.languages import current
from app.privacy.headers import never_store
from app.privacy.keys import keys
from app.shell.frame import way
from app.submissions import actions, owning, queries, translating
from app.submissions.checkwords import check_words
from app.submissions.correcting import BEGIN, correct
from app.submissions.edge import owner, today
from app.submissions.forms_receipt import CodeForm, IntoForm, ReplyForm, SureForm, into_form
from app.submissions.holding import AskCode, code_page, looking, nothing, visit
from app.submissions.models import Receipt
from app.submissions.queries import Here, Mine
from app.submissions.rules import Kind, ProposalError, State
from app.submissions.wording_receipt import DONE, FAILED, GONE, HERE
from app.vocabulary import Term, publications, reasons, standings, status


def receipt() -> ResponseReturnValue:
    """Ask for the code, or do what a form of the receipt asks for."""
    never_store()
    if request.method != "POST":
        return code_page(CodeForm())
    do = request.form.get("do", "")
    if do == "finish":
        return _finish()
    try:
        who = visit()
        if who.correcting or do in (BEGIN, translating.BEGIN):
            write = translating.translate if translating.INTO in request.form else correct
            return write(who) or _look(who.lookup, _Notice("ok", DONE["correct"]))
        return _ACTS.get(do, _look)(who.lookup)
    except AskCode as again:
        return code_page(again.form, again.failed), again.status


@dataclass(frozen=True, slots=True)
class _Notice:
    """What is said first on the page: what was done, or why not. `renewed`: how many answers."""

    tone: str
    text: str
    renewed: int = 0


def _look(lookup: str, notice: _Notice | None = None, reply: ReplyForm | None = None) -> str:
    """Show where the group stands."""
    # An answer typed before the code had to be typed again came along with it.
    form = reply or ReplyForm(request.form if "token" not in request.form else None)
    found = _here(lookup)
    return render_template(
        "submissions/receipt_state.html",
        here=found,
        words=HERE[_situation(found)],
        reason=_reason(found.reason),
        notice=notice,
        form=form,
        into=_into(found),
        token=looking(lookup),
        today=today(),
        check_words=_check_words(found),
        state_words=_state_words,
    )


def _here(lookup: str) -> Here:
    """Read where the group stands; raise AskCode where no receipt leads anywhere."""
    with asking() as session:
        held = queries.held_by(session, lookup, today())
        if held is not None:
            return queries.here(session, held, current().tag, today())
    raise nothing()


def _into(found: Here) -> IntoForm | None:
    """Return the list of languages in which a group that is shown can write its text; None if it is not shown."""
    own = {one.language for one in found.listings}
    return into_form(own, current().tag) if found.shown else None


def _situation(found: Here) -> str:
    waiting = State.ASKED.value if found.state == State.ASKED else f"{found.kind}_{found.state}"
    if waiting in HERE:
        return waiting
    return "listed" if found.shown else "not_shown"


def _reason(slug: str) -> str:
    return next((one.label for one in reasons("refusal") if one.slug == slug), "")


def _check_words(found: Here) -> str:
    """Return the words by which a group shows who it is, while its request is open."""
    open_request = found.kind == Kind.REQUEST and found.state != State.DECLINED
    return check_words(keys().form, found.proposal_id) if open_request else ""


def _state_words(one: Mine) -> list[Term]:
    if one.publication is not Publication.LISTED:
        return [term for term in publications() if term.slug == one.publication]
    return [*(term for term in standings() if term.slug == one.standing), status(one.status)]


def _reply(lookup: str) -> ResponseReturnValue:
    """Keep an answer to a question. Sent twice, it is kept once."""
    form = ReplyForm(request.form)
    if not form.validate():
        return _look(lookup, reply=form), 422
    found = _here(lookup)
    if found.state != State.ASKED:
        sent = (True, form.reply.data) in found.messages
        return _look(lookup, _Notice("ok", DONE["reply"])) if sent else (_look(lookup, reply=form), 409)
    with asking() as session:
        actions.reply(session, found.proposal_id, form.reply.data or "")
    return _look(lookup, _Notice("ok", DONE["reply"]))


def _still(lookup: str) -> ResponseReturnValue:
    """Renew what the group says of itself, at once."""
    with owner() as session:
        held = queries.held_by(session, lookup, today())
        renewed = owning.still_true(session, held.code, today()) if held and held.code else 0
    return _look(lookup, _Notice("ok", DONE["still" if renewed else "nothing"], renewed))


def _sure(lookup: str) -> ResponseReturnValue:
    """Ask once more before anything goes for ever."""
    found = _here(lookup)
    return render_template(
        "submissions/receipt_sure.html", here=found, token=looking(lookup), form=SureForm()
    )


def _withdraw(lookup: str) -> ResponseReturnValue:
    """Take the listing away, or the request back. Sent twice, it has gone all the same."""
    with asking() as session:
        mine = session.get(Receipt, lookup)
        listed = mine is not None and mine.code is not None
        if mine is not None and not listed:
            actions.take_back(session, mine)
    if listed:
        _take_away(lookup)
    return render_template("submissions/receipt_gone.html", words=GONE)


def _take_away(lookup: str) -> None:
    never = SureForm(request.form).never.data
    with owner() as session:
        mine = session.get(Receipt, lookup)
        if mine is not None and mine.code:
            owning.withdraw(session, mine, keys().refusals if never else None, today())


def _finish() -> Response:
    """Leave, and ask the browser to forget the pages it kept of ours."""
    return Response(status=303, headers={"Location": way(), "Clear-Site-Data": '"cache"'})


def _trying(act: Callable[[str], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """Show where things stand when somebody else was faster."""

    def tried(lookup: str) -> ResponseReturnValue:
        try:
            return act(lookup)
        except (ListingError, ProposalError, StaleDataError):
            return _look(lookup, _Notice("care", FAILED["changed"]), ReplyForm(request.form)), 409

    return tried


_ACTS: dict[str, Callable[[str], ResponseReturnValue]] = {
    "reply": _trying(_reply),
    "still": _trying(_still),
    "withdraw": _sure,
    "withdraw_sure": _trying(_withdraw),
}
