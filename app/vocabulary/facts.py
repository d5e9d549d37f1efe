"""The facts: what a person wants to know before contact, the answers, and how they sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from app.vocabulary.reading import read_json

_FILE = "facts.json"
NOT_KNOWN = "not_known"
_ALL = "all"


class Tone(StrEnum):
    """How an answer sounds to the person who must live with it, from good to bad."""

    OK = "ok"
    CARE = "care"
    UNKNOWN = "unknown"
    STOP = "stop"

    @property
    def severity(self) -> int:
        """Return 0 for ok to 3 for stop. Unknown is worse than care: it never counts as safe."""
        return list(Tone).index(self)


class BadAnswers(ValueError):
    """Answers that this fact does not have, or that cannot stand together."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a fact. `brief` says it in the fewest words, alone; "" if the label does."""

    value: str
    label: str
    tone: Tone
    context: str
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One question. `number` is its code in URLs and never changes; `lead` 1 to 6: one of the strings.

    `wish` says all its good answers together, for a filter; "" for a fact that is no filter. `derived_from`
    names what it is shown from, for a fact that is not stored. `not_listable` answers break the pledge.
    """

    number: int
    slug: str
    lead: int | None
    group: str
    applies: str
    question: str
    short: str
    wish: str
    several: bool
    derived_from: str | None
    stale_after_months: int
    not_listable: tuple[str, ...]
    how_to_check: str
    answers: tuple[Answer, ...]
    context: str

    def answer(self, value: str) -> Answer:
        """Return one answer. Raise BadAnswers if the fact does not have it."""
        for answer in self.answers:
            if answer.value == value:
                return answer
        raise BadAnswers(f"{self.slug} has no answer {value!r}")


def _answer(item: dict[str, str], context: str) -> Answer:
    return Answer(item["value"], item["label"], Tone(item["tone"]), context, item.get("brief", ""))


def _fact(item: dict[str, Any], context: str) -> Fact:
    return Fact(
        number=item["number"],
        slug=item["slug"],
        lead=item["lead"],
        group=item["group"],
        applies=item["applies"],
        question=item["question"],
        short=item["short"],
        wish=item["wish"],
        several=item["several"],
        derived_from=item["derived_from"],
        stale_after_months=item["stale_after_months"],
        not_listable=tuple(item["not_listable"]),
        how_to_check=item["how_to_check"],
        answers=tuple(_answer(answer, item["context"]) for answer in item["answers"]),
        context=context,
    )


@cache
def facts() -> tuple[Fact, ...]:
    """Return the twenty facts by number."""
    file = read_json(_FILE)
    return tuple(_fact(item, file["context"]) for item in file["facts"])


@cache
def _by_key() -> dict[int | str, Fact]:
    return {key: fact for fact in facts() for key in (fact.number, fact.slug)}


def fact(key: int | str) -> Fact:
    """Return a fact by number or slug. Raise KeyError if there is none."""
    return _by_key()[key]


@cache
def strings() -> tuple[Fact, ...]:
    """Return the six facts that open every listing, in their order."""
    return tuple(sorted((fact for fact in facts() if fact.lead), key=lambda fact: fact.lead or 0))


@cache
def stored_facts() -> tuple[Fact, ...]:
    """Return the facts that are stored for a service; the others are shown from what the model holds."""
    return tuple(fact for fact in facts() if not fact.derived_from)


@cache
def facts_for(need: str) -> tuple[Fact, ...]:
    """Return the facts that a service with this need has, by number."""
    return tuple(fact for fact in facts() if fact.applies in (_ALL, need))


def check_answers(fact: Fact, values: Iterable[str]) -> tuple[Answer, ...]:
    """Return the answers in the order of the fact. None given is "not known".

    Raise BadAnswers if the fact does not have them or they cannot stand together.
    """
    given = set(values) or {NOT_KNOWN}
    for value in sorted(given):
        fact.answer(value)
    if len(given) > 1 and (NOT_KNOWN in given or not fact.several):
        raise BadAnswers(f"{fact.slug} cannot have these answers together: {', '.join(sorted(given))}")
    return tuple(answer for answer in fact.answers if answer.value in given)


def tone_of(fact: Fact, values: Iterable[str]) -> Tone:
    """Return the worst tone of the answers. Raise BadAnswers if they cannot stand."""
    return max((answer.tone for answer in check_answers(fact, values)), key=lambda tone: tone.severity)


def is_listable(fact: Fact, values: Iterable[str]) -> bool:
    """Say whether these answers keep the pledge. Raise BadAnswers if they cannot stand."""
    return not any(answer.value in fact.not_listable for answer in check_answers(fact, values))
