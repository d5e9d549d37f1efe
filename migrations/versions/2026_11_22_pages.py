"""Pages: which tags each published change touched, for the newest generations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_pages"
down_revision = "2026_11_22_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_tag",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("generation", "tag", name=op.f("pk_page_tag")),
    )


def downgrade() -> None:
    op.drop_table("page_tag")
