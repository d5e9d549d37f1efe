"""What translators wrote while a proposal waited stays: it says other things, and must not undo their work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import starmap
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Content, Place, Prose, ServiceContent, Way, part_names
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
        replace(one, content=_service(one.content, bases.get(one.code), now[one.code].content))
        if one.code in behind
        else one
        for one in bundle.services
    )
    group = bundle.organisation
    if bundle.code in behind:
        prose = _texts(group.prose, _prose(bases.get(bundle.code)), now[bundle.code].content.prose)
        group = replace(group, prose=prose)
    return replace(bundle, organisation=group, services=services)


def _bases(session: Session, behind: Mapping[str, int]) -> dict[str, Content]:
    """Return what these listings said at these revisions, where it was kept."""
    wanted = [sa.and_(Version.code == code, Version.revision == seen) for code, seen in behind.items()]
    return {row.code: said_before(row) for row in session.scalars(sa.select(Version).where(sa.or_(*wanted)))}


def _prose(content: Content | None) -> Texts | None:
    return content.prose if content else None


def _service(mine: ServiceContent, base: Content | None, now: Content) -> ServiceContent:
    if not isinstance(now, ServiceContent):
        return mine
    was = base if isinstance(base, ServiceContent) else None
    return replace(
        mine,
        prose=_texts(mine.prose, _prose(was), now.prose),
        places=_parts("place", mine.places, was.places if was else None, now.places),
        ways=_parts("way", mine.ways, was.ways if was else None, now.ways),
    )


def _parts(
    what: str, mine: Sequence[Part], base: Sequence[Part] | None, now: Sequence[Part]
) -> tuple[Part, ...]:
    """Pair places, or ways, that are the same thing; what is new keeps what it brings."""
    was = None if base is None else dict(zip(part_names(what, base), base, strict=True))
    there = dict(zip(part_names(what, now), now, strict=True))

    def todays(name: str, one: Part) -> Part:
        if name not in there:
            return one
        older = None if was is None else was[name].prose if name in was else ()
        return replace(one, prose=_texts(one.prose, older, there[name].prose))

    return tuple(starmap(todays, zip(part_names(what, mine), mine, strict=True)))


def _texts(mine: Texts, base: Texts | None, now: Texts) -> Texts:
    """Return these texts with the translations of `now` in place of those that are as in `base`."""
    unchanged = set(_translations(mine if base is None else base))
    kept = tuple(one for one in mine if one.made_from is None or one not in unchanged)
    taken = {(one.field, one.language) for one in kept}
    fields = {one.field for one in kept if one.made_from is None}
    more = (one for one in _translations(now) if one.field in fields)
    return (*kept, *(one for one in more if (one.field, one.language) not in taken))


def _translations(prose: Iterable[Prose]) -> list[Prose]:
    return [one for one in prose if one.made_from is not None]
