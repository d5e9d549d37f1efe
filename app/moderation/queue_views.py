"""The pages of the queue. Each view parses, makes one call, and renders or sends the browser on."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from sqlalchemy.orm.exc import StaleDataError

from app.directory.rules import Conflict, ListingError, NotAllowed
from app.languages import current
from app.moderation import judging, proposals, queue, sittings
from app.moderation.applying import Incomplete
from app.moderation.contents import Listed
from app.moderation.edge import erased, go, now, session, signed_in
from app.moderation.judging import Outcome
from app.moderation.proposals import Page
from app.moderation.queue_phrases import codes_left
from app.moderation.queue_wording import QUEUE_FAILED, SAID
from app.moderation.rules import Seen
from app.moderation.rules import seen as seen_of
from app.moderation.weighing import Step, Weighed, kept, step, weighed
from app.privacy.keys import keys
from app.submissions.checkwords import check_words
from app.submissions.rules import Button, NoSuchProposal, ProposalError, SeenBefore, State

_STATES = {"": State.WAITING, "asked": State.ASKED}
_NEVER_SEEN = Seen(-1, {})
# What the address says after somebody signed in with a recovery code.
BY_CODE = "by-code"


def said() -> str:
    """Return the one line about what was just done, from the address; "" if nothing was."""
    known = {one.value: words for one, words in SAID.items()}
    return known.get(request.args.get("said", ""), "")


def _came_by_code() -> str:
    """Return how many recovery codes are left, for somebody who just used one; else ""."""
    if request.args.get("said") != BY_CODE:
        return ""
    return codes_left(sittings.codes_left(session(), signed_in().moderator_id))


def waiting() -> ResponseReturnValue:
    """Show what waits, the most harmful if wrong first; when nothing does, what comes due next."""
    state, page = request.args.get("state", ""), request.args.get("page", "1")
    if state not in _STATES or not page.isdecimal() or not 1 <= int(page[:6]) <= 10_000:
        abort(404)
    return show_waiting(state, int(page[:6]))


def show_waiting(state: str, page: int, failed: str = "") -> str:
    """Return one page of the queue."""
    today, reader = now().date(), current().tag
    found = queue.read(session(), _STATES[state], page, reader, today)
    due = None if found.total or state else queue.due(session(), reader, today)
    return render_template(
        "moderation/queue.html",
        queue=found,
        due=due,
        state=state,
        news=said() or _came_by_code(),
        failed=failed,
    )


def next_one() -> ResponseReturnValue:
    """Go to what is to be decided next: the first, or the one after `after`."""
    return one_after(request.args.get("after", ""), said="")


def one_after(after: str, said: str) -> ResponseReturnValue:
    """Go to the first proposal, or to the one after `after`; `said` tells there what was just done."""
    by = signed_in().handle
    alone = len(proposals.deciders(session())) <= 1
    found = queue.following(session(), by, after, alone)
    if found is None:
        return go(url_for(".waiting", said=said or None))
    return go(url_for(".proposal", proposal=found, said=said or None))


def proposal(proposal: str) -> ResponseReturnValue:
    """Show one proposal with all that is needed to decide it."""
    page = _read(proposal)
    return _page(page, weighed(page, None)) if page else abort(404)


def _read(proposal_id: str) -> Page | None:
    return proposals.read(session(), proposal_id, keys().refusals, now().date())


def _page(page: Page, forms: Weighed, failed: str = "") -> str:
    return render_template(
        "moderation/proposal.html",
        page=page,
        forms=forms,
        listing=_reported(page),
        words=check_words(keys().form, page.proposal.id),
        body=request.form.get("body", ""),
        news=said(),
        failed=failed,
        changed=_meanwhile(page) if failed == QUEUE_FAILED["changed"] else (),
    )


def _reported(page: Page) -> Listed | None:
    return None if page.bundle else page.now.get(page.proposal.code or "")


def _seen() -> Seen:
    try:
        return seen_of(request.form.get("seen", ""))
    except ValueError:
        return _NEVER_SEEN


def _meanwhile(page: Page) -> tuple[object, ...]:
    return proposals.meanwhile(session(), _seen(), page.now)


def weigh(proposal: str) -> ResponseReturnValue:
    """Ask what the pressed button needs to know, and whether the moderator is sure."""
    page = _read(proposal)
    if page is None:
        return _gone()
    forms, pressed = weighed(page, request.form), request.form.get("do", "")
    if pressed not in set(Button):
        return _page(page, forms)
    button = Button(pressed)
    if button not in page.buttons:
        return _page(page, forms, QUEUE_FAILED["not_now"]), 409
    if not forms.valid(page, button, now().date()):
        return _page(page, forms, QUEUE_FAILED["form"]), 422
    return _step(page, button, forms, step(page, button, request.form, asked=False), _seen())


def _step(page: Page, button: Button, forms: Weighed, form: Step, seen: Seen, failed: str = "") -> str:
    return render_template(
        "moderation/step.html",
        page=page,
        pressed=button,
        step=form,
        kept=kept(forms, request.form),
        seen=seen.written(),
        failed=failed,
        changed=_meanwhile(page) if failed == QUEUE_FAILED["changed"] else (),
        handle=signed_in().handle,
    )


def _gone() -> ResponseReturnValue:
    body = request.form.get("body", "")
    return render_template("moderation/gone.html", body=body, failed=QUEUE_FAILED["gone"]), 409


def judge(proposal: str, button: str) -> ResponseReturnValue:
    """Do what the button says, once the moderator is sure, and go on to the next proposal."""
    if button not in set(Button):
        abort(404)
    page = _read(proposal)
    if page is None:
        return _gone()
    forms, pressed = weighed(page, request.form), Button(button)
    form = step(page, pressed, request.form, asked=True)
    if pressed in page.buttons and not forms.valid(page, pressed, now().date()):
        return _page(page, forms, QUEUE_FAILED["form"]), 422
    if pressed in page.buttons and not form.valid():
        return _step(page, pressed, forms, form, _seen()), 422
    return _judge(page, pressed, forms, form)


def _judge(page: Page, button: Button, forms: Weighed, form: Step) -> ResponseReturnValue:
    """Act, or say why not: what changed meanwhile is shown, and nothing typed is lost."""
    proposal_id = page.proposal.id
    try:
        outcome = _act(page, button, forms, form)
    except (ProposalError, ListingError, StaleDataError) as error:
        session().rollback()
        return _not_done(error, proposal_id, button)
    erased()
    if outcome is Outcome.PAUSED:
        return go(url_for(".proposal", proposal=proposal_id, said=outcome))
    return one_after("", said=outcome)


def _act(page: Page, button: Button, forms: Weighed, form: Step) -> Outcome:
    by, today, seen, own = signed_in().handle, now().date(), _seen(), page.proposal.id
    if button is Button.ASK:
        return judging.ask(session(), own, seen, form.form.data.get("body") or "", today)
    reason = form.form.data.get("reason") or ""
    if button is Button.DECLINE:
        return judging.decline(session(), by, own, seen, reason, today, keys().refusals)
    if button is Button.PAUSE:
        return judging.pause(session(), by, own, seen, reason, today)
    return judging.list_it(session(), by, own, seen, button, form.yes(page, forms), today)


def _not_done(error: Exception, proposal_id: str, button: Button) -> ResponseReturnValue:
    """Show what is now, with what was typed and why nothing was done."""
    page = _read(proposal_id)
    if page is None or isinstance(error, NoSuchProposal):
        return _gone()
    forms = weighed(page, request.form)
    if isinstance(error, SeenBefore | Conflict | StaleDataError) and button in page.buttons:
        form = step(page, button, request.form, asked=True)
        return _step(page, button, forms, form, page.seen, QUEUE_FAILED["changed"]), 409
    forms.own.seen.data = page.seen.written()
    if isinstance(error, Incomplete):
        return _page(page, forms, QUEUE_FAILED["incomplete"]), 422
    if isinstance(error, ListingError) and not isinstance(error, Conflict | NotAllowed):
        return _page(page, forms, QUEUE_FAILED["not_listable"]), 422
    return _page(page, forms, QUEUE_FAILED["not_now"]), 409


URLS: tuple[tuple[str, RouteCallable, str], ...] = (
    ("/queue", waiting, "GET"),
    ("/queue/next", next_one, "GET"),
    ("/queue/<proposal>", proposal, "GET"),
    ("/queue/<proposal>", weigh, "POST"),
    ("/queue/<proposal>/<button>", judge, "POST"),
)
