"""The tables of the directory. Every column is listed with its reason in docs/data.md (a test holds this)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, PUBLIC, Base, enum_by_value
from app.directory.content import Prose
from app.directory.rules import (
    Action,
    Consent,
    HoursKind,
    ListingKind,
    Owner,
    PlaceKind,
    Publication,
    Scope,
    Standing,
    Status,
    Visibility,
    WayKind,
)

ONLY_PUBLIC_IS_EXACT = (
    "(kind = 'address' AND visibility = 'public') OR "
    "(street = '' AND postal_code = '' AND latitude IS NULL AND longitude IS NULL)"
)


class Edition(Base):
    """One row: what kind of content this site holds, and a number that grows with each published change."""

    __tablename__ = "edition"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"), PUBLIC)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[int] = mapped_column(default=0)
    # '' (empty), 'demonstration' or 'real': the two never mix.
    holds: Mapped[str] = mapped_column(sa.String(16), default="")
    # Written with each change (counting.py), so that no page has to count; '' until the first one.
    counts: Mapped[str] = mapped_column(sa.Text, default="")


class PublicCode(Base):
    """Every code ever given, so that none is given twice. Codes are printed on paper and never die."""

    __tablename__ = "public_code"
    __table_args__ = PUBLIC
    code: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[ListingKind] = mapped_column(enum_by_value(ListingKind, "kind"))


class _Listing:
    """What organisations and services share: three ids, three states."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(sa.Uuid, unique=True)
    publication: Mapped[Publication] = mapped_column(enum_by_value(Publication, "publication"))
    standing: Mapped[Standing] = mapped_column(enum_by_value(Standing, "standing"))
    status: Mapped[Status] = mapped_column(enum_by_value(Status, "status"))
    language: Mapped[str] = mapped_column(sa.String(16))
    website: Mapped[str] = mapped_column(sa.String(500), default="")
    # First day of the month in which a moderator last checked it as a whole; None: not checked.
    checked_on: Mapped[date | None]


class Organisation(_Listing, Base):
    """A group that runs services."""

    __tablename__ = "organisation"
    __table_args__ = PUBLIC
    code: Mapped[str] = mapped_column(sa.ForeignKey("public_code.code"), unique=True)
    successor: Mapped[str | None] = mapped_column(sa.ForeignKey("public_code.code"))
    elsewhere: Mapped[Consent] = mapped_column(enum_by_value(Consent, "elsewhere"))
    # Two people saving at once: the second sees that something changed instead of overwriting it.
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}


class Service(_Listing, Base):
    """One service of an organisation."""

    __tablename__ = "service"
    code: Mapped[str] = mapped_column(sa.ForeignKey("public_code.code"), unique=True)
    successor: Mapped[str | None] = mapped_column(sa.ForeignKey("public_code.code"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    need: Mapped[str] = mapped_column(sa.String(16))
    # First day of the month in which people last told us that something is wrong; None: nobody did.
    doubted_on: Mapped[date | None]
    # Kept by apply() from standing and who leads it, so that a list can be read in order from an index.
    rank: Mapped[int] = mapped_column(sa.SmallInteger)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        sa.Index("ix_service_browse", "publication", "rank", "id"),
        sa.Index("ix_service_need", "need", "publication", "rank", "id"),
        PUBLIC,
    )


class LeaderRow(Base):
    """Who leads an organisation, with its level of evidence. Never a person."""

    __tablename__ = "leader"
    __table_args__ = PUBLIC
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    evidence: Mapped[str] = mapped_column(sa.String(1))


def _service_key() -> Mapped[int]:
    return mapped_column(sa.ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)


class KindRow(Base):
    """A kind of service, by its neutral code."""

    __tablename__ = "service_kind"
    service_id: Mapped[int] = _service_key()
    kind: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    __table_args__ = (sa.Index("ix_service_kind_kind", "kind", "service_id"), PUBLIC)


class SpokenRow(Base):
    """A language spoken at a service."""

    __tablename__ = "spoken"
    service_id: Mapped[int] = _service_key()
    language: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    how: Mapped[str] = mapped_column(sa.String(24))
    __table_args__ = (sa.Index("ix_spoken_language", "language", "service_id"), PUBLIC)


class FactRow(Base):
    """The answers to one fact. `tone` is the worst tone of the answers, kept by apply() for filters."""

    __tablename__ = "fact"
    service_id: Mapped[int] = _service_key()
    number: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    answers: Mapped[str] = mapped_column(sa.String(120))
    tone: Mapped[str] = mapped_column(sa.String(8))
    source_kind: Mapped[str] = mapped_column(sa.String(24))
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    checked_on: Mapped[date | None]
    __table_args__ = (sa.Index("ix_fact_tone", "number", "tone", "service_id"), PUBLIC)


class CautionRow(Base):
    """A warning on a service, by its slug. `since`: first day of the month in which it was put there."""

    __tablename__ = "caution"
    service_id: Mapped[int] = _service_key()
    slug: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    since: Mapped[date]
    __table_args__ = PUBLIC


class PlaceRow(Base):
    """A place. A hidden address has no street, postal code or coordinates: the table cannot hold them."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PlaceKind] = mapped_column(enum_by_value(PlaceKind, "kind"))
    visibility: Mapped[Visibility] = mapped_column(enum_by_value(Visibility, "visibility"))
    scope: Mapped[Scope | None] = mapped_column(enum_by_value(Scope, "scope"))
    town: Mapped[int | None]
    locality: Mapped[str] = mapped_column(sa.String(120), default="")
    region: Mapped[str] = mapped_column(sa.String(8), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    street: Mapped[str] = mapped_column(sa.String(200), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(20), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    __table_args__ = (
        sa.CheckConstraint(ONLY_PUBLIC_IS_EXACT, name="only_public_is_exact"),
        sa.Index("ix_place_town", "town", "service_id"),
        sa.Index("ix_place_country", "country", "region", "service_id"),
        sa.Index("ix_place_scope", "kind", "scope", "service_id"),
        PUBLIC,
    )


class WayRow(Base):
    """A way to reach a service."""

    __tablename__ = "way"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(sa.SmallInteger)
    kind: Mapped[WayKind] = mapped_column(enum_by_value(WayKind, "kind"))
    value: Mapped[str] = mapped_column(sa.String(500), default="")
    extension: Mapped[str] = mapped_column(sa.String(20), default="")
    app: Mapped[str] = mapped_column(sa.String(16), default="")
    through: Mapped[str | None] = mapped_column(sa.ForeignKey("public_code.code"))
    appointment: Mapped[bool] = mapped_column(default=False)
    hours_kind: Mapped[HoursKind] = mapped_column(enum_by_value(HoursKind, "hours_kind"))
    timezone: Mapped[str] = mapped_column(sa.String(40), default="")
    __table_args__ = PUBLIC


class HoursRow(Base):
    """One opening in a week, in minutes since Monday 00:00 in the way's time zone."""

    __tablename__ = "hours"
    way_id: Mapped[int] = mapped_column(sa.ForeignKey("way.id", ondelete="CASCADE"), primary_key=True)
    opens: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    closes: Mapped[int] = mapped_column(sa.SmallInteger)
    __table_args__ = (
        sa.CheckConstraint("opens >= 0 AND opens < 10080", name="in_week"),
        sa.CheckConstraint("closes > opens AND closes <= opens + 1440", name="at_most_a_day"),
        PUBLIC,
    )


class TextRow(Base):
    """One field of prose in one language. `made_from`: None for the source, else the source's revision."""

    __tablename__ = "text"
    owner_kind: Mapped[Owner] = mapped_column(enum_by_value(Owner, "owner_kind"), primary_key=True)
    owner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)
    revision: Mapped[int]
    made_from: Mapped[int | None]
    __table_args__ = PUBLIC

    def as_prose(self) -> Prose:
        """Return it as a plain value."""
        revision = self.revision if self.made_from is None else 0
        return Prose(self.field, self.language, self.body, self.made_from, revision)


class Decision(Base):
    """What was decided, by which handle, on which day: append-only, each tied to the one before."""

    __tablename__ = "decision"
    # The public log reads these and never whose decision it was.
    __table_args__ = {
        "info": {
            "audience": "private",
            "public_columns": ("sequence", "day", "action", "code", "reason"),
        }
    }
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    handle: Mapped[str] = mapped_column(sa.String(40))
    action: Mapped[Action] = mapped_column(enum_by_value(Action, "action"))
    # The listing; '' for a batch about many.
    code: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.String(40))
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class Version(Base):
    """What a listing said before a decision changed it; erased content is erased here too."""

    __tablename__ = "version"
    __table_args__ = PRIVATE
    code: Mapped[str] = mapped_column(sa.ForeignKey("public_code.code"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    decision: Mapped[int] = mapped_column(sa.ForeignKey("decision.sequence"))
