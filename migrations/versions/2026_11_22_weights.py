"""PostgreSQL remembers how common ten thousand tokens are, not one thousand: so it knows which question is rare.

A rare one is asked of the index; a common one is read in order until a page is full. SQLite has one way only.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_22_weights"
down_revision = "2026_11_22_lists"
branch_labels = None
depends_on = None

_USUAL, _MANY = -1, 1000


def upgrade() -> None:
    _remember(_MANY)


def downgrade() -> None:
    _remember(_USUAL)


def _remember(number: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE search_index ALTER COLUMN tokens SET STATISTICS {number}")
