"""Write one translation beside its source text, which stays as it is. For `actions.apply` only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.changes import Translate
from app.directory.models import Organisation, Service, TextRow
from app.directory.part_keys import part_keys
from app.directory.rules import Conflict, NotAllowed, Owner, Publication


@dataclass(frozen=True, slots=True)
class Beside:
    """A source text, and its translation if there is one."""

    source: TextRow
    mine: TextRow | None


def beside(session: Session, row: Organisation | Service, change: Translate) -> Beside | None:
    """Return the text that is to be said in another language, as it is now; None if it is said just so already.

    Raise Conflict if the text, or its translation, is not any more what the writer had in view; NotAllowed if the
    listing is not listed or the text is in that language already.
    """
    if row.publication is not Publication.LISTED:
        raise NotAllowed("Only what everyone can read is translated.")
    now = _texts(session, row, change.key)
    source = next((one for one in now if one.made_from is None), None)
    mine = next((one for one in now if one.language == change.language), None)
    if source is None or source.revision != change.made_from:
        raise Conflict("This text changed while you were writing.")
    if mine is source:
        raise NotAllowed("This text is in that language already.")
    if change.replaces not in (None, mine.revision if mine else 0):
        raise Conflict("Somebody else translated this text while you were writing.")
    said = (mine.body, mine.made_from) if mine else ("", source.revision)
    return None if said == (change.body, source.revision) else Beside(source, mine)


def write(session: Session, found: Beside, change: Translate) -> None:
    """Write the translation, or take it away if it is empty."""
    source, mine = found.source, found.mine
    if mine is None and change.body:
        like = {"owner_kind": source.owner_kind, "owner_id": source.owner_id, "field": source.field}
        made: dict[str, Any] = {"language": change.language, "made_from": source.revision, "revision": 1}
        session.add(TextRow(**like, **made, body=change.body))
    elif mine is not None and change.body:
        mine.body, mine.made_from, mine.revision = change.body, source.revision, mine.revision + 1
    elif mine is not None:
        session.delete(mine)
    session.flush()


def _texts(session: Session, row: Organisation | Service, key: str) -> list[TextRow]:
    """Return the text that this key names, in every language that it has."""
    owner, owner_id, field = Owner(type(row).__name__.lower()), row.id, key
    for part in (Owner.PLACE, Owner.WAY):
        if isinstance(row, Service) and key.startswith(f"{part.value}-"):
            ids = {name: id_ for id_, name in part_keys(session, part, [row.id]).items()}
            owner, owner_id, field = part, ids.get(key, 0), "note"
    mine = sa.and_(TextRow.owner_kind == owner, TextRow.owner_id == owner_id, TextRow.field == field)
    return list(session.scalars(sa.select(TextRow).where(mine)))
