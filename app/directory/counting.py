"""How many services each choice leads to, kept with the edition: no page counts them, no decision counts them all.

A change counts only the services it touches, before it and after it; what the others add up to stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy.orm import Session

from app.directory import queries
from app.directory.finding import of_these
from app.directory.models import Edition

# {dimension: {value: (checked, all)}}.
Counts = dict[str, dict[str, tuple[int, int]]]
# With more listings in one change counting all is as quick.
_MOST = 1_000


def count(session: Session, edition: Edition) -> None:
    """Keep the counts of what is listed now."""
    edition.counts = _packed(queries.facets(session))


def is_wrong(session: Session, edition: Edition) -> bool:
    """Say whether kept counts are not those of what is listed now; none at all are not wrong, part of them is."""
    return bool(edition.counts) and _read(edition.counts) != queries.facets(session)


def part(session: Session, edition: Edition, codes: Collection[str]) -> Counts | None:
    """Return what these listings and the services of these organisations add to the counts; None if all are counted."""
    if _read(edition.counts) is None or len(codes) > _MOST:
        return None
    return queries.facets(session, of_these(codes))


def recount(session: Session, edition: Edition, codes: Collection[str], before: Counts | None) -> bool:
    """Keep the counts after a change to these listings, and say whether a menu shows a choice more or less now.

    `before` is the part of these listings from before the change.
    """
    last = _read(edition.counts)
    after = part(session, edition, codes) if before is not None else None
    now = _changed(last, before, after) if last and before and after else queries.facets(session)
    edition.counts = _packed(now)
    return last is None or _menus(last) != _menus(now)


def counted(session: Session, edition: queries.Published) -> Counts:
    """Return the counts of an edition; count where nobody has since the database was brought up to date."""
    return _read(edition.counts) or queries.facets(session)


def _changed(kept: Counts, before: Counts, after: Counts) -> Counts:
    found: Counts = {}
    for name, some in kept.items():
        found[name] = {}
        for value in {**some, **after[name]}:
            each = zip(*(one.get(value, (0, 0)) for one in (some, before[name], after[name])), strict=True)
            sure, every = (held - was + now for held, was, now in each)
            # As when all are counted: a choice that leads nowhere is left out, and "online" is none among others.
            if every or name == "online":
                found[name][value] = (sure, every)
    return found


def _menus(counts: Counts) -> set[tuple[str, str, bool]]:
    """Return which choices lead somewhere, and whether to something checked."""
    return {
        (name, value, sure > 0)
        for name, some in counts.items()
        for value, (sure, every) in some.items()
        # Towns stand on no menu.
        if every and name != "town"
    }


def _packed(counts: Counts) -> str:
    return json.dumps(counts, separators=(",", ":"))


def _read(text: str) -> Counts | None:
    """Return kept counts; None where nobody has counted yet, or not the towns."""
    kept: dict[str, dict[str, list[int]]] = json.loads(text) if text else {}
    if "town" not in kept:
        return None
    return {
        name: {value: (sure, every) for value, (sure, every) in some.items()} for name, some in kept.items()
    }
