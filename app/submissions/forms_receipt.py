"""Shape and wording of coming back with a code, of an answer to a question, and of saying what is wrong."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from app.shell.fields import BaseForm, writable
from app.shell.wording import N_
from app.vocabulary import reasons

# 27 digits with anything between them, as people write numbers down.
LONGEST_CODE = 200
LONGEST_REPLY = 2000


class CodeForm(BaseForm):
    """The code that a group wrote down."""

    # Translators: label of the field for the receipt code: 27 digits that a group wrote down.
    code = StringField(
        N_("Your code"),
        [validators.InputRequired(N_("Type the code here.")), validators.Length(max=LONGEST_CODE)],
        filters=[writable],
    )


class ReplyForm(BaseForm):
    """An answer to a moderator's question."""

    # Translators: label of the field where a group answers a moderator's question.
    reply = TextAreaField(
        N_("Your answer"),
        [validators.DataRequired(), validators.Length(max=LONGEST_REPLY)],
        filters=[writable],
    )


class SureForm(BaseForm):
    """Taking a listing away: whether it may come back from another list."""

    never = BooleanField(N_("Do not list us again, not even from another list."))


class WrongForm(BaseForm):
    """What a reader found wrong: one of the fixed reasons, and not a word more."""

    reason = RadioField(
        # Translators: a reader chooses what is wrong with a listing.
        N_("Pick one"),
        [validators.InputRequired()],
        choices=[SelectChoice(one.slug, one.label) for one in reasons("report")],
    )
