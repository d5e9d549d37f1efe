"""Lists are asked for in facets that stand for several choices: the index is marked as behind, to be made anew.

Whoever brings the tables up to date makes it, in one transaction (indexing.fill_if_behind): until then readers have the
old one whole. Down again the facets are there for nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_together"
down_revision = "2026_11_22_best"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Counts that hold nothing are wrong. A new database has none, and nothing to make anew.
    op.execute(sa.text("UPDATE edition SET counts = '{}' WHERE counts <> ''"))


def downgrade() -> None:
    """Leave what the older version does not ask for."""
