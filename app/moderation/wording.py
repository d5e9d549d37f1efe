"""The desk's own words, as English source texts, and the labels of reasons kept with decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask import Flask

from app.directory.rules import Action
from app.languages import current
from app.moderation.rules import Move
from app.shell.wording import N_
from app.vocabulary import publications, reasons, standings


@dataclass(frozen=True, slots=True)
class MoveWords:
    """The button of a move, and what it will do."""

    button: str
    effect: str


MOVE_WORDS = {
    Move.PAUSE: MoveWords(
        N_("Pause this listing"), N_("Contacts are hidden at once. The page says it is paused.")
    ),
    Move.OPEN: MoveWords(N_("Open it again"), N_("People can find it and contact them again.")),
    Move.FULL: MoveWords(N_("Say it is full"), N_("People still find it. It says there is no free place.")),
    Move.CLOSE: MoveWords(N_("Say it has closed"), N_("Its page stays and tells people not to go there.")),
    Move.DRAFT: MoveWords(
        N_("Take it back to draft"), N_("Nobody outside sees it. It counts as not checked.")
    ),
    Move.PUBLISH: MoveWords(
        N_("Show it as not checked"), N_("People see it with the words “We have not checked them”.")
    ),
    Move.WITHDRAW: MoveWords(N_("Withdraw it for ever"), N_("All it says is erased. It cannot come back.")),
}

ACTION_WORDS = {
    Action.IMPORT: N_("Brought in with others"),
    Action.SAVE: N_("What it says was changed"),
    Action.PUBLISH: N_("Shown, or taken back to draft"),
    Action.STATUS: N_("Its state was changed"),
    Action.DOUBT: N_("Some people told us something is wrong."),
    Action.CLEAR: N_("We looked at what people told us."),
    Action.WITHDRAW: N_("Withdrawn"),
    Action.RENEW: N_("A new code was given"),
    # Translators: a moderator said no to what somebody wanted to change.
    Action.DECLINE: N_("Declined"),
}

STATE_WORDS = {
    "": N_("All listings"),
    "draft": N_("Drafts"),
    "unchecked": N_("Listed, not checked"),
    "checked": N_("Listed and checked"),
    "paused": N_("Paused listings"),
}

FAILED = {
    "key": N_("This passkey did not work here. Try again, or use a recovery code."),
    "code": N_("We do not know this handle with this code."),
    "too_often": N_("Too many wrong codes. Look at yours again, or use your passkey."),
    "not_made": N_("The passkey was not made. Please try again."),
    "no_code": N_("We have no listing with this code."),
    "no_reason": N_("Please choose a reason. Nothing was changed."),
    "changed": N_("Someone changed this listing while you looked. Please look again."),
    "two": N_(
        "It would show a street, or a fact on our word. Put it in the queue: a second moderator must agree."
    ),
    "refused": N_("This cannot be done with this listing now. Nothing was changed."),
}

# Decisions keep the slug of a reason. In this order, so that a slug of two lists means the decision's own.
_LISTS = ("decision", "pause", "refusal", "warning", "report")


def reason_label(slug: str) -> str:
    """Return a reason in words; a slug that no list has, as it is."""
    labels = {reason.slug: reason.label for name in reversed(_LISTS) for reason in reasons(name)}
    return labels.get(slug, slug)


def day(value: date) -> str:
    """Return a day in words, such as "November 22, 2026"."""
    return str(format_date(value, "long", locale=current().locale))


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.globals.update(
        ACTION_WORDS=ACTION_WORDS,
        MOVE_WORDS=MOVE_WORDS,
        STATE_WORDS=STATE_WORDS,
        reason_label=reason_label,
        publications={term.slug: term for term in publications()},
        standings={term.slug: term for term in standings()},
    )
