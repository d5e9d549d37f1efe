"""Short phrases of the queue made of several values, for templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.directory.content import Answer, Content, ServiceContent
from app.directory.phrases import evidence_label, labelled, leader_label, place_words, spoken_how
from app.directory.previewing import place_shown, text, way_shown
from app.directory.shown import Text
from app.directory.wording import language_name, month_word
from app.languages import by_tag, ngettext, pgettext
from app.languages import gettext as _
from app.moderation.proposals import Page
from app.moderation.queue import Waiting, name_of
from app.moderation.queue_wording import ELSEWHERE_WORDS, FIELD_WORDS, PART_WORDS
from app.moderation.telling import fact_shown
from app.moderation.wording import reason_label
from app.submissions.differing import Change, Part, changes
from app.submissions.rules import Button, Lane
from app.vocabulary import NOT_KNOWN, fact, kind, need, pledge

_NUMBERS = {button: number for number, button in enumerate(Button, start=1)}


def facts_of(one: Waiting) -> list[str]:
    """Return what one line of the queue says after its name, in the order of what matters."""
    words = [labelled(_(reason_label(slug)), str(number)) for slug, number in one.reports]
    words += [_need(one.need)] if one.need else []
    words += place_words(one.places)
    words += [_("pledge %(agreed)d/10") % {"agreed": one.agreed}] if one.agreed is not None else []
    if one.unknown:
        # Translators: how many of the six most important answers nobody gave.
        words.append(ngettext("%(num)d not known", "%(num)d not known", one.unknown) % {"num": one.unknown})
    waited = ngettext("%(num)d day", "%(num)d days", one.days) % {"num": one.days}
    words.append(waited if one.days else _("today"))
    # Translators: what came faster than people write waits in the slow lane.
    words += [_("slow lane")] if one.lane is Lane.SLOW else []
    return words


def change_label(change: Change) -> str:
    """Return what a change is about, in words."""
    if change.part is Part.FACT:
        one = fact(change.any.number)
        return pgettext(one.context, one.short)
    if change.part is Part.PROSE:
        return labelled(_text_label(change.any.field), tag_name(change.any.language))
    return _(PART_WORDS[change.part])


def _text_label(field: str) -> str:
    if field.startswith("fact_"):
        one = fact(int(field.removeprefix("fact_")))
        return pgettext(one.context, one.short)
    return _(FIELD_WORDS[field])


def tag_name(tag: str) -> str:
    """Return the own name of an interface language, or its tag."""
    found = by_tag(tag)
    return found.own_name if found else tag


def _need(code: str) -> str:
    found = need(code)
    return pgettext(found.context, found.label) if found else code


def _kind(code: str) -> str:
    found = kind(code)
    return _(found.label) if found else code


_IN_WORDS: dict[Part, Callable[[Any], str]] = {
    Part.NEED: _need,
    Part.KIND: _kind,
    Part.WARNING: lambda one: labelled(_(reason_label(one.slug)), month_word(one.month)),
    Part.SPOKEN: lambda one: labelled(language_name(one.language), spoken_how(one.how)),
    Part.LEADER: lambda one: labelled(leader_label(one.value), evidence_label(one.evidence)),
    Part.ELSEWHERE: lambda one: _(ELSEWHERE_WORDS[one]),
    Part.LANGUAGE: tag_name,
}


def plain_value(part: Part, one: Any) -> str:
    """Return a value that fits into one line, in words."""
    return _IN_WORDS.get(part, str)(one)


def name_in(page: Page, reader: str) -> str:
    """Return the name of what a proposal is about, or its code."""
    if page.bundle:
        return name_of(page.bundle, reader).body or _("No name yet")
    listing = page.now.get(page.proposal.code or "")
    return named(listing.content, reader).body if listing else ""


def named(content: Content, reader: str) -> Text:
    """Return the name of a listing."""
    return text(content.prose, "name", reader)


def all_said(content: Content, reader: str) -> tuple[Change, ...]:
    """Return all that a listing says, as if all of it were new: each text once, in the reader's language if it can."""
    shown = {one.field: text(content.prose, one.field, reader).language for one in content.prose}
    return tuple(
        change
        for change in changes(None, content)
        if change.part is not Part.PROSE or shown[change.any.field] == change.any.language
    )


def answer_in(content: ServiceContent, number: int) -> Answer:
    """Return the answer to one fact; "not known" if there is none."""
    found = {one.number: one for one in content.facts}
    return found.get(number) or Answer(number, (NOT_KNOWN,))


def number_of(button: Button) -> int:
    """Return the key of a button, from 1."""
    return _NUMBERS[button]


def fact_label(slug: str) -> str:
    """Return a fact in the fewest words."""
    one = fact(slug)
    return pgettext(one.context, one.short)


def codes_left(number: int) -> str:
    """Return how many recovery codes a moderator has left, in words."""
    # Translators: said to a moderator who has just signed in with a recovery code.
    return _("You used a recovery code. Codes left: %(num)d") % {"num": number}


def init_app(app: Flask) -> None:
    """Give the templates these phrases, and values as they are shown."""
    for function in (
        facts_of, change_label, plain_value, name_in, named, all_said, answer_in, number_of, fact_shown, place_shown,
        way_shown,
    ):  # fmt: skip
        app.jinja_env.globals[function.__name__] = function
    app.jinja_env.globals.update(pledge=pledge(), text_of=text)
    app.jinja_env.filters.update(fact_label=fact_label, tag_name=tag_name)
