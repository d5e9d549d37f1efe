"""The words of the queue, as English source texts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.moderation.judging import OWN, Outcome
from app.shell.wording import N_
from app.submissions.differing import Part
from app.submissions.rules import Button, Identity, Kind

KIND_WORDS = {
    # Translators: kinds of things that wait for a moderator. "Request": a group asks to be listed.
    Kind.REQUEST: N_("New request"),
    Kind.CORRECTION: N_("Correction by the group"),
    Kind.EDIT: N_("Change by a moderator"),
    Kind.RESTORE: N_("Older version"),
    Kind.DRAFT: N_("Draft that was brought in"),
    Kind.REPORT: N_("Reports by readers"),
}


@dataclass(frozen=True, slots=True)
class ButtonWords:
    """What a button says, the heading of the page that asks "are you sure?", and what it will do."""

    button: str
    heading: str
    effect: str


BUTTON_WORDS = {
    Button.LIST: ButtonWords(N_("List it"), N_("List it?"), N_("Everyone can see it at once.")),
    Button.WARN: ButtonWords(
        N_("List with a warning"),
        N_("List it with a warning?"),
        N_("The warning stands at the top of its page, with this month."),
    ),
    Button.ASK: ButtonWords(
        N_("Ask the group"),
        N_("Ask the group"),
        N_("They read your question when they come back with their code."),
    ),
    Button.DECLINE: ButtonWords(
        N_("Decline"), N_("Decline it?"), N_("They read the reason for 14 days. We publish nothing.")
    ),
    Button.PAUSE: ButtonWords(
        N_("Pause"),
        N_("Pause the listing?"),
        N_("Contacts are hidden at once. This stays in the queue until it is decided."),
    ),
}
# What the buttons mean where readers told us that something is wrong.
REPORT_WORDS = {
    Button.LIST: ButtonWords(
        N_("It is still right"),
        N_("Is it still right?"),
        N_("The listing stays as it is. The reports are deleted."),
    ),
    Button.WARN: ButtonWords(
        N_("Add a warning"),
        N_("Add a warning?"),
        N_("The warning stands at the top of its page. The reports are deleted."),
    ),
    Button.DECLINE: ButtonWords(
        N_("Take it back to draft"),
        N_("Take it back to draft?"),
        N_("Nobody outside sees it. It counts as not checked."),
    ),
}
OWN_DECLINE = ButtonWords(N_("Drop it"), N_("Drop it?"), N_("It is deleted. The listing stays as it is."))

IDENTITY_WORDS = {
    Identity.ON_THEIR_SITE: N_("The check words are on their own website"),
    Identity.CALLED: N_("We called a number that they publish"),
    Identity.VOUCHED: N_("Two listed groups led by sex workers or survivors vouch for them"),
    Identity.MET: N_("A moderator or an outreach worker has met them"),
}

SAID = {
    Outcome.LISTED: N_("It is listed."),
    Outcome.AGREED: N_("You agreed. A second moderator must agree too."),
    Outcome.KEPT: N_("The listing stays. The reports are deleted."),
    Outcome.ASKED: N_("Your question waits for the group."),
    Outcome.DECLINED: N_("It is declined."),
    Outcome.PAUSED: N_("The listing is paused. Please decide the rest."),
    Outcome.SAVED: N_("The listing says so now."),
    Outcome.RESTORED: N_("The older version is back."),
    Outcome.QUEUED: N_("The draft is in the queue."),
}

# Translators: parts of a listing, each a label before what changes.
PART_WORDS = {
    Part.NEED: N_("Need"),
    Part.FACT: N_("Fact"),
    Part.WARNING: N_("Warning"),
    Part.PROSE: N_("Text"),
    Part.WAY: N_("How to reach them"),
    Part.PLACE: N_("Where"),
    Part.WEBSITE: N_("Website"),
    Part.KIND: N_("Kind of service"),
    Part.SPOKEN: N_("Language they speak"),
    Part.LEADER: N_("Who leads it"),
    Part.ELSEWHERE: N_("May be copied to other directories"),
    Part.LANGUAGE: N_("Language of the text"),
}
# Translators: fields of text of a listing.
FIELD_WORDS = {
    "name": N_("Name"),
    "about": N_("About the group"),
    "what": N_("What they do"),
    "who_for": N_("Who it is for"),
    "get_in": N_("How to get in"),
    "note": N_("Note"),
}
ELSEWHERE_WORDS = {
    "nothing": N_("Nothing"),
    "listing": N_("The listing, without strings, leaders and hours"),
    "everything": N_("Everything"),
}

# What groups that want to save people against their will look like from outside (see docs/moderating.md).
LOOK_FOR = (
    N_("Search their name with “operation”, “task force”, “rescue”, “restore” and “ministry”."),
    N_("Who pays them? Who sits on their board?"),
    N_("Do they take part in raids, stings, ride-alongs or court programmes?"),
    N_("To get help, must people stop work, use a label, pray or talk to police?"),
    N_("Do they take phones, lock doors or stop people from seeing other workers?"),
    N_("Do they publish or sell stories or photos of people they helped?"),
    N_("Do they campaign to make sex work, its customers or its workplaces a crime?"),
    N_("Is it an agency, a club, an advertiser, a manager, or one person at home?"),
    N_("Is it only for people under 18?"),
    N_("Did they answer about police and immigration?"),
)

QUEUE_FAILED = {
    "changed": N_("Someone changed this while you looked. Nothing you wrote is lost. Please look again."),
    "gone": N_("Someone decided this while you looked, or the group took it back."),
    "not_now": N_("This cannot be done with it now. Nothing was changed."),
    "not_listable": N_("It cannot be listed as it is. Look at the pledge and the facts again."),
    "incomplete": N_("A service is missing, or its place or a way to reach it. Nothing was changed."),
    "identity": N_("Please say how you know the group."),
    "form": N_("Please look at your answers again. Nothing was changed."),
    "none_chosen": N_("Please choose at least one. Nothing was changed."),
}


def button_words(kind: Kind, button: Button) -> ButtonWords:
    """Return the words of a button, as they are meant for this kind of proposal."""
    if kind is Kind.REPORT and button in REPORT_WORDS:
        return REPORT_WORDS[button]
    if button is Button.DECLINE and kind in OWN:
        return OWN_DECLINE
    return BUTTON_WORDS[button]


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(KIND_WORDS=KIND_WORDS, LOOK_FOR=LOOK_FOR, button_words=button_words)
