"""Shape and wording of coming back with a code, of an answer to a question, and of saying what is wrong."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from app.languages import OFFERED
from app.shell.fields import BaseForm, writable
from app.shell.wording import N_
from app.submissions.fields import one_of
from app.submissions.fields import text as lines
from app.vocabulary import reasons

# 27 digits with anything between them, as people write numbers down.
LONGEST_CODE = 200
LONGEST_REPLY = 2000
LONGEST_WORDS = 4000


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


class IntoForm(BaseForm):
    """The language in which a group writes its own text once more."""

    # Translators: a group writes what its listing says in one more language. Heading, and label of a list of languages.
    into = one_of(
        N_("Your text in another language"),
        lambda: [SelectChoice(one.tag, one.own_name) for one in OFFERED],
        needed=True,
    )


def into_form(own: set[str], tag: str) -> IntoForm:
    """Return the list of languages with `tag` chosen, without the one in which all of the text is already (`own`)."""
    form = IntoForm(data={"into": tag})
    form.into.choices = [SelectChoice(one.tag, one.own_name) for one in OFFERED if own != {one.tag}]
    return form


class WordsForm(BaseForm):
    """One text of a group in another language; its label is that of the text."""

    text = lines("", LONGEST_WORDS)
    sure = BooleanField(N_("It is right as it is"))


class WrongForm(BaseForm):
    """What a reader found wrong: one of the fixed reasons, and not a word more."""

    reason = RadioField(
        # Translators: a reader chooses what is wrong with a listing.
        N_("Pick one"),
        [validators.InputRequired()],
        choices=[SelectChoice(one.slug, one.label) for one in reasons("report")],
    )
