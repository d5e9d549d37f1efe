"""The fields that the forms of submissions are made of: what is typed is kept, what is chosen is checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.directory.rules import UNKNOWN
from app.languages import pgettext
from app.shell.fields import writable
from app.shell.wording import N_
from app.vocabulary import Fact

NAME, LINE, TEXT, LONG_TEXT, ADDRESS = 120, 200, 1000, 1500, 500
REQUIRED = N_("Please answer this.")
_OFFER = N_("Please pick one of the answers.")
_TOO_LONG = N_("This is too long. Please write less.")
# Signs without a shape of their own that steer or hide text. The two joiners shape letters and stay.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)

Choices = list[SelectChoice]


def typed(text: str | None) -> str:
    """Return what was typed, its lines as they are, without signs that nobody can see."""
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", writable(text)))
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()


def one_line(text: str | None) -> str:
    """Return what was typed as one line."""
    return " ".join(typed(text).split())


class Longest:
    """Refuse what is longer than so many letters."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: object, field: Field) -> None:
        """Raise ValidationError if it is too long."""
        if len(field.data or "") > self.most:
            raise ValidationError(_TOO_LONG)


class Answered:
    """Ask for an answer, and tell the browser that it is needed."""

    field_flags = {"required": True}

    def __call__(self, _form: object, field: Field) -> None:
        """Raise ValidationError if there is none."""
        if not field.data:
            raise ValidationError(REQUIRED)


def _offered(_form: object, field: Field) -> None:
    """Refuse an answer that is not offered; none at all is for `Answered`."""
    given = field.data if isinstance(field.data, list) else [field.data] if field.data else []
    if not set(given) <= {choice.value for choice in getattr(field, "choices", ())}:
        raise ValidationError(_OFFER)


def line(label: str, most: int = LINE, *, needed: bool = False) -> StringField:
    """Return a field for one line."""
    return StringField(
        label, [*([Answered()] if needed else []), Longest(most)], default="", filters=[one_line]
    )


def text(label: str, most: int = TEXT) -> TextAreaField:
    """Return a field for several lines."""
    return TextAreaField(label, [Longest(most)], default="", filters=[typed])


def one_of(
    label: str, choices: Callable[[], Choices], default: str = "", *, needed: bool = False
) -> SelectField:
    """Return a list to choose one from."""
    checks = [*([Answered()] if needed else []), _offered]
    return SelectField(label, checks, choices=choices, default=default, validate_choice=False)


def rows_of(
    label: str, choices: Callable[[], Choices], default: str = "", *, needed: bool = False
) -> RadioField:
    """Return big rows to choose one from."""
    checks = [*([Answered()] if needed else []), _offered]
    return RadioField(label, checks, choices=choices, default=default, validate_choice=False)


def several_of(label: str, choices: Callable[[], Choices]) -> SelectMultipleField:
    """Return rows to tick any number of."""
    return SelectMultipleField(
        label,
        [_offered],
        choices=choices,
        default=list,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def pairs_of(pairs: Sequence[tuple[str, str]]) -> Callable[[], Choices]:
    return lambda: [SelectChoice(value, words) for value, words in pairs]


def answers_of(one: Fact, *, blank: bool, unknown: bool) -> Callable[[], Choices]:
    """Return the answers to a fact, in the reader's language."""

    def choices() -> Choices:
        # Translators: the choice that leaves a question open, in a list of answers.
        first = [SelectChoice("", N_("No answer yet"))] if blank else []
        given = [answer for answer in one.answers if unknown or answer.value != UNKNOWN]
        return first + [
            SelectChoice(answer.value, pgettext(answer.context, answer.label)) for answer in given
        ]

    return choices
