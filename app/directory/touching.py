"""Which pages a change touches: what the changed listings show before it and after it, as tags (tags.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import tags
from app.directory.finding import of_these
from app.directory.models import Organisation, PlaceRow, Service
from app.directory.rules import PlaceKind, Publication
from app.pages.actions import MOST_TAGS, touch
from app.pages.rules import EVERYTHING
from app.places import town

# More listings than this in one change are too many to look at: then every page is made anew. If nobody has seen
# them before, as in an import, it is every list and menu.
MOST = 200


def footprint(session: Session, codes: Iterable[str]) -> set[str] | None:
    """Return as tags what these listings, and the services of these organisations, show now; None if too many."""
    if len(wanted := sorted(set(codes))) > MOST:
        return None
    services = (
        sa.select(Service.id, Service.code, Service.need, Service.publication, Organisation.code)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(of_these(wanted))
    )
    found = session.execute(services.limit(MOST + 1)).all()
    if len(found) > MOST:
        return None
    owners = sa.select(Organisation.code).where(Organisation.code.in_(wanted))
    shown = {f"o:{code}" for code in session.scalars(owners)}
    needs: dict[int, str] = {}
    # Asked for in the statement, it would lead SQLite to read all that is listed.
    for id_, code, need, _listed, owner in (row for row in found if row[3] is Publication.LISTED):
        needs[id_] = need
        shown |= {f"s:{code}", f"l:{owner}", *_lists(need, {tags.ANYWHERE})}
    places = sa.select(PlaceRow).where(PlaceRow.service_id.in_(needs))
    for row in session.scalars(places) if needs else ():
        shown |= _lists(needs[row.service_id], _reached(row))
    return shown


def _lists(need: str, reached: Iterable[str]) -> set[str]:
    return {f"{slug}/{where}" for slug in tags.needs_of(need) for where in reached}


def _reached(row: PlaceRow) -> set[str]:
    here = bool(row.locality or row.town)
    there = town(row.town) if row.town else None
    return tags.reached(there, row.country, row.region, here=here, online=row.kind is PlaceKind.ONLINE)


def write(
    session: Session,
    generation: int,
    codes: set[str],
    before: set[str] | None,
    here: Collection[str],
    *,
    menus: bool,
) -> None:
    """Write the tags of a change to these listings; `before` is their footprint from before it.

    `here` are those of them, and of the owners they name, that there were. `menus`: a menu shows a choice more or less
    now.
    """
    if codes.isdisjoint(here):
        _write_new(session, generation, codes, here, menus=menus)
        return
    after = footprint(session, codes) if before is not None else None
    if before is None or after is None:
        touch(session, generation, {EVERYTHING, *_pages(session, codes)})
        return
    found = before | after | ({tags.CHOICES} if menus else set())
    lagging = {tag for tag in found if tags.is_of_list(tag)}
    touch(session, generation, found - lagging | {tags.LOG}, lagging)


def write_everything(session: Session, generation: int) -> None:
    """Say that every page may be another in this generation."""
    touch(session, generation, {EVERYTHING})


def _write_new(
    session: Session, generation: int, codes: set[str], owners: Collection[str], *, menus: bool
) -> None:
    """Write what a change touches that only brings listings nobody has seen.

    No page shows anything of them, so none is wrong: lists and menus lack something, and those of their owners.
    """
    after = footprint(session, codes)
    # Too many to look at: every list and every menu depends on the choices, and a mirror lacks their own pages.
    found = (
        {tags.LOG, tags.CHOICES, tags.MANY}
        if after is None
        else after | {tags.LOG} | ({tags.CHOICES} if menus else set())
    )
    touch(session, generation, (), found | {f"l:{owner}" for owner in owners})


def _pages(session: Session, codes: Iterable[str]) -> set[str]:
    """Return the tags of the pages of these listings and of the services of these organisations, if they are few."""
    if len(wanted := sorted(set(codes))) > MOST_TAGS:
        return set()
    services = (
        sa.select(Service.code, Organisation.code)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(of_these(wanted))
        .limit(MOST_TAGS)
    )
    found = {f"o:{code}" for code in wanted}
    for code, owner in session.execute(services):
        found |= {f"s:{code}", f"l:{owner}"}
    return found
