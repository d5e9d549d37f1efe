"""What a proposal would change, listing by listing and field by field, and what of it one moderator may not decide.

Plain values in, plain values out. No web, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.directory.content import (
    CURRENT,
    Answer,
    Content,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Way,
    place_secret,
)
from app.directory.rules import worth_keeping
from app.submissions.bundle import Bundle
from app.submissions.rules import Stakes
from app.vocabulary import Fact, Tone, fact, source, tone_of

# Stands where a translation names a revision of its source that is not the last one.
_OLDER = -1


class Part(StrEnum):
    """What a change is about; its value is then the value that a listing holds for it."""

    NEED = "need"
    FACT = "fact"
    WARNING = "warning"
    PROSE = "prose"
    WAY = "way"
    PLACE = "place"
    WEBSITE = "website"
    KIND = "kind"
    SPOKEN = "spoken"
    LEADER = "leader"
    ELSEWHERE = "elsewhere"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change. None: it is not there before, or not there any more."""

    part: Part
    before: Any
    after: Any

    @property
    def any(self) -> Any:
        """Return the value after, or the one that goes."""
        return self.before if self.after is None else self.after

    @property
    def safer(self) -> bool:
        """Say whether a fact would read safer than it does now."""
        return self.part is Part.FACT and _severity(self.after) < _severity(self.before)

    @property
    def stricter(self) -> bool:
        """Say whether a fact would ask more of people than it says now."""
        return self.part is Part.FACT and _severity(self.after) > _severity(self.before)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a proposal would make of one listing. `code` is "" and `before` None for one that is not there yet.

    `closed`: the group says that this service is no more.
    """

    code: str
    before: Content | None
    after: Content
    changes: tuple[Change, ...]
    closed: bool = False

    @property
    def is_service(self) -> bool:
        """Say whether it is a service; else it is an organisation."""
        return isinstance(self.after, ServiceContent)


def differences(bundle: Bundle, listed: Mapping[str, Content]) -> tuple[Difference, ...]:
    """Return what the bundle would make of each of its listings, the organisation first.

    `listed` is what they say now, by code.
    """
    found = [_difference(bundle.code, bundle.organisation, listed, closed=False)]
    found += [_difference(one.code, one.content, listed, one.closed) for one in bundle.services]
    return tuple(found)


def _difference(code: str, after: Content, listed: Mapping[str, Content], closed: bool) -> Difference:
    before = listed.get(code) if code else None
    return Difference(code, before, after, changes(before, after), closed)


def changes(before: Content | None, after: Content) -> tuple[Change, ...]:
    """Return every field that differs, in the order of the page; with `before` None everything is new."""
    if isinstance(after, OrganisationContent):
        return _organisation(before if isinstance(before, OrganisationContent) else None, after)
    return _service(before if isinstance(before, ServiceContent) else None, after)


def _organisation(before: OrganisationContent | None, after: OrganisationContent) -> tuple[Change, ...]:
    old = before or OrganisationContent(language="", elsewhere="")
    return (
        *_prose(_aged(old.prose), _aged(after.prose)),
        *_paired(Part.LEADER, old.leaders, after.leaders, lambda one: one.value),
        *_plain(Part.WEBSITE, old.website, after.website),
        *_plain(Part.ELSEWHERE, old.elsewhere, after.elsewhere),
        *_plain(Part.LANGUAGE, old.language, after.language),
    )


def _service(before: ServiceContent | None, after: ServiceContent) -> tuple[Change, ...]:
    old = before or ServiceContent("", language="")
    return (
        *_prose(_texts(old), _texts(after)),
        *_plain(Part.NEED, old.need, after.need),
        *_facts(old.facts, after.facts),
        *_paired(Part.WARNING, old.warnings, after.warnings, lambda one: one.slug),
        *_paired(Part.WAY, _own(old.ways), _own(after.ways), _reached, lambda one: one.kind),
        *_paired(Part.PLACE, _own(old.places), _own(after.places), _where, lambda one: one.kind),
        *_plain(Part.WEBSITE, old.website, after.website),
        *_paired(Part.KIND, old.kinds, after.kinds, lambda one: one),
        *_paired(Part.SPOKEN, old.spoken, after.spoken, lambda one: one.language),
        *_plain(Part.LANGUAGE, old.language, after.language),
    )


def _own(parts: Iterable[Any]) -> list[Any]:
    """Return places or ways with their notes in their own language alone: other languages are texts of their own."""
    return [replace(one, prose=tuple(p for p in one.prose if p.made_from is None)) for one in parts]


def _texts(said: ServiceContent) -> Iterator[Prose]:
    """Yield the texts of a service, and the notes on its places and ways in other languages than their own."""
    yield from _aged(said.prose)
    for notes in (*(one.prose for one in said.places), *(one.prose for one in said.ways)):
        yield from (one for one in _aged(notes) if one.made_from is not None)


def _aged(prose: tuple[Prose, ...]) -> Iterator[Prose]:
    """Yield the texts of one owner; a translation of an older text says so."""
    revisions = {one.field: one.revision for one in prose if one.made_from is None}
    for one in prose:
        old = one.made_from and one.made_from < revisions.get(one.field, 0)
        yield replace(one, made_from=_OLDER) if old else one


def _reached(way: Way) -> tuple[object, ...]:
    return (way.kind, way.value)


def _where(place: Place) -> tuple[object, ...]:
    return (place.kind, place.town, place.locality, place.region, place.country)


def _plain(part: Part, before: str, after: str) -> list[Change]:
    return [] if before == after else [Change(part, before or None, after or None)]


def _prose(before: Iterable[Prose], after: Iterable[Prose]) -> list[Change]:
    """Pair texts by field and language.

    From which revision a translation was made is a difference only where an older one is now said to be right.
    """
    texts = list(after)
    anew = {(one.field, one.language, one.body) for one in texts if one.made_from == CURRENT}
    old = [
        one if one.made_from == _OLDER and (one.field, one.language, one.body) in anew else _unmade(one)
        for one in before
    ]
    new = [_unmade(one) for one in texts]
    found = _paired(Part.PROSE, old, new, lambda one: (one.field, one.language))
    return sorted(found, key=lambda change: change.any.field != "name")


def _unmade(one: Prose) -> Prose:
    return one if one.made_from is None else replace(one, made_from=CURRENT)


def _facts(before: Iterable[Answer], after: Iterable[Answer]) -> list[Change]:
    """Pair answers by fact; one that says nothing is the same as none. The strings come first."""
    old, new = ([one for one in answers if worth_keeping(one)] for answers in (before, after))
    found = _paired(Part.FACT, old, new, lambda one: one.number)
    return sorted(found, key=lambda change: _place_of(fact(change.any.number)))


def _place_of(one: Fact) -> tuple[int, int]:
    return (one.lead or 99, one.number)


def _paired(
    part: Part, before: Iterable[Any], after: Iterable[Any], *keys: Callable[[Any], object]
) -> list[Change]:
    """Pair what is the same thing by the first key that fits; equal pairs are no change, what is left came or went."""
    old, new, found = list(before), list(after), list[Change]()
    for key in (lambda one: one, *keys):
        rest = []
        for item in new:
            match = next((one for one in old if key(one) == key(item)), None)
            if match is None:
                rest.append(item)
                continue
            old.remove(match)
            found += [Change(part, match, item)] if match != item else []
        new = rest
    return found + [Change(part, None, item) for item in new] + [Change(part, item, None) for item in old]


def _severity(answer: Answer | None) -> int:
    tone = tone_of(fact(answer.number), answer.answers) if answer else Tone.UNKNOWN
    return tone.severity


def stakes(found: Iterable[Difference], new_organisation: bool) -> Stakes:
    """Return what of this one moderator alone should not decide.

    `new_organisation`: it is not listed as checked yet, so listing it vouches for a group that nobody vouched for.
    """
    services = [one for one in found if one.is_service and not one.closed]
    return Stakes(
        new_organisation=new_organisation,
        publishes_street=any(_new_street(one) for one in services),
        safer_checked_string=any(_safer_on_our_word(change) for one in services for change in one.changes),
    )


def _new_street(one: Difference) -> bool:
    known = (
        {place_secret(place) for place in one.before.places}
        if isinstance(one.before, ServiceContent)
        else set()
    )
    after = one.after.places if isinstance(one.after, ServiceContent) else ()
    return any(_exact(place) and place_secret(place) not in known for place in after)


def _exact(place: Place) -> bool:
    return bool(
        place.street or place.postal_code or place.latitude is not None or place.longitude is not None
    )


def _safer_on_our_word(change: Change) -> bool:
    """Say whether a string would read safer because we, and not the group, say so."""
    if change.part is not Part.FACT or change.after is None or not fact(change.after.number).lead:
        return False
    return source(change.after.source_kind).by_others and (change.safer or _now_on_our_word(change))


def _now_on_our_word(change: Change) -> bool:
    """Say whether a good answer that only the group gave would read "we checked"."""
    said_before = change.before is not None and source(change.before.source_kind).by_others
    good = tone_of(fact(change.after.number), change.after.answers) is Tone.OK
    return good and not said_before
