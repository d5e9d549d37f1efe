"""Warnings on a service, the month in which people doubted it, and the words for the new kinds of decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_warnings"
down_revision = "2026_11_22_desk"
branch_labels = None
depends_on = None

_BEFORE = ("import", "save", "publish", "status", "withdraw")
_NOW = ("import", "save", "publish", "status", "doubt", "clear", "withdraw", "renew", "decline")


def upgrade() -> None:
    op.create_table(
        "caution",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_caution_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "slug", name=op.f("pk_caution")),
    )
    op.add_column("service", sa.Column("doubted_on", sa.Date(), nullable=True))
    _allow(_NOW)


def downgrade() -> None:
    # There was no word for these. The chain of decisions then shows that they were changed, as it should.
    op.execute("UPDATE decision SET action = 'status' WHERE action IN ('doubt', 'clear', 'renew', 'decline')")
    _allow(_BEFORE)
    op.drop_column("service", "doubted_on")
    op.drop_table("caution")


def _allow(actions: tuple[str, ...]) -> None:
    """Let a decision be one of `actions`."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_decision_action"), "decision", type_="check")
        named = ", ".join(f"'{action}'" for action in actions)
        op.create_check_constraint(op.f("ck_decision_action"), "decision", f"action IN ({named})")
        return
    # SQLite changes a CHECK by copying the table, and drops none whose rows another names: the versions, which
    # name their decision, step aside within this transaction.
    op.execute("CREATE TABLE version_aside AS SELECT * FROM version")
    op.execute("DELETE FROM version")
    with op.batch_alter_table("decision", copy_from=_decision(actions), recreate="always"):
        pass
    op.execute("INSERT INTO version SELECT * FROM version_aside")
    op.execute("DROP TABLE version_aside")


def _decision(actions: tuple[str, ...]) -> sa.Table:
    kinds = sa.Enum(*actions, name="action", native_enum=False, create_constraint=True, length=24)
    return sa.Table(
        "decision",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("action", kinds, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_decision"),
    )
