"""The one table of this slice: which tags each published change touched."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PUBLIC, Base


class PageTag(Base):
    """A tag touched by the change that made this generation; the newest generations only, emptied by `purge`."""

    __tablename__ = "page_tag"
    __table_args__ = PUBLIC
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tag: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
