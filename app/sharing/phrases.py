"""Sentences to show on a screen or on paper, in two languages: the reader's, and the one of whoever reads it there."""

from __future__ import annotations

from app.directory.wording import language_name
from app.languages import Language, speaking
from app.languages import gettext as _
from app.shell.wording import N_

# Translators: sentences a person shows on their screen to the staff of a service. "I" is that person.
_SENTENCES = (
    N_("Please write it down for me."),
    N_("Do I need ID or papers?"),
    N_("Do I have to give my real name?"),
    N_("Do you call or work with police or immigration?"),
    N_("What will you write down about me, and who can see it?"),
    N_("Does it cost money?"),
    N_("I want to speak with you alone."),
    N_("I do not want to answer that."),
)
# Translators: %(language)s is the name of a language, such as Arabic.
_INTERPRETER = N_("I need an interpreter for %(language)s.")


def sentences(mine: Language, shown: Language) -> list[tuple[str, str]]:
    """Return each sentence as (in the language of whoever reads it, in the reader's own)."""
    with speaking(shown):
        theirs = _said(mine)
    with speaking(mine):
        return list(zip(theirs, _said(mine), strict=True))


def _said(mine: Language) -> list[str]:
    asked = [_(_INTERPRETER) % {"language": language_name(code)} for code in mine.spoken]
    return asked + [_(one) for one in _SENTENCES]
