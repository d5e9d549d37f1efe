"""What translators wrote while a proposal waited stays: it says other things, and must not undo their work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, starmap
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Content, Place, Prose, ServiceContent, Way, part_names, with_translations
from app.directory.models import Version
from app.moderation.contents import Listed, said_before
from app.submissions.bundle import Bundle

Part = TypeVar("Part", Place, Way)
Texts = tuple[Prose, ...]


def with_todays_translations(session: Session, bundle: Bundle, now: Mapping[str, Listed]) -> Bundle:
    """Return the bundle with the translations that stand now, but for those that it changes itself.

    One SELECT if a listing changed since the bundle was written, else none.
    """
    behind = {code: seen for code, seen in bundle.seen.items() if code in now and now[code].revision != seen}
    if not behind:
        return bundle
    bases = _bases(session, behind)
    services = tuple(
        replace(one, content=_service(one.content, bases[one.code], now[one.code].content))
        if one.code in behind
        else one
        for one in bundle.services
    )
    group = bundle.organisation
    if bundle.code in behind:
        prose = _texts(group.prose, _prose(bases[bundle.code]), now[bundle.code].content.prose)
        group = replace(group, prose=prose)
    return replace(bundle, organisation=group, services=services)


def _bases(session: Session, behind: Mapping[str, int]) -> dict[str, list[Content]]:
    """Return what was kept of these listings from just before, and from just after, these revisions.

    Not every revision is kept. What is in neither the bundle brings itself; what stands today needs no comparing.
    """
    wanted = []
    for code, seen in behind.items():
        mine = sa.select(Version.revision).where(Version.code == code)
        before = mine.where(Version.revision < seen).order_by(Version.revision.desc()).limit(1)
        after = mine.where(Version.revision >= seen).order_by(Version.revision).limit(1)
        near = (before.scalar_subquery(), after.scalar_subquery())
        wanted.append(sa.and_(Version.code == code, sa.or_(*(Version.revision == one for one in near))))
    found: dict[str, list[Content]] = defaultdict(list)
    for row in session.scalars(sa.select(Version).where(sa.or_(*wanted))):
        found[row.code].append(said_before(row))
    return found


def _prose(bases: Iterable[Content]) -> Texts:
    return tuple(chain.from_iterable(one.prose for one in bases))


def _service(mine: ServiceContent, bases: Sequence[Content], now: Content) -> ServiceContent:
    if not isinstance(now, ServiceContent):
        return mine
    were = [one for one in bases if isinstance(one, ServiceContent)]
    return replace(
        mine,
        prose=_texts(mine.prose, _prose(were), now.prose),
        places=_parts("place", mine.places, [one.places for one in were], now.places),
        ways=_parts("way", mine.ways, [one.ways for one in were], now.ways),
    )


def _parts(
    what: str, mine: Sequence[Part], bases: Iterable[Sequence[Part]], now: Sequence[Part]
) -> tuple[Part, ...]:
    """Pair places, or ways, that are the same thing; what is new keeps what it brings."""
    were: dict[str, Texts] = defaultdict(tuple)
    for base in bases:
        for name, one in zip(part_names(what, base), base, strict=True):
            were[name] += one.prose
    named = dict(zip(part_names(what, mine), mine, strict=True))
    there = dict(zip(part_names(what, now), now, strict=True))
    moved = _moved(named, there)

    def todays(name: str, one: Part) -> Part:
        if name in there:
            return replace(one, prose=_texts(one.prose, were[name], there[name].prose))
        if name not in moved:
            return one
        today: Texts = there[moved[name]].prose
        # Today's source: a translation of today says from which revision of it it was made.
        said = (*_sources(today), *(text for text in one.prose if text.made_from is not None))
        return replace(one, prose=_texts(said, were[moved[name]], today))

    return tuple(starmap(todays, named.items()))


def _moved(mine: Mapping[str, Part], now: Mapping[str, Part]) -> dict[str, str]:
    """Return by which name each place, or way, stands now that the bundle changes though its note says the same.

    A phone is named by its number: with a new number it is another way, and its note waits beside the old one.
    """
    waiting: dict[Texts, list[str]] = defaultdict(list)
    for name, one in now.items():
        if name not in mine:
            waiting[_sources(one.prose)].append(name)
    found: dict[str, str] = {}
    for name, one in mine.items():
        said = _sources(one.prose)
        if said and name not in now and waiting[said]:
            found[name] = waiting[said].pop(0)
    return found


def _sources(prose: Texts) -> Texts:
    return tuple(one for one in prose if one.made_from is None)


def _texts(mine: Texts, base: Texts, now: Texts) -> Texts:
    """Return these texts with the translations of `now` in place of those that are as in `base`."""
    unchanged = {one for one in base if one.made_from is not None}
    kept = tuple(one for one in mine if one.made_from is None or one not in unchanged)
    return with_translations(kept, now)
