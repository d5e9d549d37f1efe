"""Pages for many requests at once, and for what moderators propose themselves."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from app.directory.content import restorable
from app.directory.rules import Conflict, ListingError, Publication
from app.moderation import judging, many, proposals, proposing
from app.moderation.contents import Listed, listed
from app.moderation.edge import erased, go, now, session, signed_in
from app.moderation.queue_forms import ChosenForm, chosen_from
from app.moderation.queue_views import one_after, show_waiting
from app.moderation.queue_wording import QUEUE_FAILED
from app.moderation.rules import Seen
from app.moderation.rules import seen as seen_of
from app.moderation.wording import FAILED, reason_label
from app.submissions.differing import changes
from app.submissions.rules import Button, Lane, ProposalError

_MOST_CHOSEN = 200


def decline_many() -> ResponseReturnValue:
    """Decline chosen requests, or all in the slow lane, for one reason, once the moderator is sure."""
    # One form, one address: text browsers know no other address for a button.
    if request.form.get("do") == "keep":
        return keep_many()
    chosen = Lane.SLOW if request.form.get("do") == "slow" else _chosen("chosen")
    form = _many(Button.DECLINE)
    if not chosen or not _sure(form):
        return _ask_sure(Button.DECLINE, form, chosen)
    many.decline_all(session(), signed_in().handle, chosen, form.reason.data, now().date())
    erased()
    return one_after("", judging.Outcome.DECLINED)


def keep_many() -> ResponseReturnValue:
    """Say of chosen reported listings that they are still right, once the moderator is sure."""
    chosen, form = _chosen("reported"), _many(Button.LIST)
    if not chosen or not _sure(form):
        return _ask_sure(Button.LIST, form, chosen)
    many.keep_all(session(), signed_in().handle, chosen, form.reason.data, now().date())
    erased()
    return one_after("", judging.Outcome.KEPT)


def _many(button: Button) -> ChosenForm:
    form = ChosenForm(request.form)
    form.reason.choices = chosen_from((slug, reason_label(slug)) for slug in many.reasons_for_many(button))
    return form


def _sure(form: ChosenForm) -> bool:
    return "sure" in request.form and form.validate()


def _ask_sure(button: Button, form: ChosenForm, chosen: Mapping[str, int] | Lane) -> ResponseReturnValue:
    if not chosen:
        return show_waiting("", 1, QUEUE_FAILED["none_chosen"]), 422
    return render_template(
        "moderation/many.html", form=form, chosen=chosen, number=_number(chosen), button_pressed=button
    )


def _chosen(name: str) -> Mapping[str, int]:
    """Return what was ticked under this name, each "id:revision"."""
    pairs = (one.partition(":") for one in request.form.getlist(name)[:_MOST_CHOSEN])
    return {own: int(seen) for own, _, seen in pairs if seen.isdecimal() and len(seen) < 10}


def _number(chosen: Mapping[str, int] | Lane) -> int:
    return proposals.number_in(session(), chosen) if isinstance(chosen, Lane) else len(chosen)


def versions(code: str) -> ResponseReturnValue:
    """Show the earlier versions of a listing."""
    return render_template(
        "moderation/versions.html", code=code, versions=proposals.versions(session(), _one(code)[code].code)
    )


def _one(code: str) -> dict[str, Listed]:
    """Return a listing that is not withdrawn, with its organisation; 404 if there is none."""
    now_said = listed(session(), [code])
    if code not in now_said or now_said[code].publication is Publication.WITHDRAWN:
        abort(404)
    return now_said


def version(code: str, revision: int) -> ResponseReturnValue:
    """Show what would change if an earlier version were brought back."""
    return _version(code, revision)


def _version(code: str, revision: int, failed: str = "") -> str:
    said, old = _one(code), proposals.version(session(), code, revision)
    if old is None:
        abort(404)
    back = restorable(old, said[code].content)
    return render_template(
        "moderation/version.html",
        code=code,
        revision=revision,
        changes=changes(said[code].content, back),
        seen=Seen(0, {name: one.revision for name, one in said.items()}).written(),
        failed=failed,
    )


def restore(code: str, revision: int) -> ResponseReturnValue:
    """Bring an earlier version back, or ask a second moderator to agree."""
    try:
        seen = seen_of(request.form.get("seen", ""))
        done = proposing.restore(session(), signed_in().handle, code, revision, seen, now().date())
    except (ProposalError, Conflict, ValueError) as error:
        session().rollback()
        failed = FAILED["refused" if isinstance(error, ListingError) else "changed"]
        return _version(code, revision, failed), 409
    erased()
    return go(url_for(".listing", code=code, said=done))


def queue_draft(code: str) -> ResponseReturnValue:
    """Put a draft into the queue."""
    try:
        done = proposing.queue_draft(session(), signed_in().handle, code, now().date())
    except ListingError:
        session().rollback()
        return go(url_for(".listing", code=code))
    return go(url_for(".listing", code=code, said=done))


URLS: tuple[tuple[str, RouteCallable, str], ...] = (
    ("/queue/decline", decline_many, "POST"),
    ("/queue/still-right", keep_many, "POST"),
    ("/listing/<code:code>/versions", versions, "GET"),
    ("/listing/<code:code>/versions/<int:revision>", version, "GET"),
    ("/listing/<code:code>/versions/<int:revision>", restore, "POST"),
    ("/listing/<code:code>/queue", queue_draft, "POST"),
)
