"""The tables of the desk: handles, keys, hashed codes and invitations, sittings. All private."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, Base, enum_by_value
from app.moderation.rules import Role

_HASH = sa.String(64)


class Moderator(Base):
    """Someone who decides, by the handle they chose. A removed handle stays and is never given twice."""

    __tablename__ = "moderator"
    __table_args__ = PRIVATE
    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(sa.String(40), unique=True)
    role: Mapped[Role] = mapped_column(enum_by_value(Role, "role"))
    language: Mapped[str] = mapped_column(sa.String(16))
    created_on: Mapped[date]
    disabled: Mapped[bool] = mapped_column(default=False)


def _owner() -> Mapped[int]:
    return mapped_column(sa.ForeignKey("moderator.id", ondelete="CASCADE"), index=True)


class Credential(Base):
    """A passkey: its public half. The private half never leaves the moderator's device."""

    __tablename__ = "credential"
    __table_args__ = PRIVATE
    key: Mapped[bytes] = mapped_column(sa.LargeBinary(1023), primary_key=True)
    moderator_id: Mapped[int] = _owner()
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    # Grows with each use on keys that count; a smaller number than the last means a copied key.
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)


class RecoveryCode(Base):
    """A code that signs in once. The row is gone when the code is used."""

    __tablename__ = "recovery_code"
    __table_args__ = PRIVATE
    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    moderator_id: Mapped[int] = _owner()


class Invitation(Base):
    """A link that makes a key once. The row is gone when the link is used; `ends` is in hours since 1970."""

    __tablename__ = "invitation"
    __table_args__ = PRIVATE
    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    moderator_id: Mapped[int] = mapped_column(sa.ForeignKey("moderator.id", ondelete="CASCADE"), unique=True)
    ends: Mapped[int]


class Sitting(Base):
    """The time from signing in to signing out; without a moderator, one attempt to sign in.

    Times are minutes since 1970: fifteen idle minutes cannot be told in days. The row goes with the sitting.
    """

    __tablename__ = "desk_session"
    __table_args__ = PRIVATE
    hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    moderator_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("moderator.id", ondelete="CASCADE"), index=True
    )
    # What the passkey must sign, during an attempt.
    challenge: Mapped[bytes | None] = mapped_column(sa.LargeBinary(64))
    idle_ends: Mapped[int]
    ends: Mapped[int]
