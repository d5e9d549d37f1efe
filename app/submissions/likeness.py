"""Listings that look like what somebody asks to list: the same name, number or website. Listed ones only.

Reads public tables alone, so it can never tell one group about the request of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.contacts import host_of
from app.directory.content import Content, ServiceContent
from app.directory.models import Organisation, Service, TextRow, WayRow
from app.directory.rules import Owner, Publication
from app.directory.shown import TextVersion
from app.places.rules import words
from app.submissions.bundle import Bundle
from app.submissions.refusals import fold_contact, fold_name

MOST = 5
_MOST_READ = 400
_MOST_WORDS = 6
_SHORTEST_WORD = 3
# Half of the words of both names together, and at least two.
_OVERLAP = 0.5
_SHORTEST_NAME = 4
# The longest answer of a form (fields.ADDRESS). SQLite refuses patterns of 50,000 bytes.
_LONGEST = 500
# Words that many groups have in their names.
_COMMON = frozenset({
    "and", "association", "asociacion", "asociación", "ayuda", "casa", "center", "centre", "centro", "clinic",
    "clinica", "clínica", "colectivo", "collective", "de", "del", "for", "foundation", "fundacion", "fundación",
    "group", "grupo", "health", "help", "house", "la", "las", "legal", "los", "network", "of", "para", "project",
    "proyecto", "red", "salud", "service", "servicio", "sex", "sexual", "support", "the", "trabajadoras", "workers",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Like:
    """A listing that looks like it: `kind` is organisation or service, `why` is name, number or website."""

    kind: str
    code: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class _Sought:
    names: tuple[str, ...]
    numbers: frozenset[str]
    hosts: frozenset[str]


def like(session: Session, bundle: Bundle) -> tuple[Like, ...]:
    """Return listed organisations and services that look like the bundle, but for its own: two SELECTs."""
    sought = _sought(bundle)
    own = {bundle.code, *(one.code for one in bundle.services)}
    found = [*_by_name(session, sought), *_by_contact(session, sought)]
    first = {one.code: one for one in reversed(found) if one.code not in own}
    return tuple(dict.fromkeys(first[one.code] for one in found if one.code in first))[:MOST]


def find_group(session: Session, typed: str) -> str:
    """Return the code of the listed organisation with this code or exactly this name; "" for none or several."""
    listed = sa.select(Organisation.code, TextRow.body).join(
        TextRow, sa.and_(TextRow.owner_kind == Owner.ORGANISATION, TextRow.owner_id == Organisation.id)
    )
    mine = sa.or_(
        Organisation.code == typed.strip().lower(), TextRow.body.ilike(_pattern(typed), escape="\\")
    )
    query = listed.where(Organisation.publication == Publication.LISTED, TextRow.field == "name", mine)
    codes = {
        code
        for code, name in session.execute(query.limit(_MOST_READ))
        if code == typed.strip().lower() or fold_name(name) == fold_name(typed)
    }
    return codes.pop() if len(codes) == 1 else ""


def _sought(bundle: Bundle) -> _Sought:
    services: Sequence[ServiceContent] = [one.content for one in bundle.services]
    contents: list[Content] = [bundle.organisation, *services]
    names = [prose.body for one in contents for prose in one.prose if prose.field == "name"]
    numbers = {fold_contact(way.value) for one in services for way in one.ways if way.value[:1] == "+"}
    hosts = {host_of(one.website) for one in contents}
    return _Sought(tuple(dict.fromkeys(names)), frozenset(numbers - {""}), frozenset(hosts - {""}))


def _pattern(text: str) -> str:
    """Return a LIKE pattern: letters beyond ASCII may be written in two cases, and SQLite knows only one."""
    escaped = text.strip()[:_LONGEST].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "".join(c if c.isascii() else "_" for c in escaped)


def _by_name(session: Session, sought: _Sought) -> list[Like]:
    parts = list(dict.fromkeys(part for name in sought.names for part in _telling(name)))[:_MOST_WORDS]
    if not parts:
        return []
    mine = sa.or_(*(TextRow.body.ilike(f"%{_pattern(part)}%", escape="\\") for part in parts))
    query = sa.union_all(
        *(
            sa.select(sa.literal(kind.value), model.code, TextRow.body)
            .join(TextRow, sa.and_(TextRow.owner_kind == kind, TextRow.owner_id == model.id))
            .where(model.publication == Publication.LISTED, TextRow.field == "name", mine)
            for kind, model in ((Owner.ORGANISATION, Organisation), (Owner.SERVICE, Service))
        )
    ).limit(_MOST_READ)
    return [
        Like(kind, code, name, "name")
        for kind, code, name in session.execute(query)
        if any(are_alike(name, other) for other in sought.names)
    ]


def _by_contact(session: Session, sought: _Sought) -> list[Like]:
    ends = [WayRow.value.like(f"%{number}") for number in sorted(sought.numbers)]
    sites = [Service.website.ilike(f"%{_pattern(host)}%", escape="\\") for host in sorted(sought.hosts)]
    if not ends and not sites:
        return []
    query = (
        sa.select(Service.code, TextRow.body, Service.website, sa.func.max(WayRow.value))
        .join(TextRow, sa.and_(TextRow.owner_kind == Owner.SERVICE, TextRow.owner_id == Service.id))
        .outerjoin(WayRow, sa.and_(WayRow.service_id == Service.id, sa.or_(*ends) if ends else sa.false()))
        .where(
            Service.publication == Publication.LISTED, TextRow.field == "name", TextRow.made_from.is_(None)
        )
        .where(sa.or_(WayRow.id.is_not(None), *sites))
        .group_by(Service.code, TextRow.body, Service.website)
        .limit(_MOST_READ)
    )
    return [
        Like("service", code, name, "number" if number else "website")
        for code, name, website, number in session.execute(query)
        if number or host_of(website) in sought.hosts
    ]


def _telling(name: str) -> list[str]:
    """Return the words of a name that tell it from others, as they are written."""
    parts = [part for part in name.split() if part.casefold() not in _COMMON]
    return [part for part in parts if len(part) >= _SHORTEST_WORD or not part.isascii()] or [name.strip()]


def _words(name: str) -> set[str]:
    return {word for word in words(name) if word not in _COMMON}


def are_alike(one: str, other: str) -> bool:
    """Say whether two names may be of one group: the same, one within the other, or sharing most of their words."""
    first, second = fold_name(one), fold_name(other)
    shorter, longer = sorted((first, second), key=len)
    if first == second or (len(shorter) >= 2 * _SHORTEST_NAME and shorter in longer):
        return bool(first)
    mine, theirs = _words(one), _words(other)
    shared = mine & theirs
    return len(shared) >= 2 and len(shared) / len(mine | theirs) >= _OVERLAP


def names_of(session: Session, codes: Iterable[str]) -> dict[str, list[TextVersion]]:
    """Return the names of listed organisations in all their languages, by code: one SELECT, or none."""
    wanted = sorted(set(codes) - {""})
    if not wanted:
        return {}
    query = (
        sa.select(Organisation.code, TextRow.language, TextRow.body, TextRow.revision, TextRow.made_from)
        .join(TextRow, sa.and_(TextRow.owner_kind == Owner.ORGANISATION, TextRow.owner_id == Organisation.id))
        .where(Organisation.code.in_(wanted), Organisation.publication == Publication.LISTED)
        .where(TextRow.field == "name")
    )
    found: dict[str, list[TextVersion]] = {}
    for code, language, body, revision, made_from in session.execute(query):
        found.setdefault(code, []).append(TextVersion(language, body, revision, made_from))
    return found
