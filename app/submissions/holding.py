"""Who holds a receipt: by the code that was typed, or by the seal that the forms of one visit carry.

Codes that are wrong, over and purged take the same way and the same time: each is hashed before anything is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from flask import render_template, request

from app.languages import gettext
from app.privacy.tokens import Broken, Opened, TokenError
from app.shell.fields import writable
from app.submissions import receipts
from app.submissions.edge import budget, lookup_of, opened, sealed
from app.submissions.forms_receipt import CodeForm
from app.submissions.rules import RECEIPT_MINUTES
from app.submissions.wording_receipt import FAILED

_LOOKING, _CORRECTING = "receipt", "correct"
_LOOKUP = 64
# What the page that asks for the code does not carry along: its own fields, and what was pressed.
_OWN = frozenset({"code", "token", "do", "sure", "as"})
_NAME = re.compile(r"[a-z0-9_-]{1,40}")


class AskCode(Exception):
    """The code must be typed, or typed again."""

    def __init__(self, status: int, failed: str = "", form: CodeForm | None = None) -> None:
        super().__init__(status)
        self.status, self.failed, self.form = status, failed, form or CodeForm()


@dataclass(frozen=True, slots=True)
class Visit:
    """Someone who holds a receipt. `seen` names what the form of a correction was filled from, "" if it was lost."""

    lookup: str
    correcting: bool = False
    seen: str = ""


def visit() -> Visit:
    """Return who holds the receipt of this form. Raise AskCode."""
    token = request.form.get("token", "")
    if token:
        return _by_token(token)
    return Visit(_by_code(), request.form.get("as") == _CORRECTING)


def _by_token(token: str) -> Visit:
    try:
        try:
            found = _opened(_LOOKING, token)
        except Broken:
            found = _opened(_CORRECTING, token)
    except TokenError:
        raise AskCode(403, FAILED["again"]) from None
    told = found.payload.decode("ascii")
    return Visit(told[:_LOOKUP], len(told) > _LOOKUP, told[_LOOKUP:])


def _opened(purpose: str, token: str) -> Opened:
    return opened(purpose, token, most=RECEIPT_MINUTES * 60)


def _by_code() -> str:
    form = CodeForm(request.form)
    if not form.validate():
        raise AskCode(422, form=form)
    try:
        digits = receipts.read(form.code.data or "")
    except receipts.Mistyped as error:
        _mistyped(form, error.digits)
    if not budget("receipt").take():
        raise AskCode(429, FAILED["busy"], form)
    return lookup_of(digits)


def _mistyped(form: CodeForm, digits: int) -> NoReturn:
    told = gettext(FAILED["digits"]) % {"whole": receipts.LENGTH, "typed": digits}
    form.code.errors = [FAILED["wrong_digit"] if digits == receipts.LENGTH else told]
    raise AskCode(422, form=form)


def nothing() -> AskCode:
    """Return what to raise where no receipt leads anywhere: one page for every code, with its digits kept."""
    return AskCode(404, FAILED["unknown"], CodeForm(request.form))


def looking(lookup: str) -> str:
    """Return the seal for the forms of this visit."""
    return sealed(_LOOKING, lookup.encode("ascii"))


def correcting(lookup: str, seen: str) -> str:
    """Return the seal for the form of a correction."""
    return sealed(_CORRECTING, (lookup + seen).encode("ascii"))


def code_page(form: CodeForm, failed: str = "") -> str:
    """Return the page that asks for the code; what else was typed goes along."""
    sent = [(name, writable(value)) for name, value in request.form.items(multi=True) if _ours(name)]
    kept = [(name, value) for name, value in sent if value]
    if _was_correcting():
        kept.append(("as", _CORRECTING))
    return render_template("submissions/receipt.html", form=form, failed=failed, kept=kept)


def _ours(name: str) -> bool:
    return name not in _OWN and _NAME.fullmatch(name) is not None


def _was_correcting() -> bool:
    """Say whether the form that came was a correction, however old."""
    if request.form.get("as") == _CORRECTING:
        return True
    try:
        opened(_CORRECTING, request.form.get("token", ""), most=RECEIPT_MINUTES * 60)
    except Broken:
        return False
    except TokenError:
        return True
    return True
