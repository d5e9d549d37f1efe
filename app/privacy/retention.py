"""One table of what we hold and how long, in words for everyone; docs/data.md says the same for each column."""

from __future__ import annotations

from dataclasses import dataclass

from app.shell.wording import N_


@dataclass(frozen=True, slots=True)
class Lifetime:
    """One kind of thing we hold. `slug` is the word of docs/data.md; the rest is English source text."""

    slug: str
    what: str
    until: str


LIFETIMES = (
    Lifetime(
        "listing",
        N_("What a listing says, and its older versions"),
        N_("Until the group takes the listing away."),
    ),
    Lifetime(
        "while public",
        N_("Streets, phone numbers and other contacts"),
        N_("Until the group hides or removes them. Then older versions lose them too."),
    ),
    Lifetime(
        "always",
        N_("Codes of listings, and our decisions"),
        N_("Always. A code on paper must never lead to another group."),
    ),
    Lifetime(
        "request",
        # Translators: a request is what a group sends when it asks to be listed or to have its listing changed.
        N_("What a group asks us to show"),
        # Translators: 14 and 60 are days. "No" is our decision not to list the group.
        N_("Until we decide. After a no, 14 days. If nobody answers our question, 60 days."),
    ),
    Lifetime(
        "message",
        N_("Our questions to a group, and its answers"),
        N_("Until we decide."),
    ),
    Lifetime(
        "receipt",
        N_("A mark for each receipt code"),
        N_("Until the request or the listing is gone."),
    ),
    Lifetime(
        "report",
        # Translators: a count for each fixed reason, such as "wrong number: 3".
        N_("How many people said that a listing is wrong"),
        N_("Until we decide. If nobody repeats it, 90 days."),
    ),
    Lifetime(
        "form",
        N_("A mark for each form that was sent, and how many came that day"),
        N_("At most 2 days. They make sure that a form counts once."),
    ),
    Lifetime(
        "do not list",
        N_("A mark for each group that asked not to be listed"),
        N_("Always, so that nobody brings it back."),
    ),
    Lifetime(
        "page",
        # Translators: when a listing changes, the pages that show it must be made again. We note which.
        N_("A mark for each page that has just changed"),
        N_("At most a day."),
    ),
    Lifetime(
        "backup",
        N_("Spare copies of all this"),
        N_("Until newer copies replace them. What was taken away does not come back from them."),
    ),
)
