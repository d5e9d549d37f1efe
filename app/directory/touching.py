"""Which pages a change touches: what the changed listings show before it and after it, as tags (tags.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import tags
from app.directory.finding import Clause, listed, online
from app.directory.models import KindRow, Organisation, PlaceRow, Service, SpokenRow
from app.directory.rules import IN_NO_LIST, PlaceKind, Publication, Standing
from app.pages.actions import MOST_TAGS, touch
from app.pages.rules import EVERYTHING
from app.places import town

# More listings than this in one change are too many to look at: then every page is made anew. If nobody has seen
# them before, as in an import, it is every list and menu.
MOST = 200
# A choice on a menu, such as ("spoken", "spa").
Choice = tuple[str, str]


@dataclass(slots=True)
class Footprint:
    """What some listings show: tags, and for each choice whether a checked one stands behind it, or any one.

    `ids` are their services.
    """

    tags: set[str] = field(default_factory=set)
    choices: dict[Choice, tuple[bool, bool]] = field(default_factory=dict)
    ids: set[int] = field(default_factory=set)


def footprint(session: Session, codes: Iterable[str]) -> Footprint | None:
    """Return what these listings, and the services of these organisations, show now; None if they are too many."""
    if len(wanted := sorted(set(codes))) > MOST:
        return None
    mine = sa.or_(Service.code.in_(wanted), Organisation.code.in_(wanted))
    services = (
        sa.select(Service, Organisation.code)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(Service.publication == Publication.LISTED, mine)
    )
    found = session.execute(services.limit(MOST + 1)).all()
    if len(found) > MOST:
        return None
    owners = sa.select(Organisation.code).where(Organisation.code.in_(wanted))
    shown = Footprint({f"o:{code}" for code in session.scalars(owners)})
    if found:
        _add_services(session, shown, [(service, code) for service, code in found])
    return shown


def _add_services(session: Session, shown: Footprint, found: list[tuple[Service, str]]) -> None:
    services = {service.id: service for service, _ in found}
    shown.ids |= services.keys()
    for service, owner in found:
        shown.tags |= {f"s:{service.code}", f"l:{owner}"}
        shown.tags |= {f"{need}/{tags.ANYWHERE}" for need in tags.needs_of(service.need)}
        _choose(shown, service, "need", service.need)
    for row in session.scalars(sa.select(PlaceRow).where(PlaceRow.service_id.in_(services))):
        service = services[row.service_id]
        reached = _reached(row)
        shown.tags |= {f"{need}/{where}" for need in tags.needs_of(service.need) for where in reached}
        if row.country:
            _choose(shown, service, "country", row.country)
    for service_id, dimension, value in session.execute(_parts(services)):
        _choose(shown, services[service_id], dimension, value)


def _reached(row: PlaceRow) -> set[str]:
    here = bool(row.locality or row.town)
    there = town(row.town) if row.town else None
    return tags.reached(there, row.country, row.region, here=here, online=row.kind is PlaceKind.ONLINE)


def _parts(ids: Iterable[int]) -> sa.CompoundSelect[Any]:
    """Return kinds, languages and whether it is online, of these services, in one SELECT."""
    some = sorted(ids)
    return sa.union_all(
        sa.select(KindRow.service_id, sa.literal("kind"), KindRow.kind).where(KindRow.service_id.in_(some)),
        sa.select(SpokenRow.service_id, sa.literal("spoken"), SpokenRow.language).where(
            SpokenRow.service_id.in_(some)
        ),
        sa.select(Service.id, sa.literal("online"), sa.literal("1")).where(Service.id.in_(some), online()),
    )


def _choose(shown: Footprint, service: Service, dimension: str, value: str) -> None:
    if service.rank < IN_NO_LIST:
        sure, _ = shown.choices.get((dimension, value), (False, False))
        shown.choices[dimension, value] = (sure or service.standing is Standing.CHECKED, True)


def write(
    session: Session, generation: int, codes: set[str], before: Footprint | None, here: Collection[str]
) -> None:
    """Write the tags of a change to these listings.

    `before` is their footprint from before it, `here` are those of them, and of the owners they name, that there were.
    """
    if codes.isdisjoint(here):
        _write_new(session, generation, codes, here)
        return
    after = footprint(session, codes) if before else None
    if before is None or after is None:
        touch(session, generation, {EVERYTHING, *_pages(session, codes)})
        return
    touch(session, generation, _between(session, before, after))


def write_everything(session: Session, generation: int) -> None:
    """Say that every page may be another in this generation."""
    touch(session, generation, {EVERYTHING})


def _write_new(session: Session, generation: int, codes: set[str], owners: Collection[str]) -> None:
    """Write what a change touches that only brings listings nobody has seen.

    No page shows anything of them, so none is wrong: lists and menus lack something, and those of their owners.
    """
    after = footprint(session, codes)
    # Every list and every menu depends on the choices.
    found = _between(session, Footprint(), after) if after else {tags.LOG, tags.CHOICES}
    touch(session, generation, found | {f"l:{owner}" for owner in owners}, grown=True)


def _between(session: Session, before: Footprint, after: Footprint) -> set[str]:
    found = before.tags | after.tags | {tags.LOG}
    return found | {tags.CHOICES} if _choices_changed(session, before, after) else found


def _pages(session: Session, codes: Iterable[str]) -> set[str]:
    """Return the tags of the pages of these listings and of the services of these organisations, if they are few."""
    if len(wanted := sorted(set(codes))) > MOST_TAGS:
        return set()
    mine = sa.or_(Service.code.in_(wanted), Organisation.code.in_(wanted))
    services = (
        sa.select(Service.code, Organisation.code)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(mine)
        .limit(MOST_TAGS)
    )
    found = {f"o:{code}" for code in wanted}
    for code, owner in session.execute(services):
        found |= {f"s:{code}", f"l:{owner}"}
    return found


def _choices_changed(session: Session, before: Footprint, after: Footprint) -> bool:
    """Say whether a menu shows a choice more or less: nobody else stood behind it, checked or at all."""
    none = (False, False)
    both = {**before.choices, **after.choices}
    turned = [one for one in both if before.choices.get(one, none) != after.choices.get(one, none)]
    if not turned:
        return False
    ids = sorted(before.ids | after.ids)
    others = [
        sa.exists().where(*listed(), Service.id.not_in(ids), _stands_behind(choice), *more)
        for choice in turned
        for more in ((Service.standing == Standing.CHECKED,), ())
    ]
    answers = session.execute(sa.select(*others)).one()
    for number, choice in enumerate(turned):
        alone = [not one for one in answers[2 * number : 2 * number + 2]]
        pairs = zip(before.choices.get(choice, none), after.choices.get(choice, none), alone, strict=True)
        if any(then != now and only for then, now, only in pairs):
            return True
    return False


def _stands_behind(choice: Choice) -> Clause:
    dimension, value = choice
    match dimension:
        case "need":
            return Service.need == value
        case "kind":
            return sa.exists().where(KindRow.service_id == Service.id, KindRow.kind == value)
        case "spoken":
            return sa.exists().where(SpokenRow.service_id == Service.id, SpokenRow.language == value)
        case "country":
            return sa.exists().where(PlaceRow.service_id == Service.id, PlaceRow.country == value)
    return online()
