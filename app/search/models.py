"""The tables of the index that are alike on both engines. Beside them stands `search_index` (app/search/engine.py)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

# Not in the models, because each engine makes it in its own way: the public side reads it all the same.
_BESIDE = {
    "sqlite": tuple(f"search_index{part}" for part in ("", "_data", "_idx", "_config")),
    "postgresql": ("search_index",),
}
# Each engine writes its index in its own way: a move to the other engine makes it anew from the listings.
MADE_ANEW = {"made_anew": True}


class SearchEntry(Base):
    """What is needed of a hit beside the index: how much of its name was asked for, where it is, in which languages."""

    __tablename__ = "search_entry"
    # The better the service, the smaller: so the index is read in order of quality.
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id", ondelete="CASCADE"), unique=True)
    names: Mapped[str] = mapped_column(sa.Text)
    # Its towns and languages, as facets between spaces.
    about: Mapped[str] = mapped_column(sa.Text)
    # What SQLite's index was given, packed: only with it can the index take it out again.
    tokens: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    __table_args__ = ({"info": {"audience": "public", "beside": _BESIDE, **MADE_ANEW}},)


class Spelling(Base):
    """A word of a name, under itself and under each word that lacks one of its letters."""

    __tablename__ = "search_spelling"
    variant: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    word: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    __table_args__ = ({"info": {"audience": "public", **MADE_ANEW}, "sqlite_with_rowid": False},)
