"""The texts of a group, each once, with what they are in another language; and the same texts put back. Pure.

Two texts that say the same are one to whoever writes it in another language: a service called as its group has one
name. What is written goes into a bundle, as a correction does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.directory.content import CURRENT, OrganisationContent, Prose, ServiceContent
from app.submissions.bundle import Bundle
from app.submissions.filling import source

# What a text belongs to; ways and places have notes.
WAY, PLACE = "way", "place"
GROUP, SERVICE = "organisation", "service"


@dataclass(frozen=True, slots=True)
class Words:
    """One text. `listing` is the name of what it belongs to, `of` organisation, service, way or place.

    `key` names the text by what it says, so that another text never takes its place. `stale`: the translation was
    made from an older text. Where the same text stands twice, its translation is that of one of them.
    """

    key: str
    listing: str
    of: str
    field: str
    language: str
    body: str
    translation: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for one text: "" for nothing. `sure`: an older translation is right as it is."""

    body: str
    sure: bool = False


def words_of(bundle: Bundle, language: str) -> tuple[Words, ...]:
    """Return the texts of a bundle that are in another language than this one, each once, services first."""
    found: dict[str, Words] = {}
    for listing, of, prose in _all(bundle):
        for one in prose:
            if one.made_from is None and one.language != language:
                here = _words(one, listing, of, prose, language)
                words = _better(found.setdefault(here.key, here), here)
                # What the whole group is called is its name first.
                found[words.key] = replace(words, of=of) if of == GROUP else words
    return tuple(found.values())


def _better(words: Words, here: Words) -> Words:
    """Return the words with the first current translation of the same text, an older one where there is none."""
    current = bool(here.translation) and not here.stale
    if (current and (words.stale or not words.translation)) or not words.translation:
        return replace(words, translation=here.translation, stale=here.stale)
    return words


def _all(bundle: Bundle) -> Iterator[tuple[str, str, tuple[Prose, ...]]]:
    for offered in bundle.services:
        said = offered.content
        name = source(said.prose, "name")
        if not offered.closed:
            yield name, SERVICE, said.prose
            yield from ((name, WAY, way.prose) for way in said.ways)
            yield from ((name, PLACE, place.prose) for place in said.places)
    group = bundle.organisation.prose
    yield source(group, "name"), GROUP, group


def _key(one: Prose) -> str:
    # A name is a name, whoever has it; any other text is what it says.
    kind = "name" if one.field == "name" else ""
    told = "\x1f".join((kind, one.language, one.body)).encode()
    return f"t{hashlib.blake2b(told, digest_size=8).hexdigest()}"


def _words(one: Prose, listing: str, of: str, prose: Iterable[Prose], language: str) -> Words:
    mine = _translation(prose, one.field, language)
    return Words(
        key=_key(one),
        listing=listing,
        of=of,
        field=one.field,
        language=one.language,
        body=one.body,
        translation=mine.body if mine else "",
        stale=mine is not None and _is_stale(mine, one),
    )


def _translation(prose: Iterable[Prose], field: str, language: str) -> Prose | None:
    mine = (one for one in prose if one.field == field and one.language == language)
    return next((one for one in mine if one.made_from is not None), None)


def _is_stale(mine: Prose, text: Prose) -> bool:
    return mine.made_from not in {None, CURRENT} and (mine.made_from or 0) < text.revision


def rewritten(bundle: Bundle, language: str, given: Mapping[str, Written]) -> Bundle:
    """Return the bundle with these texts in this language, by their keys; what is not given stays as it is."""
    services = tuple(
        one if one.closed else replace(one, content=_service(one.content, language, given))
        for one in bundle.services
    )
    return replace(
        bundle, organisation=_organisation(bundle.organisation, language, given), services=services
    )


def _organisation(
    said: OrganisationContent, language: str, given: Mapping[str, Written]
) -> OrganisationContent:
    return replace(said, prose=_prose(said.prose, language, given))


def _service(said: ServiceContent, language: str, given: Mapping[str, Written]) -> ServiceContent:
    return replace(
        said,
        prose=_prose(said.prose, language, given),
        ways=tuple(replace(one, prose=_prose(one.prose, language, given)) for one in said.ways),
        places=tuple(replace(one, prose=_prose(one.prose, language, given)) for one in said.places),
    )


def _prose(prose: tuple[Prose, ...], language: str, given: Mapping[str, Written]) -> tuple[Prose, ...]:
    now = list(prose)
    for text in prose:
        written = given.get(_key(text)) if text.made_from is None and text.language != language else None
        if written is None:
            continue
        old = _translation(prose, text.field, language)
        if old is not None and old.body == written.body and not (written.sure and _is_stale(old, text)):
            continue
        if old is not None:
            now.remove(old)
        if written.body:
            now.append(Prose(text.field, language, written.body, CURRENT))
    return tuple(now)
