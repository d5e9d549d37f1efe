"""The words of the translators' desk, as English source texts."""

from __future__ import annotations

from flask import Flask

from app.directory.phrases import labelled
from app.directory.rules import Owner
from app.directory.translating import Piece, State
from app.languages import gettext as _
from app.languages import pgettext
from app.moderation.ease import long_sentences
from app.moderation.queue_wording import FIELD_WORDS, PART_WORDS
from app.shell.wording import N_
from app.submissions.differing import Part
from app.submissions.wording_receipt import FLAW_WORDS
from app.vocabulary import fact

# Translators: how the translation of a text stands: there is none; it was made from an older text.
TEXT_STATES = {
    State.MISSING: N_("Not translated yet"),
    State.STALE: N_("The original has changed"),
}
TEXT_FAILED = {
    "changed": N_("Someone changed this while you looked. Nothing you wrote is lost. Please look again."),
    "refused": N_("This cannot be done with this listing now. Nothing was changed."),
}
_PARTS = {Owner.WAY: Part.WAY, Owner.PLACE: Part.PLACE}


def text_label(field: str, owner: Owner = Owner.SERVICE) -> str:
    """Return what a text is about, in words."""
    if field.startswith("fact_"):
        one = fact(int(field.removeprefix("fact_")))
        return labelled(_(PART_WORDS[Part.FACT]), pgettext(one.context, one.short))
    words = _(FIELD_WORDS[field])
    return labelled(_(PART_WORDS[_PARTS[owner]]), words) if owner in _PARTS else words


def piece_label(one: Piece) -> str:
    """Return what a text is about, in words."""
    return text_label(one.field, one.owner)


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(
        TEXT_STATES=TEXT_STATES,
        FLAW_WORDS=FLAW_WORDS,
        piece_label=piece_label,
        text_label=text_label,
        long_sentences=long_sentences,
    )
