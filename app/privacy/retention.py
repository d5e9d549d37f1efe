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
        "backup",
        N_("Spare copies of all this"),
        N_("Until newer copies replace them. What was taken away does not come back from them."),
    ),
)
