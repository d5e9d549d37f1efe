"""What a change leaves behind: a version of what was said, and nothing of what may not come back.

Used by actions only, in the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import erasing
from app.directory.content import (
    Content,
    ServiceContent,
    organisation_from_json,
    service_from_json,
    still_published,
    to_json,
)
from app.directory.models import Decision, HoursRow, LeaderRow, PlaceRow, Service, TextRow, Version, WayRow
from app.directory.reading import contents
from app.directory.rules import Consent, Owner
from app.directory.storing import LINKS, Row, chunks


def keep_version(
    session: Session, row: Row, before: Content, decision: Decision, once_a_day: bool = False
) -> None:
    """Keep what a listing says now as a version that `decision` replaces.

    `once_a_day`: not if the newest was kept that day for the same reason, so that many translations do not drown
    the history of a listing.
    """
    if once_a_day:
        newest = sa.select(Decision.day, Decision.reason).join(Version, Version.decision == Decision.sequence)
        newest = newest.where(Version.code == row.code).order_by(Version.revision.desc()).limit(1)
        if session.execute(newest).first() == (decision.day, decision.reason):
            return
    content = to_json(before)
    session.add(Version(code=row.code, revision=row.revision, content=content, decision=decision.sequence))


def forget(session: Session, said: Sequence[tuple[str, Content, Content]]) -> None:
    """Erase from every version, and wherever else it is, what listings published before and do not now.

    Of each the code, what it said before and what it says now.
    """
    now = {code: later for code, _, later in said}
    for some in chunks(sorted(now)):
        for version in session.scalars(sa.select(Version).where(Version.code.in_(some))):
            later = now[version.code]
            read = service_from_json if isinstance(later, ServiceContent) else organisation_from_json
            version.content = to_json(still_published(read(version.content), later))
    erasing.tell(session, said)


def erase(session: Session, rows: Sequence[Row]) -> None:
    """Take away everything these listings say; the rows with their codes and ids stay as tombstones."""
    before = contents(session, rows)
    erasing.tell(session, [(row.code, before[row.code], None) for row in rows])
    for row in rows:
        _empty(session, row)


def _empty(session: Session, row: Row) -> None:
    texts = [sa.and_(TextRow.owner_kind == Owner(type(row).__name__.lower()), TextRow.owner_id == row.id)]
    if isinstance(row, Service):
        texts += [
            sa.and_(TextRow.owner_kind == owner, TextRow.owner_id.in_(_ids(model, row)))
            for owner, model in ((Owner.PLACE, PlaceRow), (Owner.WAY, WayRow))
        ]
    session.execute(sa.delete(TextRow).where(sa.or_(*texts)))
    if isinstance(row, Service):
        session.execute(sa.delete(HoursRow).where(HoursRow.way_id.in_(_ids(WayRow, row))))
        for model in (*LINKS, PlaceRow, WayRow):
            session.execute(sa.delete(model).where(model.service_id == row.id))
        row.need, row.doubted_on = "", None
    else:
        session.execute(sa.delete(LeaderRow).where(LeaderRow.organisation_id == row.id))
        row.elsewhere = Consent.NOTHING
    row.website, row.successor, row.checked_on = "", None, None


def _ids(model: type[PlaceRow | WayRow], row: Service) -> sa.Select[int]:
    return sa.select(model.id).where(model.service_id == row.id)
