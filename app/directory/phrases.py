"""Short phrases made of several facts, for templates: briefs of answers, where a service is, who leads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache

from flask import Flask

from app.directory.rules import Scope, Standing, Visibility
from app.directory.shown import ShownFact, ShownLeader, ShownPlace
from app.directory.wording import country_name, language_name, listed, month, place_name
from app.languages import current, pgettext
from app.languages import gettext as _
from app.vocabulary import (
    Answer,
    Fact,
    Tone,
    any_other,
    chat_apps,
    evidence,
    fact,
    kind,
    need,
    source,
    status,
    way,
)

_NO_SPACES = {"zh", "ja"}
_WORST_FIRST = (Tone.STOP, Tone.CARE, Tone.OK, Tone.UNKNOWN)


def brief(shown: ShownFact) -> str:
    """Return the answers to a fact in the fewest words, "not known" included."""
    return _brief(shown.answers, current().tag)


@lru_cache(maxsize=2_000)
def _brief(answers: tuple[Answer, ...], _tag: str) -> str:
    """Return these answers in the language of the page, whose tag is given."""
    return listed([pgettext(answer.context, answer.brief or answer.label) for answer in answers])


def wish(one: Fact) -> str:
    """Return the answer a reader hopes for, as the label of a filter."""
    return pgettext("wish", one.wish)


def full(shown: ShownFact) -> str:
    """Return the answers to a fact as its page shows them."""
    return listed([pgettext(answer.context, answer.label) for answer in shown.answers])


def by_tone(strings: Sequence[ShownFact]) -> list[tuple[str, list[str]]]:
    """Return the strings gathered by tone, the worst first and the unknown last."""
    groups = [(tone.value, [_dated(one) for one in strings if one.tone is tone]) for tone in _WORST_FIRST]
    return [(tone, words) for tone, words in groups if words]


def _dated(shown: ShownFact) -> str:
    return _("%(answer)s (may have changed)") % {"answer": brief(shown)} if shown.old else brief(shown)


def said(shown: ShownFact) -> str:
    """Return who said it and when, such as "They say, March 2026"."""
    who = pgettext("source", source(shown.source_kind).label)
    return (
        _("%(who)s, %(month)s") % {"who": who, "month": month(shown.checked_on)} if shown.checked_on else who
    )


def said_together(strings: Sequence[ShownFact]) -> str | None:
    """Return who said all the strings that we know and when; None if they differ, "" if none is known."""
    every = {said(one) for one in strings if one.told}
    return every.pop() if len(every) == 1 else None if every else ""


def leader_label(value: str) -> str:
    """Return who leads an organisation, in words."""
    one = fact("led_by").answer(value)
    return pgettext(one.context, one.label)


def leaders_line(leaders: Sequence[ShownLeader], standing: Standing, checked_on: date | None) -> str:
    """Return who leads it and whether we checked it, as short sentences; "They say" marks what has no evidence."""
    return _leaders_line(tuple(leaders), standing, checked_on, current().tag)


@lru_cache(maxsize=2_000)
def _leaders_line(
    leaders: tuple[ShownLeader, ...], standing: Standing, checked_on: date | None, _tag: str
) -> str:
    """Return it in the language of the page, whose tag is given."""
    claims = [
        _("They say: %(claim)s.") % {"claim": leader_label(one.value)}
        if one.word_only
        else _("%(claim)s.") % {"claim": leader_label(one.value)}
        for one in leaders
    ]
    # A full stop of Chinese has its space in it.
    between = "" if current().locale.language in _NO_SPACES else " "
    return between.join([*claims, _checked(standing, checked_on)])


def _checked(standing: Standing, checked_on: date | None) -> str:
    if standing is Standing.UNCHECKED:
        return _("We have not checked them.")
    return _("Checked %(month)s.") % {"month": month(checked_on)} if checked_on else _("Checked.")


def labelled(label: str, words: str) -> str:
    """Return "label: words" with the punctuation of the reader's language."""
    return _("%(label)s: %(words)s") % {"label": label, "words": words}


def evidence_label(level: str) -> str:
    """Return how we know who leads, in words."""
    one = evidence(level)
    return pgettext(one.context, one.label)


def spoken_how(how: str) -> str:
    """Return how a language is spoken: by staff or through an interpreter."""
    one = fact("languages").answer(how)
    return pgettext(one.context, one.label)


def app_label(slug: str) -> str:
    """Return the name of a chat app."""
    one = next((app for app in chat_apps() if app.slug == slug), None)
    return pgettext(one.context, one.label) if one else slug


def in_place(inner: str, outer: str) -> str:
    """Return what is in a place and the place, such as a street and its town, with the comma of the language."""
    return _("%(town)s, %(area)s") % {"town": inner, "area": outer}


def place_words(places: Sequence[ShownPlace]) -> list[str]:
    """Return where a service is or whom it serves, without streets."""
    return list(dict.fromkeys(filter(None, (_place_words(place) for place in places))))


def _place_words(place: ShownPlace) -> str:
    name = (
        place_name(place.where)
        if place.where
        else place.locality or (place.country and country_name(place.country))
    )
    if place.locality and place.where:
        name = in_place(place.locality, name)
    if place.kind == "online":
        return _("Online: %(place)s") % {"place": name} if name else _("Online")
    if place.scope == Scope.EVERYWHERE:
        return _("Everywhere")
    if place.kind == "area":
        return _("For people in %(place)s") % {"place": name}
    return (
        _("%(place)s (ask for the address)") % {"place": name} if place.visibility == Visibility.ASK else name
    )


def spoken_words(spoken: Sequence[tuple[str, str]]) -> str:
    """Return the names of the languages spoken."""
    return _spoken_words(tuple(code for code, _how in spoken), current().tag)


@lru_cache(maxsize=2_000)
def _spoken_words(codes: tuple[str, ...], _tag: str) -> str:
    """Return them in the language of the page, whose tag is given."""
    return listed([language_name(code) for code in codes])


def heading(need: str, place: str) -> str:
    """Return the heading of a list: the need, and the place if one was chosen."""
    return _("%(need)s – %(place)s") % {"need": need, "place": place} if place else need


def all_if_needed(counts: dict[str, tuple[int, int]]) -> int | None:
    """Return 1 for the parameter `all` if nothing of this is checked, so that no link leads to an empty list."""
    return None if any(sure for sure, _every in counts.values()) else 1


def by_name(codes: Iterable[str], name: Callable[[str], str]) -> list[str]:
    """Return codes in the order of their names in the reader's language."""
    return sorted(codes, key=lambda code: name(code).casefold())


def init_app(app: Flask) -> None:
    """Give the templates these phrases."""
    for function in (
        brief, wish, full, by_tone, said, said_together, leader_label, leaders_line, labelled, evidence_label,
        spoken_how, app_label, all_if_needed, place_words, spoken_words, heading,
    ):  # fmt: skip
        app.jinja_env.globals[function.__name__] = function
    app.jinja_env.globals.update(
        need_of=need, kind_of=kind, way_of=way, status_of=status, any_other=any_other
    )
    app.jinja_env.filters["sort_spoken"] = lambda codes: by_name(codes, language_name)
    app.jinja_env.filters["sort_countries"] = lambda codes: by_name(codes, country_name)
