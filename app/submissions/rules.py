"""Pure decisions about proposals: kinds, states, which button is allowed when, what comes first, what needs two."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What waits for a decision."""

    REQUEST = "request"
    CORRECTION = "correction"
    EDIT = "edit"
    RESTORE = "restore"
    DRAFT = "draft"
    REPORT = "report"


class State(StrEnum):
    """Where a proposal stands. What was listed has no state: its row is gone."""

    WAITING = "waiting"
    ASKED = "asked"
    DECLINED = "declined"


class Button(StrEnum):
    """The five things a moderator can do with a proposal."""

    LIST = "list"
    WARN = "warn"
    ASK = "ask"
    DECLINE = "decline"
    PAUSE = "pause"


class Identity(StrEnum):
    """How we know that a group is the group: any one is enough, and none is data about a person."""

    ON_THEIR_SITE = "on_their_site"
    CALLED = "called"
    VOUCHED = "vouched"
    MET = "met"


class Lane(StrEnum):
    """What comes faster than people write waits in the slow lane, after everything else."""

    NORMAL = "normal"
    SLOW = "slow"


class ProposalError(ValueError):
    """Something that cannot be done with a proposal; the message says why in plain English."""


class QueueFull(ProposalError):
    """As many proposals wait as the operator allows."""


class KeptAlready(ProposalError):
    """The same form was sent twice at once, and the other one was kept."""


class NoSuchProposal(ProposalError):
    """No proposal has this id, or nothing is open for this receipt."""


class NotNow(ProposalError):
    """The proposal cannot make this move from where it is."""


class SeenBefore(ProposalError):
    """Somebody changed the proposal, or the listing, since it was looked at."""


_BEFORE_DECISION = frozenset({State.WAITING, State.ASKED})
_ALL_FIVE = frozenset(Button)
# The one table of moves. What is not here is refused, by the page and by the address. A request and a draft are
# not listed yet, so nothing can be paused; only who has a receipt, or had one, can be asked.
_BUTTONS: dict[Kind, frozenset[Button]] = {
    Kind.REQUEST: _ALL_FIVE - {Button.PAUSE},
    Kind.CORRECTION: _ALL_FIVE,
    Kind.EDIT: _ALL_FIVE - {Button.ASK},
    Kind.RESTORE: _ALL_FIVE - {Button.ASK},
    Kind.DRAFT: frozenset({Button.LIST, Button.WARN, Button.DECLINE}),
    Kind.REPORT: _ALL_FIVE,
}
TABLE: dict[tuple[Kind, State], frozenset[Button]] = {
    (kind, state): buttons if state in _BEFORE_DECISION else frozenset()
    for kind, buttons in _BUTTONS.items()
    for state in State
}


def allowed_buttons(kind: Kind, state: State) -> tuple[Button, ...]:
    """Return what may be done with a proposal of this kind in this state, in the order of the buttons."""
    return tuple(button for button in Button if button in TABLE[kind, state])


# How much harm a wrong listing does, by the reason a reader gave. Larger comes first in the queue. Anyone can send
# one, so one alone never comes before what a group says of itself (STRICTER_WEIGHT).
REPORT_WEIGHT = {
    "called_police": 91,
    "asked_for_id": 90,
    "pushed_to_stop": 90,
    "closed": 60,
    "moved": 60,
    "wrong_number": 60,
    "other": 50,
}
_KIND_WEIGHT = {
    Kind.REPORT: 50,
    Kind.CORRECTION: 70,
    Kind.EDIT: 40,
    Kind.RESTORE: 40,
    Kind.REQUEST: 30,
    Kind.DRAFT: 10,
}
# A listing that promises more than the group now says: someone may rely on it today.
STRICTER_WEIGHT = 92
MOST_FOR_COUNT = 4


def weight(kind: Kind, stricter: bool = False, reports: dict[str, int] | None = None) -> int:
    """Return how early a proposal comes, 0 to 99, larger first: what is most harmful if wrong.

    `stricter`: the group says that it now asks more of people than its listing says. `reports`: counts by reason.
    """
    if reports:
        worst = max(REPORT_WEIGHT.get(reason, 50) for reason in reports)
        return min(99, worst + min(MOST_FOR_COUNT, sum(reports.values()) - 1))
    return STRICTER_WEIGHT if stricter else _KIND_WEIGHT[kind]


# So many people must have said the same of a listing before its page says that some did.
REPORTS_TO_SHOW = 3
# So many listings a day may begin to show it, so that nobody can put it on all of them.
SHOWN_A_DAY = 10
# So many reports a day are counted at all.
REPORTS_A_DAY = 500
# Requests an hour before the rest goes to the slow lane.
REQUESTS_AN_HOUR = 20
# Days: what was declined, what nobody answered, reports that nobody repeated.
DECLINED_DAYS, UNANSWERED_DAYS, REPORT_DAYS = 14, 60, 90
# Seconds that filling in takes at least, minutes that a form lives.
ASK_SECONDS, ASK_MINUTES = 15, 24 * 60
REPORT_SECONDS, REPORT_MINUTES = 2, 2 * 60
RECEIPT_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Stakes:
    """What a proposal would do that one moderator alone should not decide."""

    new_organisation: bool = False
    publishes_street: bool = False
    # A string would read safer than before, on our own word.
    safer_checked_string: bool = False


def needs_two(stakes: Stakes, deciders: int) -> bool:
    """Say whether a second moderator must agree; where the site has one, one is enough."""
    heavy = stakes.new_organisation or stakes.publishes_street or stakes.safer_checked_string
    return heavy and deciders > 1
