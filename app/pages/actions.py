"""Write which tags a published change touches, in the transaction of that change."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.pages.models import PageTag
from app.pages.rules import EVERYTHING, GROWN

# A worker or a mirror that is further behind makes everything anew.
_GENERATIONS = 200
# A change that touches more retires everything: it is an import.
MOST_TAGS = 2_000


def touch(session: Session, generation: int, tags: Iterable[str], lagging: Iterable[str] = ()) -> None:
    """Say that the change which makes this generation touches these tags; there is always at least one.

    Pages with none of them but `lagging` ones show nothing that changed: they may be shown for a moment more.
    """
    found = sorted({*tags, *(f"{GROWN}{tag}" for tag in lagging)})
    rows = found if 0 < len(found) <= MOST_TAGS else [EVERYTHING]
    session.execute(sa.delete(PageTag).where(PageTag.generation <= generation - _GENERATIONS))
    session.execute(sa.delete(PageTag).where(PageTag.generation == generation, PageTag.tag.in_(rows)))
    session.execute(sa.insert(PageTag), [{"generation": generation, "tag": tag} for tag in rows])
