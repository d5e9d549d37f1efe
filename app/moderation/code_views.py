"""The pages on which a moderator gives a group that lost its code a new one. It is shown once and kept nowhere."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue, RouteCallable

from app.directory.content import OrganisationContent
from app.directory.rules import ListingError, Publication
from app.moderation import queries, renewing
from app.moderation.contents import Listed, listed
from app.moderation.edge import erased, now, session, signed_in
from app.moderation.queue_forms import NewCodeForm, chosen_from
from app.moderation.queue_wording import IDENTITY_WORDS
from app.moderation.rules import DeskError
from app.moderation.wording import FAILED
from app.privacy.keys import keys
from app.submissions import receipts
from app.submissions.rules import Identity


def new_code(code: str) -> ResponseReturnValue:
    """Ask how the moderator knows that it is the group."""
    found = _organisation(code)
    return _page(found, _form(NewCodeForm(seen=queries.last_decision(session(), found.code))))


def _organisation(code: str) -> Listed:
    """Return a listed organisation, by its own code or that of a service; 404 for everything else."""
    there = [
        one for one in listed(session(), [code]).values() if isinstance(one.content, OrganisationContent)
    ]
    return there[0] if there and there[0].publication is Publication.LISTED else abort(404)


def _form(form: NewCodeForm) -> NewCodeForm:
    form.identity.choices = chosen_from((one.value, words) for one, words in IDENTITY_WORDS.items())
    return form


def _page(found: Listed, form: NewCodeForm, failed: str = "", *, sure: bool = False) -> str:
    return render_template("moderation/new_code.html", listing=found, form=form, failed=failed, sure=sure)


def give_code(code: str) -> ResponseReturnValue:
    """Give the code once the moderator is sure, and show it this one time."""
    found, form = _organisation(code), _form(NewCodeForm(request.form))
    if not form.validate():
        return _page(found, form), 422
    if "sure" not in request.form:
        return _page(found, form, sure=True)
    return _give(found, form)


def _give(found: Listed, form: NewCodeForm) -> ResponseReturnValue:
    made = receipts.new_code()
    lookup = receipts.lookup_id(receipts.read(made), keys().pepper)
    by, identity, seen = signed_in().handle, Identity(form.identity.data), form.seen.data or 0
    try:
        renewing.renew(session(), by, found.code, lookup, identity, seen, now().date())
    except (DeskError, ListingError):
        session().rollback()
        form.seen.data = queries.last_decision(session(), found.code)
        return _page(found, form, FAILED["changed"]), 409
    erased()
    return render_template("moderation/code_given.html", listing=found, made=made)


URLS: tuple[tuple[str, RouteCallable, str], ...] = (
    ("/listing/<code:code>/code", new_code, "GET"),
    ("/listing/<code:code>/code", give_code, "POST"),
)
