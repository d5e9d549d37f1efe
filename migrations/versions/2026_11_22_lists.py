"""Lists are read from the search index: it is emptied here, and made anew by whoever brings the tables up to date.

The spelling needs no index by word: a word is a variant of itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_lists"
down_revision = "2026_11_22_pages"
branch_labels = None
depends_on = None

_EMPTIES = {
    "sqlite": "INSERT INTO search_index (search_index) VALUES ('delete-all')",
    "postgresql": "DELETE FROM search_index",
}


def upgrade() -> None:
    op.drop_index("ix_search_spelling_word", table_name="search_spelling")
    _empty()


def downgrade() -> None:
    _empty()
    op.create_index("ix_search_spelling_word", "search_spelling", ["word"], unique=False)


def _empty() -> None:
    op.execute(_EMPTIES[op.get_bind().dialect.name])
    for table in ("search_entry", "search_spelling"):
        op.execute(sa.delete(sa.table(table)))
