"""Lists are asked for in facets that stand for several choices: the index is emptied here and made anew afterwards.

Whoever brings the tables up to date makes it, as after 2026_11_22_lists.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_together"
down_revision = "2026_11_22_best"
branch_labels = None
depends_on = None

_EMPTIES = {
    "sqlite": "INSERT INTO search_index (search_index) VALUES ('delete-all')",
    "postgresql": "DELETE FROM search_index",
}


def upgrade() -> None:
    _empty()


def downgrade() -> None:
    _empty()


def _empty() -> None:
    op.execute(_EMPTIES[op.get_bind().dialect.name])
    for table in ("search_entry", "search_spelling"):
        op.execute(sa.delete(sa.table(table)))
