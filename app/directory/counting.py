"""How many services each choice leads to, kept with the edition: no page counts them again."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from app.directory import queries
from app.directory.models import Edition

# {dimension: {value: (checked, all)}}.
Counts = dict[str, dict[str, tuple[int, int]]]


def count(session: Session, edition: Edition) -> None:
    """Keep the counts of what is listed now."""
    edition.counts = json.dumps(queries.facets(session), separators=(",", ":"))


def counted(session: Session, edition: queries.Published) -> Counts:
    """Return the counts of an edition; count where nobody has since the database was brought up to date."""
    if not edition.counts:
        return queries.facets(session)
    kept: dict[str, dict[str, list[int]]] = json.loads(edition.counts)
    return {
        name: {value: (sure, every) for value, (sure, every) in some.items()} for name, some in kept.items()
    }
