"""Alembic's way in: the engine comes from the command (app/db.py), the tables from the models."""

from __future__ import annotations

from typing import Any

from alembic import context

import app.directory.models
import app.moderation.models
import app.submissions.models
from app.db import Base

# The models must be known here.
for model in (
    app.directory.models.Service,
    app.moderation.models.Moderator,
    app.submissions.models.Proposal,
):
    assert model.metadata is Base.metadata  # noqa: S101


def _own(_object: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """Leave out what only one engine has; search artefacts will live in migrations alone."""
    return not (reflected and kind == "table" and (name or "").startswith("search_"))


with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_own,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
