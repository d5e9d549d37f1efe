"""The one form of this slice: a code that somebody heard."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.sharing.hearing import LONGEST
from app.shell.fields import BaseForm, writable
from app.shell.wording import N_


class CodeForm(BaseForm):
    """Which code did you hear? Two or three words, spelt as well as one can."""

    code = StringField(
        N_("The code you heard"),
        [InputRequired(N_("Write the two or three words.")), Length(max=LONGEST)],
        filters=[writable],
    )
