"""Submissions: what waits for a decision, receipts, messages, reports, refusals. No time finer than a day.

Without row numbers on SQLite: they would tell in which order groups and readers came.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_submissions"
down_revision = "2026_11_22_warnings"
branch_labels = None
depends_on = None

_KINDS = ("request", "correction", "edit", "restore", "draft", "report")
_IDENTITIES = ("on_their_site", "called", "vouched", "met")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _of_a_listing(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["public_code.code"], name=op.f(f"fk_{table}_{column}_public_code")
    )


def upgrade() -> None:
    _proposals()
    _receipts()
    _counts()
    op.create_table(
        "refusal",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_refusal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checked_how",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("identity", _enum("identity", *_IDENTITIES), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        _of_a_listing("checked_how", "code"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_checked_how")),
        sqlite_with_rowid=False,
    )


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", _enum("kind", *_KINDS), nullable=False),
        sa.Column("state", _enum("state", "waiting", "asked", "declined"), nullable=False),
        sa.Column("lane", _enum("lane", "normal", "slow"), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("agreed_by", sa.String(length=40), nullable=False),
        sa.Column("identity", _enum("identity", *_IDENTITIES), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _of_a_listing("proposal", "code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_proposal_code"), "proposal", ["code"])
    op.create_index("ix_proposal_queue", "proposal", ["state", "lane", "weight", "created_on", "id"])


def _receipts() -> None:
    op.create_table(
        "receipt",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_receipt_proposal_id_proposal"),
            ondelete="SET NULL",
        ),
        _of_a_listing("receipt", "code"),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_receipt_proposal_id"), "receipt", ["proposal_id"])
    op.create_index(op.f("ix_receipt_code"), "receipt", ["code"])
    op.create_table(
        "message",
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("from_group", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_message_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_message")),
        sqlite_with_rowid=False,
    )


def _counts() -> None:
    op.create_table(
        "report",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        _of_a_listing("report", "code"),
        sa.PrimaryKeyConstraint("code", "reason", name=op.f("pk_report")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_spent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "day", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("checked_how", "refusal", "tally", "spent", "report", "message", "receipt", "proposal"):
        op.drop_table(table)
