"""The directory: listings, what they say, their codes, versions and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_directory"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "import",
                "save",
                "publish",
                "status",
                "withdraw",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_decision")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("holds", sa.String(length=16), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_edition_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_table(
        "public_code",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "organisation", "service", name="kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_public_code")),
    )
    op.create_table(
        "text",
        sa.Column(
            "owner_kind",
            sa.Enum(
                "organisation",
                "service",
                "place",
                "way",
                name="owner_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_from", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("owner_kind", "owner_id", "field", "language", name=op.f("pk_text")),
    )
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("successor", sa.String(length=64), nullable=True),
        sa.Column(
            "elsewhere",
            sa.Enum(
                "nothing",
                "listing",
                "everything",
                name="elsewhere",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "publication",
            sa.Enum(
                "draft",
                "listed",
                "withdrawn",
                name="publication",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum(
                "checked", "unchecked", name="standing", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "paused",
                "full",
                "closed",
                "moved",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["code"], ["public_code.code"], name=op.f("fk_organisation_code_public_code")
        ),
        sa.ForeignKeyConstraint(
            ["successor"], ["public_code.code"], name=op.f("fk_organisation_successor_public_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("uuid", name=op.f("uq_organisation_uuid")),
    )
    op.create_table(
        "version",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_version_code_public_code")),
        sa.ForeignKeyConstraint(
            ["decision"], ["decision.sequence"], name=op.f("fk_version_decision_decision")
        ),
        sa.PrimaryKeyConstraint("code", "revision", name=op.f("pk_version")),
    )
    op.create_table(
        "leader",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("evidence", sa.String(length=1), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_leader_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "value", name=op.f("pk_leader")),
    )
    op.create_table(
        "service",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("successor", sa.String(length=64), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=16), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "publication",
            sa.Enum(
                "draft",
                "listed",
                "withdrawn",
                name="publication",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum(
                "checked", "unchecked", name="standing", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "paused",
                "full",
                "closed",
                "moved",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_service_code_public_code")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["successor"], ["public_code.code"], name=op.f("fk_service_successor_public_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
        sa.UniqueConstraint("uuid", name=op.f("uq_service_uuid")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index("ix_service_browse", ["publication", "rank", "id"], unique=False)
        batch_op.create_index("ix_service_need", ["need", "publication", "rank", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "fact",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.String(length=120), nullable=False),
        sa.Column("tone", sa.String(length=8), nullable=False),
        sa.Column("source_kind", sa.String(length=24), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_fact_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", "number", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("ix_fact_tone", ["number", "tone", "service_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "address", "area", "online", name="kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "area",
                "ask",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "town",
                "region",
                "country",
                "everywhere",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("town", sa.Integer(), nullable=True),
        sa.Column("locality", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'address' AND visibility = 'public') OR "
            "(street = '' AND postal_code = '' AND latitude IS NULL AND longitude IS NULL)",
            name=op.f("ck_place_only_public_is_exact"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_place_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index("ix_place_country", ["country", "region", "service_id"], unique=False)
        batch_op.create_index("ix_place_scope", ["kind", "scope", "service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_service_id"), ["service_id"], unique=False)
        batch_op.create_index("ix_place_town", ["town", "service_id"], unique=False)

    op.create_table(
        "service_kind",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_service_kind_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "kind", name=op.f("pk_service_kind")),
    )
    with op.batch_alter_table("service_kind", schema=None) as batch_op:
        batch_op.create_index("ix_service_kind_kind", ["kind", "service_id"], unique=False)

    op.create_table(
        "spoken",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_spoken_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", "language", name=op.f("pk_spoken")),
    )
    with op.batch_alter_table("spoken", schema=None) as batch_op:
        batch_op.create_index("ix_spoken_language", ["language", "service_id"], unique=False)

    op.create_table(
        "way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "text",
                "chat",
                "email",
                "walk_in",
                "online",
                "they_come",
                "through",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("extension", sa.String(length=20), nullable=False),
        sa.Column("app", sa.String(length=16), nullable=False),
        sa.Column("through", sa.String(length=64), nullable=True),
        sa.Column("appointment", sa.Boolean(), nullable=False),
        sa.Column(
            "hours_kind",
            sa.Enum(
                "ask",
                "always",
                "weekly",
                name="hours_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_way_service_id_service"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["through"], ["public_code.code"], name=op.f("fk_way_through_public_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way")),
    )
    with op.batch_alter_table("way", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_way_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hours",
        sa.Column("way_id", sa.Integer(), nullable=False),
        sa.Column("opens", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("closes", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("closes > opens AND closes <= opens + 1440", name=op.f("ck_hours_at_most_a_day")),
        sa.CheckConstraint("opens >= 0 AND opens < 10080", name=op.f("ck_hours_in_week")),
        sa.ForeignKeyConstraint(["way_id"], ["way.id"], name=op.f("fk_hours_way_id_way"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("way_id", "opens", name=op.f("pk_hours")),
    )
    op.execute("INSERT INTO edition (id, generation, holds) VALUES (1, 0, '')")


def downgrade() -> None:
    op.drop_table("hours")
    with op.batch_alter_table("way", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_way_service_id"))

    op.drop_table("way")
    with op.batch_alter_table("spoken", schema=None) as batch_op:
        batch_op.drop_index("ix_spoken_language")

    op.drop_table("spoken")
    with op.batch_alter_table("service_kind", schema=None) as batch_op:
        batch_op.drop_index("ix_service_kind_kind")

    op.drop_table("service_kind")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index("ix_place_town")
        batch_op.drop_index(batch_op.f("ix_place_service_id"))
        batch_op.drop_index("ix_place_scope")
        batch_op.drop_index("ix_place_country")

    op.drop_table("place")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index("ix_fact_tone")

    op.drop_table("fact")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_organisation_id"))
        batch_op.drop_index("ix_service_need")
        batch_op.drop_index("ix_service_browse")

    op.drop_table("service")
    op.drop_table("leader")
    op.drop_table("version")
    op.drop_table("organisation")
    op.drop_table("text")
    op.drop_table("public_code")
    op.drop_table("edition")
    op.drop_table("decision")
