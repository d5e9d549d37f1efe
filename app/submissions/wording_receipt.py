"""What the pages of the receipt and of a report say, as English source texts."""

from __future__ import annotations

from dataclasses import dataclass

from app.directory.faithful import Flaw
from app.languages import pgettext
from app.shell.wording import N_
from app.submissions.own_words import GROUP, PLACE, WAY
from app.vocabulary import fact


@dataclass(frozen=True, slots=True)
class Words:
    """A heading and the sentences under it."""

    heading: str
    sentences: tuple[str, ...] = ()


# By kind and state of what waits, or by what is there when nothing waits. "You" is the group.
HERE = {
    "request_waiting": Words(
        N_("We have your request"), (N_("A moderator reads it. This can take 14 days."),)
    ),
    "request_declined": Words(N_("We cannot list you now"), (N_("We do not publish this. The reason:"),)),
    "correction_waiting": Words(
        N_("We have your correction"), (N_("Your listing stays as it is until a moderator decides."),)
    ),
    "correction_declined": Words(
        N_("We did not change your listing"), (N_("We do not publish this. The reason:"),)
    ),
    "report_waiting": Words(N_("We have your answer"), (N_("A moderator reads it. This can take 14 days."),)),
    "asked": Words(N_("We have a question for you")),
    "listed": Words(N_("You are listed"), (N_("Everyone can see it. You can correct it at any time."),)),
    "not_shown": Words(
        N_("Your listing is not shown now"), (N_("A moderator took it back. Correct it and send it again."),)
    ),
}

DONE = {
    "reply": N_("Thank you. We have your answer."),
    "correct": N_("Thank you. We have what you changed."),
    # Translators: a group said that all answers of its listing are still true.
    "still": N_("Thank you. People now see this month beside your answers."),
    "nothing": N_("There was nothing to renew. We did not change anything."),
}

GONE = Words(
    N_("It is gone"),
    (
        N_("We deleted it. Your code does not work any more."),
        N_("You can ask to be listed again at any time."),
    ),
)

FAILED = {
    # Translators: said alike for a code nobody ever had and for one whose time is over.
    "unknown": N_("We find nothing for this code. It may be wrong, or its time is over."),
    "again": N_("Please type your code again. For your safety we forget it after 15 minutes."),
    "busy": N_("Too many codes are typed right now. Your code is kept here. Try again in one minute."),
    "wrong_digit": N_("One digit is wrong, or two have changed places. Please look again."),
    # Translators: %(whole)s is 27, %(typed)s is how many digits were typed.
    "digits": N_("A code has %(whole)s digits. You typed %(typed)s. Please look again."),
    "changed": N_("Somebody changed this at the same moment. Please look, and try again."),
    "wait": N_("That was very fast. Please press the button again."),
    "old": N_("This page was open for too long. Please press the button again."),
}

# Translators: said below what a group wrote in another language, beside its own text.
_NOT_THE_SAME = N_("Numbers and addresses must be the same in both texts.")
_WHICH_LANGUAGE = N_("Please write this in the other language, or leave it empty.")
FLAW_WORDS = {
    Flaw.SIGNS: _WHICH_LANGUAGE,
    Flaw.LONG: N_("This is too long. Please write less."),
    Flaw.KEPT: _NOT_THE_SAME,
    Flaw.MARKUP: _NOT_THE_SAME,
    Flaw.SCRIPT: _WHICH_LANGUAGE,
    Flaw.SAME: _WHICH_LANGUAGE,
}
_TEXTS = {
    "name": N_("Name of this service"),
    "about": N_("About your group"),
    "what": N_("What you do"),
    "who_for": N_("Who it is for"),
    "get_in": N_("How to get in"),
}
_NOTES = {WAY: N_("A note about this way"), PLACE: N_("A note about this place")}


def text_label(of: str, field: str) -> str:
    """Return what a text of a group is: English source text, or for the note on a fact that fact, translated."""
    if field.startswith("fact_"):
        one = fact(int(field.removeprefix("fact_")))
        return pgettext(one.context, one.short)
    if (of, field) == (GROUP, "name"):
        return N_("Name of your group")
    return _NOTES[of] if field == "note" else _TEXTS[field]
