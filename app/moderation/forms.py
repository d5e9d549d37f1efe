"""Shape and wording of what moderators send."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.widgets import HiddenInput

from app.shell.fields import BaseForm, writable
from app.shell.wording import N_
from app.submissions.fields import typed

# A passkey's answer is a few kilobytes; some keys send a certificate along.
_LONGEST_ANSWER = 30_000


class CodeForm(BaseForm):
    """Sign in with a handle and a recovery code, where the passkey is not at hand."""

    handle = StringField(
        N_("Your handle"), [validators.InputRequired(), validators.Length(max=40)], filters=[writable]
    )
    code = StringField(
        N_("A recovery code"), [validators.InputRequired(), validators.Length(max=60)], filters=[writable]
    )


class PasskeyForm(BaseForm):
    """The answer of a passkey, put here by the script."""

    answer = HiddenField(validators=[validators.InputRequired(), validators.Length(max=_LONGEST_ANSWER)])


class FindForm(BaseForm):
    """Go to a listing by its exact code. Sent in the body, so that it stands in no address."""

    code = StringField(
        N_("The code of a listing"),
        [validators.InputRequired(), validators.Length(max=64)],
        filters=[writable, lambda text: (text or "").strip().casefold()],
    )


class MoveForm(BaseForm):
    """Why a move is made, and the revision that the moderator had in view."""

    reason = RadioField(N_("Why?"), [validators.InputRequired()])
    seen = IntegerField(widget=HiddenInput())


class TextForm(BaseForm):
    """A translation; the revisions of the source and of the translation that its writer had in view."""

    body = TextAreaField(N_("Your translation"), filters=[typed])
    made_from = IntegerField(widget=HiddenInput())
    replaces = IntegerField(widget=HiddenInput())
    sure = BooleanField(N_("It is right as it is"))
