"""What the pages of the receipt and of a report say, as English source texts."""

from __future__ import annotations

from dataclasses import dataclass

from app.shell.wording import N_


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
