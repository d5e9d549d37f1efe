"""The tables of submissions. All private; every column is listed with its reason in docs/data.md."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, enum_by_value
from app.submissions.rules import Identity, Kind, Lane, State

# What the narrow engine of the public side may read and write, beside reading what is public.
DOOR: dict[str, Any] = {"info": {"audience": "private", "door": "submissions"}}
# Without it SQLite numbers rows as they come, and the numbers would tell in which order groups and readers did.
NO_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}
UNORDERED: dict[str, Any] = {**DOOR, **NO_ORDER}
_HASH = sa.String(64)


class Proposal(Base):
    """Something that waits for a decision. The row is gone when it was listed."""

    __tablename__ = "proposal"
    # 128 random bits (hex): a serial number would tell in which order groups came.
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[Kind] = mapped_column(enum_by_value(Kind, "kind"))
    state: Mapped[State] = mapped_column(enum_by_value(State, "state"))
    lane: Mapped[Lane] = mapped_column(enum_by_value(Lane, "lane"))
    # Larger comes first: rules.weight.
    weight: Mapped[int] = mapped_column(sa.SmallInteger)
    # The listing it is about; None for one that is not listed yet.
    code: Mapped[str | None] = mapped_column(sa.ForeignKey("public_code.code"), index=True)
    # bundle.to_json; None for reports, which are counts.
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    # In which language the group reads its answer.
    language: Mapped[str] = mapped_column(sa.String(16))
    created_on: Mapped[date]
    # The day of the last question or of being declined: from it the lifetime counts.
    settled_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    # The moderator who proposed it; "" for a group, and for readers.
    by: Mapped[str] = mapped_column(sa.String(40), default="")
    # The first of two moderators who agreed, and how they checked who the group is.
    agreed_by: Mapped[str] = mapped_column(sa.String(40), default="")
    identity: Mapped[Identity | None] = mapped_column(enum_by_value(Identity, "identity"))
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        sa.Index("ix_proposal_queue", "state", "lane", "weight", "created_on", "id"),
        UNORDERED,
    )


class Receipt(Base):
    """Knows the code a group holds; the code cannot be read from it. Belongs to a request, then to the listing."""

    __tablename__ = "receipt"
    lookup: Mapped[str] = mapped_column(_HASH, primary_key=True)
    proposal_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("proposal.id", ondelete="SET NULL"), index=True
    )
    # The organisation that it speaks for, once it is listed.
    code: Mapped[str | None] = mapped_column(sa.ForeignKey("public_code.code"), index=True)
    __table_args__ = UNORDERED


class Message(Base):
    """One question of a moderator or one reply of a group. Gone at the decision."""

    __tablename__ = "message"
    proposal_id: Mapped[str] = mapped_column(
        sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    from_group: Mapped[bool]
    body: Mapped[str] = mapped_column(sa.Text)
    __table_args__ = UNORDERED


class Report(Base):
    """How many people gave one reason about one listing. Nothing about any of them."""

    __tablename__ = "report"
    code: Mapped[str] = mapped_column(sa.ForeignKey("public_code.code"), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    number: Mapped[int]
    # The day of the last one: a report that nobody repeats goes.
    last_on: Mapped[date]
    __table_args__ = UNORDERED


class Spent(Base):
    """A form that was sent: it counts once. `ends` is the hour (since 1970) when it could not be sent anyway."""

    __tablename__ = "spent"
    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    ends: Mapped[int]
    __table_args__ = UNORDERED


class Tally(Base):
    """How much of a daily budget is used, for everyone together."""

    __tablename__ = "tally"
    what: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]
    __table_args__ = UNORDERED


class Refusal(Base):
    """A name or contact of a group that asked not to be listed, as a keyed hash: to be recognised, not read."""

    __tablename__ = "refusal"
    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    __table_args__ = {"info": {"audience": "private"}, **NO_ORDER}


class CheckedHow(Base):
    """How a moderator checked that a listed organisation is who it says: one of four words, and the month."""

    __tablename__ = "checked_how"
    code: Mapped[str] = mapped_column(sa.ForeignKey("public_code.code"), primary_key=True)
    identity: Mapped[Identity] = mapped_column(enum_by_value(Identity, "identity"))
    month: Mapped[date]
    __table_args__ = {"info": {"audience": "private"}, **NO_ORDER}
