"""Asking to be listed, step by step: the form, the preview, sending. Nothing is kept here in between.

The same steps serve a group that corrects with its receipt, and a moderator's edit: `begin` gives the first form,
`step` says what comes after what was sent, `draw` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import render_template

from app.db import reading
from app.languages import current, gettext
from app.shell.wording import N_
from app.submissions import edge, filling, likeness, sheet
from app.submissions.bundle import Bundle
from app.submissions.checking import check
from app.submissions.forms import Mode
from app.submissions.likeness import Like
from app.submissions.lint import Concern, concerns
from app.submissions.preview import Preview, previewed
from app.submissions.shaping import shaped
from app.submissions.sheet import Given, Sheet
from app.submissions.texts import written

LOOK_AGAIN = N_("Please look at the words below. Tick that they are right, or change them.")
FORM, PREVIEW, SEND = "form", "preview", "send"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the form is for: who fills it in, where it is sent, and which sealed fields go along.

    `base` is what it was filled from; None for a new request. `code` is the receipt code to write down, if any.
    """

    mode: Mode
    action: str
    base: Bundle | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    code: str = ""


@dataclass(slots=True)
class Step:
    """What comes next. `bundle` is what would be sent; it is there for the preview and for sending."""

    page: str
    sheet: Sheet
    given: Given
    # The key of the service whose questions are shown; the others are folded.
    in_hand: str = ""
    bundle: Bundle | None = None
    concerns: tuple[Concern, ...] = ()
    similar: tuple[Like, ...] = ()
    preview: Preview | None = None
    # Why it was not sent, already translated.
    notices: list[str] = field(default_factory=list)


def begin(purpose: Purpose) -> Step:
    """Return the form as it is first shown."""
    tag = current().tag
    given = sheet.fresh(tag) if purpose.base is None else filling.filled(purpose.base, tag)
    read = sheet.read(given, purpose.mode)
    return Step(FORM, read, given, sheet.in_hand(read, ""))


def step(purpose: Purpose, given: Given) -> Step:
    """Return what comes next: the form again, the preview, or sending, which the caller does.

    `do` is the button that was pressed: preview, send, change, or one that adds or takes away a row.
    """
    given = _complete(purpose, sheet.clean(given))
    do = given.get("do", PREVIEW)
    if (other := sheet.changed(given, do)) is not None:
        other = _complete(purpose, other)
        read = sheet.read(other, purpose.mode)
        return Step(FORM, read, other, sheet.in_hand(read, do))
    read = sheet.read(given, purpose.mode)
    opens = do == "change" or do.startswith("open:")
    if opens or not check(read, lambda typed: likeness.find_group(reading(), typed)):
        return Step(FORM, read, given, sheet.in_hand(read, do))
    bundle = shaped(read, purpose.base, current().tag, edge.month())
    found = Step(FORM, read, given, bundle=bundle, concerns=concerns(written(read)))
    sure = not found.concerns or given.get("sure") == "y"
    found.page = SEND if do == SEND and sure else PREVIEW
    if do == SEND and not sure:
        found.notices = [gettext(LOOK_AGAIN)]
    return found


def _complete(purpose: Purpose, given: Given) -> Given:
    """Ask a group for what every listing has. A moderator may change what has less, and a group its name alone."""
    has_none = purpose.base is not None and not purpose.base.services
    return given if has_none or purpose.mode is Mode.EDIT else sheet.whole(given)


def draw(purpose: Purpose, found: Step) -> str:
    """Return the page of a step; one that is to be sent is shown as its preview."""
    if found.page == FORM or found.bundle is None:
        return render_template("submissions/ask.html", purpose=purpose, step=found, kept=kept(found.given))
    found.preview = previewed(reading(), found.bundle, current().tag, edge.today())
    found.similar = likeness.like(reading(), found.bundle)
    return render_template(
        "submissions/ask_preview.html", purpose=purpose, step=found, kept=kept(found.given)
    )


def kept(given: Given) -> list[tuple[str, str]]:
    """Return everything that was typed, for the hidden fields of a page that does not show the form."""
    own = {"do", "sure", *_SEALED}
    return [(name, value) for name, value in given.items(multi=True) if name not in own and value]


# Fields that a purpose brings along itself.
_SEALED = ("form", "token")
