"""Which changed texts have translations, and which of those changes are of the spelling only. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.directory.content import Content, Place, Prose, ServiceContent, Way
from app.directory.rules import Owner
from app.submissions.bundle import Bundle

Part = TypeVar("Part", Place, Way)
Texts = tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed text whose translations would count as made from an older one. `key` names it in this bundle."""

    key: str
    owner: Owner
    text: Prose


def changed(bundle: Bundle, now: Mapping[str, Content]) -> tuple[Changed, ...]:
    """Return the texts of the bundle that differ from what the listings say now and have translations of that."""
    known = {(code, text) for code, said in now.items() for text in _texts(said)}
    return tuple(
        Changed(_key(code, owner, place, text), owner, text)
        for code, owner, place, prose in _owned(bundle)
        for text in prose
        if text.made_from is None and (code, text) not in known and _holds(text, prose)
    )


def marked(bundle: Bundle, keys: Collection[str]) -> Bundle:
    """Return the bundle with these changes marked as of the spelling only."""
    group = replace(
        bundle.organisation, prose=_mark(bundle.organisation.prose, bundle.code, Owner.ORGANISATION, 0, keys)
    )
    services = tuple(
        replace(one, content=_mark_service(one.content, one.code, keys)) for one in bundle.services
    )
    return replace(bundle, organisation=group, services=services)


def _holds(text: Prose, prose: Texts) -> bool:
    """Say whether there is a translation of what stood there before."""
    return any(one.field == text.field and one.made_from == text.revision - 1 for one in prose)


def _texts(said: Content) -> Iterator[Prose]:
    yield from said.prose
    if isinstance(said, ServiceContent):
        yield from (text for place in said.places for text in place.prose)
        yield from (text for way in said.ways for text in way.prose)


def _owned(bundle: Bundle) -> Iterator[tuple[str, Owner, int, Texts]]:
    yield bundle.code, Owner.ORGANISATION, 0, bundle.organisation.prose
    for one in bundle.services:
        yield one.code, Owner.SERVICE, 0, one.content.prose
        for place, where in enumerate(one.content.places):
            yield one.code, Owner.PLACE, place, where.prose
        for place, way in enumerate(one.content.ways):
            yield one.code, Owner.WAY, place, way.prose


def _key(code: str, owner: Owner, place: int, text: Prose) -> str:
    return f"{code}/{owner.value}/{place}/{text.field}"


def _mark(prose: Texts, code: str, owner: Owner, place: int, keys: Collection[str]) -> Texts:
    return tuple(
        replace(one, minor=one.made_from is None and _key(code, owner, place, one) in keys) for one in prose
    )


def _mark_service(said: ServiceContent, code: str, keys: Collection[str]) -> ServiceContent:
    return replace(
        said,
        prose=_mark(said.prose, code, Owner.SERVICE, 0, keys),
        places=_mark_parts(said.places, code, Owner.PLACE, keys),
        ways=_mark_parts(said.ways, code, Owner.WAY, keys),
    )


def _mark_parts(parts: Sequence[Part], code: str, owner: Owner, keys: Collection[str]) -> tuple[Part, ...]:
    return tuple(
        replace(one, prose=_mark(one.prose, code, owner, place, keys)) for place, one in enumerate(parts)
    )
