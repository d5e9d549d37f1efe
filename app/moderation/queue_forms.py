"""Shape and wording of what moderators send about a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    validators,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

from app.languages import pgettext
from app.shell.fields import BaseForm, writable
from app.shell.wording import N_
from app.vocabulary import Fact, evidence_levels, pledge, sources

LONGEST_QUESTION = 2000
_LONGEST_URL = 500
_MONTH = re.compile(r"(20\d\d-(0[1-9]|1[0-2]))?")
_WEB = re.compile(r"(https?://[^\s/]+\.[^\s]*)?")


def _trimmed(text: str | None) -> str:
    return writable(text).strip()


def chosen_from(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return choices for a field, each a value with its words."""
    return [SelectChoice(value, words) for value, words in pairs]


class Ticks(SelectMultipleField):
    """Choices of which several may be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _month(_form: BaseForm, field: Field) -> None:
    """Refuse what is no month written YYYY-MM."""
    if not _MONTH.fullmatch(field.data):
        raise ValidationError(N_("Write the month like this: 2026-06."))


def _web(_form: BaseForm, field: Field) -> None:
    """Refuse what is no address of a page."""
    if not _WEB.fullmatch(field.data):
        raise ValidationError(N_("Write the whole address, with https:// in front."))


class FactForm(BaseForm):
    """Who said the answer to one fact, when, and where it can be read."""

    answer = SelectField(N_("Answer"))
    source = SelectField(N_("Who says so"))
    month = StringField(N_("Month, such as 2026-06"), [_month], filters=[_trimmed])
    url = StringField(
        N_("Address of the page that says so"),
        [validators.Length(max=_LONGEST_URL), _web],
        filters=[_trimmed],
    )

    def offer(self, one: Fact) -> FactForm:
        """Offer the answers of this fact, in the reader's language; return the form."""
        self.answer.choices = [SelectChoice(a.value, pgettext(a.context, a.label)) for a in one.answers]
        self.source.choices = [SelectChoice(s.slug, pgettext(s.context, s.label)) for s in sources()]
        return self

    def answers(self) -> tuple[str, ...]:
        """Return what was chosen."""
        chosen = self.answer.data
        return tuple(chosen) if isinstance(chosen, list) else (chosen,)

    def in_the_past(self, today: date) -> bool:
        """Say whether the month has begun; if not, the form says what is wrong."""
        if (self.month.data or "") <= today.isoformat()[:7]:
            return True
        self.month.errors = [N_("This month has not begun yet.")]
        return False


class SeveralForm(FactForm):
    """The same for a fact with several answers at once."""

    answer = Ticks(N_("Answer"), [validators.InputRequired()])


class EvidenceForm(BaseForm):
    """How we know who leads a group."""

    level = SelectField(N_("How do we know?"))

    def offer(self) -> EvidenceForm:
        """Offer the levels, in the reader's language; return the form."""
        self.level.choices = [SelectChoice(e.slug, pgettext(e.context, e.label)) for e in evidence_levels()]
        return self


class WeighForm(BaseForm):
    """What was in view, and how the group was checked."""

    seen = HiddenField()
    identity = RadioField(N_("How do you know that the group is who it says?"), [validators.Optional()])
    # Only for a draft: nobody asked the group through this site.
    promises = Ticks(
        N_("Which promises did they agree to?"),
        choices=[SelectChoice(one.code, one.sentence) for one in pledge()],
    )


class StepForm(BaseForm):
    """What one button asks before it does anything; the fields that it does not need are taken out."""

    reason = RadioField(N_("Why?"), [validators.InputRequired()])
    body = TextAreaField(
        N_("Your question"),
        [validators.DataRequired(), validators.Length(max=LONGEST_QUESTION)],
        filters=[_trimmed],
    )
    reopen = BooleanField(N_("Open again what is paused"))


class WarningsForm(BaseForm):
    """Which warnings one service shall carry."""

    slugs = Ticks(N_("Warnings"))


class ChosenForm(BaseForm):
    """Which requests are declined together: chosen ones ("id:revision"), or the whole slow lane."""

    do = HiddenField()
    reason = RadioField(N_("Why?"), [validators.InputRequired()])
