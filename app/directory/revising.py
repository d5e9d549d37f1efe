"""Which revision each text of a listing is, once it is saved again. Pure: rows are made here, not written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.directory.content import CURRENT, Prose, carried_revision
from app.directory.models import TextRow
from app.directory.rules import Owner

# By field and language.
Texts = dict[tuple[str, str], TextRow]


def text_rows(owner: Owner, owner_id: int, prose: Sequence[Prose], now: Texts) -> list[dict[str, Any]]:
    """Return the rows of what one owner says from now on; `now` is what it said until now."""
    sources = {old.field: old for old in now.values() if old.made_from is None}
    source_revision: dict[str, int] = {}
    rows = []
    for text in sorted(prose, key=lambda p: p.made_from is not None):
        if text.made_from is None:
            revision = _source_revision(text, sources.get(text.field), prose)
            source_revision[text.field] = revision
        else:
            revision = _next_revision(text, now.get((text.field, text.language)))
        made_from = source_revision.get(text.field, 1) if text.made_from == CURRENT else text.made_from
        rows.append(
            {
                "owner_kind": owner,
                "owner_id": owner_id,
                "field": text.field,
                "language": text.language,
                "body": text.body,
                "revision": revision,
                "made_from": made_from,
            }
        )
    return rows


def _next_revision(text: Prose, old: TextRow | None) -> int:
    return 1 if old is None else old.revision + (old.body != text.body)


def _source_revision(text: Prose, old: TextRow | None, prose: Sequence[Prose]) -> int:
    """Return which revision of a source text this is: a new one if its meaning may have changed, never a smaller.

    `old` is the text that stood there. What moved to another way or place brings its revision along. A change is of
    the spelling only if it was made to just that text.
    """
    if old is None:
        return carried_revision(text, prose)
    same = (old.language, old.body) == (text.language, text.body)
    holds = same or (text.minor and text.revision == old.revision + 1)
    return max(old.revision + (not holds), text.revision - text.minor)
