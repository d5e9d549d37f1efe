"""Search: entries, spellings of names, the index of each engine, and the counts of choices in the edition."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_search"
down_revision = "2026_11_22_submissions"
branch_labels = None
depends_on = None

# One set of tokens for each number; no ranking, so no positions and no sizes. Tokens are folded in Python already:
# `ascii` takes every other sign as a part of a word.
_SQLITE = """CREATE VIRTUAL TABLE search_index USING fts5(
    tokens, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '=~#_:-'"
)"""
# Tokens outside the rows from the first byte on: to read the best numbers, few pages are read.
_POSTGRESQL = (
    "CREATE TABLE search_index (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "ALTER TABLE search_index ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) WITH (fastupdate = off)",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_search_entry_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("service_id", name=op.f("uq_search_entry_service_id")),
    )
    op.create_table(
        "search_spelling",
        sa.Column("variant", sa.String(length=24), nullable=False),
        sa.Column("word", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("variant", "word", name=op.f("pk_search_spelling")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_spelling_word", "search_spelling", ["word"], unique=False)
    op.add_column("edition", sa.Column("counts", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("edition") as batch:
        batch.alter_column("counts", server_default=None)
    for statement in (_SQLITE,) if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("search_index")
    op.drop_column("edition", "counts")
    op.drop_index("ix_search_spelling_word", table_name="search_spelling")
    op.drop_table("search_spelling")
    op.drop_table("search_entry")
